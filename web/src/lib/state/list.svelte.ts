// One list of rows of any entity, loaded page by page as the reader comes near its end; changed in
// place, one by one or many at once.
import { ApiError } from '$lib/api/problem';
import { rows, type Operation, type Query, type Row } from '$lib/api/rows';
import { patchOf, pluralOf, valueOf, type EntityName } from '$lib/fields/entity';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { LiveChange } from './live.svelte';
import { Turns } from './turns';

const pageSize = 100;
/** As many rows as one batch may change, and so the most that can be chosen. */
export const mostChosen = 1000;

/** How a change of many rows went; those that were refused stay chosen. */
export type BulkResult = { done: number; refused: { id: number; reason: string }[] };

export class List {
	readonly entity: EntityName;
	readonly query: Query;
	rows = $state.raw<Row[]>([]);
	next = $state<string | null>(null);
	total = $state<number>();
	loaded = $state(false);
	error = $state.raw<ApiError>();
	readonly chosen = new SvelteSet<number>();
	/** Rows whose change is on its way, with what they will be. */
	readonly pending = new SvelteMap<number, Record<string, unknown>>();
	readonly #path: string;
	readonly #turns = new Turns();
	#loadingMore = false;
	#clock = 0;

	constructor(entity: EntityName, query: Query) {
		this.entity = entity;
		this.query = query;
		this.#path = pluralOf(entity);
	}

	async load() {
		const asked = ++this.#clock;
		try {
			const page = await rows.list(this.#path, { ...this.query, limit: pageSize, count: true });
			if (asked !== this.#clock) return;
			this.rows = page.items.map((row) => this.#newest(row));
			this.next = page.next;
			this.total = page.total;
			this.loaded = true;
			this.error = undefined;
		} catch (error) {
			if (asked === this.#clock) this.error = error as ApiError;
		}
	}

	/** Harmless to call while a page is under way. */
	async loadMore() {
		if (!this.next || this.#loadingMore) return;
		this.#loadingMore = true;
		const asked = this.#clock;
		try {
			const page = await rows.list(this.#path, { ...this.query, limit: pageSize, cursor: this.next });
			if (asked !== this.#clock) return;
			const known = new Set(this.rows.map((row) => row.id));
			this.rows = [...this.rows, ...page.items.filter((row) => !known.has(row.id))];
			this.next = page.next;
		} finally {
			this.#loadingMore = false;
		}
	}

	/** Loads pages until as many rows are there as one batch may change, or all. */
	async loadForChoice() {
		while (this.next && this.rows.length < mostChosen) await this.loadMore();
	}

	/** Saves one field of one row, shown at once. Throws the refusal, and shows the row as it was. */
	async save(id: number, field: string, value: unknown) {
		this.pending.set(id, { ...this.pending.get(id), [field]: value });
		try {
			await this.#turns.take(id, () => this.#save(id, field, value));
		} finally {
			this.#settle(id, field, value);
		}
	}

	/** Another's change of other fields is none of this one. */
	async #save(id: number, field: string, value: unknown) {
		const row = this.find(id);
		const write = async (on: Row | undefined) => this.take([(await rows.change(this.#path, id, patchOf(field, value), on && `"${on.revision}"`)).data]);
		try {
			await write(row);
		} catch (error) {
			if (!row || !(error instanceof ApiError) || error.status !== 412) throw error;
			const now = (await rows.get(this.#path, id)).data;
			this.take([now]);
			if (JSON.stringify(valueOf(now, field)) !== JSON.stringify(valueOf(row, field))) throw error;
			await write(now);
		}
	}

	/** What was begun later in the same row stays shown. */
	#settle(id: number, field: string, value: unknown) {
		const { [field]: waiting, ...others } = this.pending.get(id) ?? {};
		const left = waiting === value || waiting === undefined ? others : { ...others, [field]: waiting };
		if (Object.keys(left).length > 0) this.pending.set(id, left);
		else this.pending.delete(id);
	}

	find(id: number): Row | undefined {
		return this.rows.find((row) => row.id === id);
	}

	/** Puts rows as they now are in the place of the old ones; archived ones leave. */
	take(fresh: Row[]) {
		const byId = new Map(fresh.map((row) => [row.id, row]));
		this.rows = this.rows.flatMap((row) => {
			const now = this.#newest(byId.get(row.id) ?? row);
			return now.archived_at && !this.query.archived ? [] : [now];
		});
	}

	/** An answer that was asked for before a change may come after it: the newest revision stays. */
	#newest(row: Row): Row {
		const known = this.find(row.id);
		return known && known.revision > row.revision ? known : row;
	}

	/** Does an operation to each of these rows as one batch, which undo takes back as a whole. Rows that
	 *  are refused are left out and named; the others are done. */
	async bulk(operations: Exclude<Operation, { op: 'create' }>[]): Promise<BulkResult> {
		const answer = await rows.batchWhatWorks(this.#path, operations);
		this.take(answer.items);
		this.chosen.clear();
		const refused = answer.refused.map((one) => ({ id: operations[one.index]!.id, reason: one.message }));
		for (const one of refused) this.chosen.add(one.id);
		void this.load();
		return { done: operations.length - refused.length, refused };
	}

	/** What the stream of changes says of rows that are shown is loaded anew. */
	async follow(changes: LiveChange[]) {
		if (changes.length === 0) return this.load();
		const touched = changes.filter((one) => one.entity === this.entity).map((one) => one.row_id);
		const shown = [...new Set(touched)].filter((id) => this.find(id)).slice(0, 200);
		if (shown.length > 0) {
			const page = await rows.list(this.#path, { 'id.in': shown.join(','), archived: true, limit: 200 });
			this.take(page.items);
		}
		if (changes.some((one) => one.entity === this.entity && one.kind === 'create')) await this.load();
	}
}
