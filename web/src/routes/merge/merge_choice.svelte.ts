// Two rows side by side, which of them stays, and which value each field will have.
import { rows, type Row } from '$lib/api/rows';
import { apiValue } from '$lib/fields';
import { entityField, patchOf, pluralOf, valueOf } from '$lib/fields/entity';
import { mergedFields, movesWith, type MergedEntity } from './merging';

export type Side = 'left' | 'right';

const empty = (value: unknown) => value === null || value === undefined || value === '';

export class MergeChoice {
	readonly entity: MergedEntity;
	readonly left: Row;
	readonly right: Row;
	stays = $state<Side>('left');
	chosen = $state<Record<string, Side | 'own'>>({});
	/** Values of the user's own, as the Edit components give them. */
	own = $state<Record<string, string | null>>({});
	problems = $state<Record<string, string | undefined>>({});
	/** How many rows of each list move. */
	moves = $state.raw<{ plural: string; count: number }[]>([]);
	readonly fields: string[];
	readonly equal: string[];

	constructor(entity: MergedEntity, left: Row, right: Row) {
		this.entity = entity;
		this.left = left;
		this.right = right;
		const told = mergedFields(entity).filter((name) => !empty(valueOf(left, name)) || !empty(valueOf(right, name)));
		this.equal = told.filter((name) => valueOf(left, name) === valueOf(right, name));
		this.fields = told.filter((name) => !this.equal.includes(name));
		// Whatever a lead has become, it stays: the other way round is refused.
		if (right.lifecycle === 'converted' && left.lifecycle !== 'converted') this.stays = 'right';
		this.#chooseUsual();
	}

	get survivor(): Row {
		return this[this.stays];
	}

	get other(): Row {
		return this.stays === 'left' ? this.right : this.left;
	}

	swap() {
		this.stays = this.stays === 'left' ? 'right' : 'left';
		this.#chooseUsual();
		void this.count().catch(() => {});
	}

	/** What belongs to the row that goes. */
	async count() {
		const goes = this.other.id;
		const lists = movesWith[this.entity];
		const pages = await Promise.all(lists.map(({ plural, by }) => rows.list(plural, { [by]: goes, limit: 1, count: true })));
		if (goes === this.other.id) this.moves = lists.map(({ plural }, index) => ({ plural, count: pages[index]?.total ?? 0 })).filter((one) => one.count > 0);
	}

	async submit(): Promise<Row> {
		return rows.act(pluralOf(this.entity), this.survivor.id, 'merge', this.#body());
	}

	/** The survivor's own values, and the other's where it has none. */
	#chooseUsual() {
		const away: Side = this.stays === 'left' ? 'right' : 'left';
		this.chosen = Object.fromEntries(this.fields.map((name) => [name, empty(valueOf(this.survivor, name)) ? away : this.stays]));
	}

	/** Fields of the program's own are chosen by row; the organisation's own, emptied ones and new values
	 *  are given as they are to be. */
	#body() {
		const fields: Record<string, number> = {};
		const parts: Record<string, unknown>[] = [];
		for (const name of this.fields) {
			const side = this.chosen[name]!;
			if (side === 'own') parts.push(patchOf(name, apiValue(entityField(this.entity, name)!, this.own[name] ?? null)));
			else if (name.startsWith('custom.') || empty(valueOf(this[side], name))) parts.push(patchOf(name, valueOf(this[side], name) ?? null));
			else fields[name] = this[side].id;
		}
		const custom = Object.assign({}, ...parts.map((part) => part.custom ?? {})) as object;
		const values = Object.assign({}, ...parts, Object.keys(custom).length > 0 ? { custom } : {}) as object;
		return { from_ids: [this.other.id], fields, values };
	}
}
