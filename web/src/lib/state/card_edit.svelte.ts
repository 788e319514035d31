// One field of a card while it is being changed, and what others make of it meanwhile: nobody saves over
// another's change without having seen both values.
import { ApiError } from '$lib/api/problem';
import { rows, type Row } from '$lib/api/rows';
import type { Card } from '$lib/api/types';
import { fieldLabel, patchOf } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import type { LiveChange } from './live.svelte';
import { names } from './names.svelte';
import { session } from './session.svelte';
import { offerUndo } from './undo';

export type EditableField = 'amount' | 'owner_id' | 'expected_close';
export type Theirs = { actorId: number | null; before: unknown; after: unknown };

class CardEdit {
	open = $state.raw<{ card: Card; field: EditableField }>();
	/** What somebody else has made of the field since it was opened. */
	theirs = $state.raw<Theirs>();
	/** What was written here and waits for the user's word; undefined where nothing does. */
	mine = $state.raw<{ value: unknown }>();
	#etag = '';

	begin(card: Card, field: EditableField) {
		this.open = { card, field };
		this.theirs = undefined;
		this.mine = undefined;
		this.#etag = `"${card.revision}"`;
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

	/** Saves, unless somebody else was quicker: then both values are shown, and the user decides. */
	async save(value: unknown) {
		if (this.theirs) return this.#ask(value);
		try {
			await this.#write(value);
		} catch (error) {
			if (!(error instanceof ApiError) || error.status !== 412 || !this.open) throw error;
			await this.#lookAgain();
			if (this.theirs) return this.#ask(value);
			await this.#write(value);
		}
	}

	/** Saves over what the other has written. */
	async keepMine() {
		if (!this.mine || !this.open) return;
		await this.#lookAgain();
		await this.#write(this.mine.value);
		this.end();
	}

	#ask(value: unknown): never {
		this.mine = { value };
		throw new ApiError(412, { detail: t.cardEdit.decide });
	}

	async #write(value: unknown) {
		if (!this.open) return;
		const { card, field } = this.open;
		await rows.change('deals', card.id, patchOf(field, value), this.#etag);
		offerUndo(t.list.saved(fieldLabel('deal', field), card.title));
		const stage = boards.current?.stageOf(card.id);
		if (stage !== undefined) void boards.current?.refresh([stage]);
	}

	/** Reads the deal as it is now. A change of its other fields is none of this one. */
	async #lookAgain() {
		const { card, field } = this.open!;
		const [now, history] = await Promise.all([rows.get('deals', card.id), rows.history('deals', card.id, { limit: 20 })]);
		this.#etag = now.etag ?? '';
		const after = (now.data as Row)[field];
		if (after === this.value) return;
		const change = history.items.find((one) => field in one.changes);
		this.theirs = { actorId: change?.actor_id ?? null, before: this.value, after };
	}
}

export const cardEdit = new CardEdit();
