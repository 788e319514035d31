// One open row of any entity: the row with the ETag it was read with, and its history.
import type { WithEtag } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import { rows, type Page, type Row } from '$lib/api/rows';
import type { Change } from '$lib/api/types';
import { patchOf, pluralOf, titleOf, valueOf, type EntityName } from '$lib/fields/entity';
import { Answers } from './answers';
import { tellNotSaved } from './tell_failure';
import { Turns } from './turns';

/** What the user wrote in a field that somebody else had changed in the meantime. */
export type Conflict = { field: string; mine: unknown; before: unknown; by: string | undefined };

/** What is known of a row since it was opened. What was written in it is saved when another is open by then, too. */
type Opened = { readonly id: number; readonly asOf: string | undefined; row?: Row; etag?: string | undefined };

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
	#opened: Opened | undefined;
	readonly #turns = new Turns();
	readonly #answers = new Answers();
	readonly #path: string;

	constructor(entity: EntityName) {
		this.entity = entity;
		this.#path = pluralOf(entity);
	}

	async open(id: number, asOf?: string | undefined) {
		if (this.id !== id || this.#opened?.asOf !== asOf) this.close();
		this.id = id;
		this.#opened ??= { id, asOf };
		await this.reload();
	}

	close() {
		this.#opened = undefined;
		this.id = undefined;
		this.row = undefined;
		this.history = [];
		this.moreHistory = null;
		this.error = undefined;
		this.conflict = undefined;
	}

	async reload() {
		const opened = this.#opened;
		if (!opened) return;
		try {
			const found = await this.#answers.latest(() => this.#ask(opened));
			if (!found || opened !== this.#opened) return;
			const [row, history] = found;
			this.#take(opened, row);
			this.history = history.items;
			this.moreHistory = history.next;
			this.error = undefined;
		} catch (error) {
			if (opened === this.#opened) this.error = error as ApiError;
		}
	}

	#ask({ id, asOf }: Opened) {
		return Promise.all([rows.get(this.#path, id, { as_of: asOf }), rows.history(this.#path, id, { limit: historyPage }).catch(orNone)]);
	}

	/** Harmless to call while a page is under way. */
	async loadMoreHistory() {
		const [opened, cursor] = [this.#opened, this.moreHistory];
		if (!opened || !cursor) return;
		const page = await rows.history(this.#path, opened.id, { limit: historyPage, cursor });
		if (opened !== this.#opened || cursor !== this.moreHistory) return;
		this.history = [...this.history, ...page.items];
		this.moreHistory = page.next;
	}

	/** Who has changed a field last, as far as its history is here. */
	changedBy(field: string): string | undefined {
		const column = field.split('.')[0]!;
		return this.history.find((one) => column in one.changes)?.actor?.name;
	}

	/** Saves one field. Throws its refusal; another's change of it in between becomes a conflict, and false. */
	save(field: string, value: unknown): Promise<boolean> {
		return this.#inTurn((opened) => this.#save(opened, field, value));
	}

	/** Sets one key of a field that is an object. What others have set in it meanwhile stays, so nothing is asked. */
	saveKey(field: string, key: string, value: unknown): Promise<boolean> {
		return this.#inTurn((opened) => this.#saveKey(opened, field, key, value));
	}

	/** A second change builds on what became of the first. */
	async #inTurn(deed: (opened: Opened) => Promise<boolean>): Promise<boolean> {
		const opened = this.#opened;
		return opened?.row ? this.#turns.take(opened.id, () => deed(opened)) : false;
	}

	async #save(opened: Opened, field: string, value: unknown): Promise<boolean> {
		const before = known(opened, field);
		return this.#write(opened, field, value, async () => {
			// A change of other fields is none of this one.
			if (isSame(known(opened, field), before)) return this.#save(opened, field, value);
			this.conflict = { field, mine: value, before, by: this.changedBy(field) };
			return false;
		});
	}

	async #saveKey(opened: Opened, field: string, key: string, value: unknown): Promise<boolean> {
		const whole = { ...(known(opened, field) as object | undefined), [key]: value };
		return this.#write(opened, field, whole, () => this.#saveKey(opened, field, key, value));
	}

	/** `again` decides after another's change, with the row as it now is. While an answer is on its way another
	 *  row may be opened: that one is neither shown nor written what was meant for this one. */
	async #write(opened: Opened, field: string, value: unknown, again: () => Promise<boolean>): Promise<boolean> {
		const isOpen = () => opened === this.#opened;
		try {
			this.#take(opened, await rows.change(this.#path, opened.id, patchOf(field, value), opened.etag));
			if (!isOpen()) return true;
			this.conflict = undefined;
			void this.reload();
			return true;
		} catch (error) {
			const isStale = error instanceof ApiError && error.status === 412;
			if (isOpen() && !isStale) throw error;
			if (isOpen()) await this.reload();
			if (!isOpen()) {
				tellNotSaved(titleOf(this.entity, opened.row!), error);
				return false;
			}
		}
		if (this.error) throw this.error;
		return again();
	}

	/** An answer that was asked for before a change may come after it: the newest revision stays. */
	#take(opened: Opened, { data, etag }: WithEtag<Row>) {
		if (opened.row && data.revision < opened.row.revision) return;
		opened.row = data;
		opened.etag = etag;
		if (opened === this.#opened) this.row = data as unknown as T;
	}
}

function known(opened: Opened, field: string): unknown {
	return opened.row && valueOf(opened.row, field);
}
