// The rows of one kind that a page of the settings shows: few enough to be loaded as a whole. Each change
// goes to the program at once, offers its undo, and is followed by what it brought about.
import { ApiError } from '$lib/api/problem';
import { rows, type Query, type Row } from '$lib/api/rows';
import { fieldLabel, patchOf, pluralOf, titleOf, type EntityName } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';
import { live } from '$lib/state/live.svelte';
import { names } from '$lib/state/names.svelte';
import { OwnRevisions } from '$lib/state/own_revisions';
import { tellFailure } from '$lib/state/tell_failure';
import { Turns } from '$lib/state/turns';
import { offerUndo, undone } from '$lib/state/undo';

const pageSize = 200;
/** More than any organisation has of what is set here. */
const mostPages = 25;

export { tellFailure };

export class SettingsRows {
	readonly entity: EntityName;
	rows = $state.raw<Row[]>([]);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	#query: Query;
	#asked = 0;
	/** Orders that are on their way to the program. */
	#arranging = 0;
	readonly #plural: string;
	readonly #turns = new Turns();
	readonly #own = new OwnRevisions();

	constructor(entity: EntityName, query: Query = {}) {
		this.entity = entity;
		this.#plural = pluralOf(entity);
		this.#query = query;
	}

	/** To be called in an effect: loads, and follows changes of others and undone ones. */
	follow(): () => void {
		void this.load();
		const ends = [
			live.on((changes) => {
				if (changes.length === 0 || changes.some((change) => change.entity === this.entity)) void this.load();
			}),
			undone.on(() => void this.load()),
		];
		return () => ends.forEach((end) => end());
	}

	/** What was asked for before something later, or before a new order was saved, is not shown any more. */
	async load() {
		const asked = ++this.#asked;
		try {
			const all: Row[] = [];
			let cursor: string | undefined;
			for (let page = 0; page < mostPages; page++) {
				const { items, next } = await rows.list(this.#plural, { ...this.#query, limit: pageSize, cursor });
				all.push(...items);
				if (!next) break;
				cursor = next;
			}
			if (asked !== this.#asked || this.#arranging > 0) return;
			this.rows = all;
			this.error = undefined;
			this.loaded = true;
		} catch (error) {
			if (asked === this.#asked) this.error = error as ApiError;
		}
	}

	ask(query: Query) {
		if (JSON.stringify(query) === JSON.stringify(this.#query)) return;
		this.#query = query;
		void this.load();
	}

	/** Saves one field; throws the refusal, for its form to show. A second one builds on the first. */
	save(row: Row, field: string, value: unknown): Promise<void> {
		return this.#turns.take(row.id, () => this.#save(row, field, value));
	}

	async #save(row: Row, field: string, value: unknown) {
		const revision = this.#own.after(row.id, row.revision);
		const { data } = await rows.change(this.#plural, row.id, patchOf(field, value), `"${revision}"`);
		this.#own.note(row.id, revision, data.revision);
		this.#take(data);
		offerUndo(t.settings.changed(fieldLabel(this.entity, field), titleOf(this.entity, data)));
		void this.load();
	}

	async create(body: object): Promise<Row> {
		const row = await rows.create(this.#plural, body);
		await this.load();
		return row;
	}

	async archive(row: Row) {
		await this.#try(async () => {
			await rows.archive(this.#plural, row.id);
			offerUndo(t.settings.archived(titleOf(this.entity, row)));
		});
	}

	async restore(row: Row) {
		await this.#try(async () => {
			await rows.restore(this.#plural, row.id);
			offerUndo(t.settings.restored(titleOf(this.entity, row)));
		});
	}

	/** Gives rows the places 1, 2, 3 … in this order: one change, undone as a whole. */
	async reorder(inOrder: Row[]) {
		const operations = inOrder.map((row, index) => ({ op: 'update' as const, id: row.id, body: { position: index + 1 } }));
		await this.arrange([...inOrder, ...this.rows.filter((row) => !inOrder.includes(row))], async () => {
			const { refused } = await rows.batchWhatWorks(this.#plural, operations);
			if (refused[0]) throw new ApiError(422, { title: refused[0].message });
		});
	}

	/** Shows rows in a new order at once, and saves it. */
	async arrange(inOrder: Row[], save: () => Promise<unknown>) {
		const before = this.rows;
		this.rows = inOrder;
		this.#arranging++;
		try {
			await save();
			offerUndo(t.settings.ordered);
		} catch (error) {
			this.rows = before;
			tellFailure(error);
		}
		this.#arranging--;
		await this.load();
	}

	async #try(deed: () => Promise<void>) {
		try {
			await deed();
		} catch (error) {
			tellFailure(error);
		}
		await this.load();
	}

	#take(row: Row) {
		this.rows = this.rows.map((one) => (one.id === row.id ? row : one));
		if (typeof row.name === 'string' && (this.entity === 'user' || this.entity === 'team' || this.entity === 'stage' || this.entity === 'source'))
			names.learn(this.entity, { id: row.id, name: row.name });
	}
}
