// One open row of any entity: the row with the ETag it was read with, and its history.
import { ApiError } from '$lib/api/problem';
import { rows, type Page, type Row } from '$lib/api/rows';
import type { Change } from '$lib/api/types';
import { patchOf, pluralOf, titleOf, valueOf, type EntityName } from '$lib/fields/entity';
import { tellNotSaved } from './tell_failure';

/** What the user wrote in a field that somebody else had changed in the meantime. */
export type Conflict = { field: string; mine: unknown; before: unknown; by: string | undefined };

const historyPage = 50;

/** Without a network a row may be known and its history not: the row is shown all the same. */
function orNone(error: unknown): Page<Change> {
	if (error instanceof ApiError && error.offline) return { items: [], next: null };
	throw error;
}

/** Some fields are objects or lists, which each answer makes anew. */
function isSame(a: unknown, b: unknown): boolean {
	return JSON.stringify(a ?? null) === JSON.stringify(b ?? null);
}

export class OpenRecord<T extends object = Row> {
	readonly entity: EntityName;
	id = $state<number>();
	row = $state.raw<T>();
	history = $state.raw<Change[]>([]);
	moreHistory = $state<string | null>(null);
	error = $state.raw<ApiError>();
	conflict = $state.raw<Conflict>();
	#asOf: string | undefined;
	#etag: string | undefined;
	readonly #path: string;

	constructor(entity: EntityName) {
		this.entity = entity;
		this.#path = pluralOf(entity);
	}

	async open(id: number, asOf?: string | undefined) {
		if (this.id !== id || this.#asOf !== asOf) this.close();
		this.id = id;
		this.#asOf = asOf;
		await this.reload();
	}

	close() {
		this.id = undefined;
		this.row = undefined;
		this.history = [];
		this.moreHistory = null;
		this.error = undefined;
		this.conflict = undefined;
	}

	async reload() {
		const [id, isOpen] = [this.id, this.#whetherOpen()];
		if (id === undefined) return;
		try {
			const [row, history] = await Promise.all([
				rows.get(this.#path, id, { as_of: this.#asOf }),
				rows.history(this.#path, id, { limit: historyPage }).catch(orNone),
			]);
			if (!isOpen()) return;
			this.#take(row.data, row.etag);
			this.history = history.items;
			this.moreHistory = history.next;
			this.error = undefined;
		} catch (error) {
			if (isOpen()) this.error = error as ApiError;
		}
	}

	async loadMoreHistory() {
		if (this.id === undefined || !this.moreHistory) return;
		const isOpen = this.#whetherOpen();
		const page = await rows.history(this.#path, this.id, { limit: historyPage, cursor: this.moreHistory });
		if (!isOpen()) return;
		this.history = [...this.history, ...page.items];
		this.moreHistory = page.next;
	}

	/** Who has changed a field last, as far as its history is here. */
	changedBy(field: string): string | undefined {
		const column = field.split('.')[0]!;
		return this.history.find((one) => column in one.changes)?.actor?.name;
	}

	/** Saves one field. Throws its refusal; another's change of it in between becomes a conflict, and false. */
	async save(field: string, value: unknown): Promise<boolean> {
		const before = this.#valueOf(field);
		return this.#write(field, value, async () => {
			// A change of other fields is none of this one.
			if (isSame(this.#valueOf(field), before)) return this.save(field, value);
			this.conflict = { field, mine: value, before, by: this.changedBy(field) };
			return false;
		});
	}

	/** Sets one key of a field that is an object. What others have set in it meanwhile stays, so nothing is asked. */
	async saveKey(field: string, key: string, value: unknown): Promise<boolean> {
		const whole = { ...(this.#valueOf(field) as object | undefined), [key]: value };
		return this.#write(field, whole, () => this.saveKey(field, key, value));
	}

	/** `again` decides after another's change, with the row as it now is. While an answer is on its way another
	 *  row may be opened: that one is neither shown nor written what was meant for this one. */
	async #write(field: string, value: unknown, again: () => Promise<boolean>): Promise<boolean> {
		const [id, isOpen] = [this.id, this.#whetherOpen()];
		if (id === undefined || !this.row) return false;
		const title = titleOf(this.entity, this.row as unknown as Row);
		try {
			const row = await rows.change(this.#path, id, patchOf(field, value), this.#etag);
			if (!isOpen()) return true;
			this.conflict = undefined;
			this.#take(row.data, row.etag);
			void this.reload();
			return true;
		} catch (error) {
			const isStale = error instanceof ApiError && error.status === 412;
			if (isOpen() && !isStale) throw error;
			if (isOpen()) await this.reload();
			if (!isOpen()) {
				tellNotSaved(title, error);
				return false;
			}
		}
		if (this.error) throw this.error;
		return again();
	}

	/** To ask after an answer: whether the row that is open now is still the one. */
	#whetherOpen(): () => boolean {
		const [id, asOf] = [this.id, this.#asOf];
		return () => this.id === id && this.#asOf === asOf;
	}

	#valueOf(field: string): unknown {
		return this.row && valueOf(this.row as unknown as Row, field);
	}

	#take(row: Row, etag: string | undefined) {
		this.row = row as unknown as T;
		this.#etag = etag;
	}
}
