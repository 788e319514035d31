// Rows side by side that are the same, which of them stays, and which value each field will have.
import { rows, type Row } from '$lib/api/rows';
import { apiValue } from '$lib/fields';
import { entityField, patchOf, pluralOf, valueOf } from '$lib/fields/entity';
import { mergedFields, movesWith, type MergedEntity } from './merging';

/** The row whose value a field takes, by its id, or a value that none of them has. */
export type Source = number | 'own';

const empty = (value: unknown) => value === null || value === undefined || value === '';

export class MergeChoice {
	readonly entity: MergedEntity;
	readonly rows: readonly Row[];
	/** The id of the row that stays. */
	stays = $state(0);
	chosen = $state<Record<string, Source>>({});
	/** Values of the user's own, as the Edit components give them. */
	own = $state<Record<string, string | null>>({});
	problems = $state<Record<string, string | undefined>>({});
	/** How many rows of each list move. */
	moves = $state.raw<{ plural: string; count: number }[]>([]);
	readonly fields: string[];
	readonly equal: string[];

	constructor(entity: MergedEntity, given: readonly Row[]) {
		this.entity = entity;
		this.rows = given;
		const told = mergedFields(entity).filter((name) => given.some((row) => !empty(valueOf(row, name))));
		this.equal = told.filter((name) => given.every((row) => valueOf(row, name) === valueOf(given[0]!, name)));
		this.fields = told.filter((name) => !this.equal.includes(name));
		// Whatever a lead has become, it stays: the other way round is refused.
		this.stays = (given.find((row) => row.lifecycle === 'converted') ?? given[0]!).id;
		this.#chooseUsual();
	}

	get survivor(): Row {
		return this.rows.find((row) => row.id === this.stays)!;
	}

	get others(): number[] {
		return this.rows.map((row) => row.id).filter((id) => id !== this.stays);
	}

	keep(id: number) {
		this.stays = id;
		this.#chooseUsual();
		void this.count().catch(() => {});
	}

	/** What belongs to the rows that go. */
	async count() {
		const stays = this.stays;
		const lists = movesWith[this.entity];
		const pages = await Promise.all(lists.map(({ plural, by }) => rows.list(plural, { [`${by}.in`]: this.others.join(','), limit: 1, count: true })));
		if (stays === this.stays) this.moves = lists.map(({ plural }, index) => ({ plural, count: pages[index]?.total ?? 0 })).filter((one) => one.count > 0);
	}

	async submit(): Promise<Row> {
		return rows.act(pluralOf(this.entity), this.survivor.id, 'merge', this.#body());
	}

	/** The survivor's own values, and the first other's where it has none. */
	#chooseUsual() {
		const inOrder = [this.survivor, ...this.rows.filter((row) => row.id !== this.stays)];
		this.chosen = Object.fromEntries(this.fields.map((name) => [name, inOrder.find((row) => !empty(valueOf(row, name)))!.id]));
	}

	/** Fields of the program's own are chosen by row; the organisation's own, emptied ones and new values
	 *  are given as they are to be. */
	#body() {
		const fields: Record<string, number> = {};
		const parts: Record<string, unknown>[] = [];
		for (const name of this.fields) {
			const from = this.chosen[name]!;
			const row = this.rows.find(({ id }) => id === from);
			if (!row) parts.push(patchOf(name, apiValue(entityField(this.entity, name)!, this.own[name] ?? null)));
			else if (name.startsWith('custom.') || empty(valueOf(row, name))) parts.push(patchOf(name, valueOf(row, name) ?? null));
			else fields[name] = row.id;
		}
		const custom = Object.assign({}, ...parts.map((part) => part.custom ?? {})) as object;
		const values = Object.assign({}, ...parts, Object.keys(custom).length > 0 ? { custom } : {}) as object;
		return { from_ids: this.others, fields, values };
	}
}
