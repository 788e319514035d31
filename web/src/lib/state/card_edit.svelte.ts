// One field of a card while it is being changed, and what others make of it meanwhile: nobody saves over
// another's change without having seen both values.
import { ApiError } from '$lib/api/problem';
import { rows, type Row } from '$lib/api/rows';
import type { Card, Deal } from '$lib/api/types';
import { fieldLabel, patchOf } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import type { LiveChange } from './live.svelte';
import { names } from './names.svelte';
import { session } from './session.svelte';
import { tellNotSaved } from './tell_failure';
import { Turns } from './turns';
import { offerUndo } from './undo';

export type EditableField = 'amount' | 'owner_id' | 'expected_close';
/** `etag`: of the deal as it was read last. */
type Editing = { readonly card: Card; readonly field: EditableField; etag: string };
export type Theirs = { actorId: number | null; before: unknown; after: unknown };

class CardEdit {
	open = $state.raw<Editing>();
	/** What somebody else has made of the field since it was opened. */
	theirs = $state.raw<Theirs>();
	/** What was written here and waits for the user's word; undefined where nothing does. */
	mine = $state.raw<{ value: unknown }>();
	readonly #turns = new Turns();
	/** By card: etags that followed each other by changes from here alone, so that none of them is a conflict. */
	readonly #ownEtags = new Map<number, string[]>();

	begin(card: Card, field: EditableField) {
		this.open = { card, field, etag: `"${card.revision}"` };
		this.theirs = undefined;
		this.mine = undefined;
	}

	end() {
		this.open = undefined;
	}

	get value(): unknown {
		if (!this.open) return undefined;
		const { card, field } = this.open;
		return field === 'owner_id' ? (card.owner?.id ?? null) : card[field];
	}

	/** Who has changed it, as far as that may be known. */
	get who(): string {
		const id = this.theirs?.actorId;
		return (id && names.name('user', id)) || t.cardEdit.somebody;
	}

	follow(changes: LiveChange[]) {
		const open = this.open;
		const touched = open && changes.findLast((one) => one.entity === 'deal' && one.row_id === open.card.id && open.field in one.changes);
		if (!open || !touched || touched.actor_id === session.user?.id) return;
		const [, after] = touched.changes[open.field]!;
		this.theirs = { actorId: touched.actor_id, before: this.value, after };
	}

	/** Saves, unless somebody else was quicker: then both values are shown, and the user decides. To begin with
	 *  another card saves this one, so that the answer may come when the other is open. */
	async save(value: unknown) {
		if (this.theirs) return this.#ask(value);
		const open = this.open;
		if (open) await this.#turns.take(open.card.id, () => this.#save(open, value));
	}

	async #save(open: Editing, value: unknown) {
		try {
			await this.#write(open, value);
		} catch (error) {
			const isStale = error instanceof ApiError && error.status === 412;
			if (this.open === open && !isStale) throw error;
			if (this.open === open) await this.#lookAgain(open);
			if (this.open !== open) return tellNotSaved(open.card.title, error);
			if (this.theirs) return this.#ask(value);
			await this.#write(open, value);
		}
	}

	/** Saves over what the other has written. */
	async keepMine() {
		const [mine, open] = [this.mine, this.open];
		if (!mine || !open) return;
		await this.#lookAgain(open);
		if (this.open !== open) return;
		await this.#write(open, mine.value);
		if (this.open === open) this.end();
	}

	#ask(value: unknown): never {
		this.mine = { value };
		throw new ApiError(412, { detail: t.cardEdit.decide });
	}

	async #write({ card, field, etag }: Editing, value: unknown) {
		const own = this.#ownEtags.get(card.id) ?? [];
		const line = own.includes(etag) ? own : [etag];
		const now = await rows.change('deals', card.id, patchOf(field, value), line.at(-1));
		if (now.etag) this.#ownEtags.set(card.id, [...line, now.etag]);
		boards.current?.know(now.data as unknown as Deal);
		offerUndo(t.list.saved(fieldLabel('deal', field), card.title));
		const stage = boards.current?.stageOf(card.id);
		if (stage !== undefined) void boards.current?.refresh([stage]);
	}

	/** Reads the deal as it is now. A change of its other fields is none of this one. */
	async #lookAgain(open: Editing) {
		const { card, field } = open;
		const [now, history] = await Promise.all([rows.get('deals', card.id), rows.history('deals', card.id, { limit: 20 })]);
		if (this.open !== open) return;
		open.etag = now.etag ?? '';
		const after = (now.data as Row)[field];
		if (after === this.value) return;
		const change = history.items.find((one) => field in one.changes);
		this.theirs = { actorId: change?.actor_id ?? null, before: this.value, after };
	}
}

export const cardEdit = new CardEdit();
