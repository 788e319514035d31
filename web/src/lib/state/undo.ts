// Undo of the user's last change, by the note that follows each change or by Ctrl/⌘ Z.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { outbox } from '$lib/offline/outbox.svelte';
import { boards } from './boards.svelte';
import { openDeal } from './deal.svelte';
import { toasts, type Toast } from './toasts.svelte';
import { Turns } from './turns';

type Listener = () => void;

/** Pages that show what an undo may have changed, besides the board and the open deal. */
class Undone {
	readonly #listeners = new Set<Listener>();

	/** Returns the function that ends the listening. */
	on(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	tell() {
		for (const listener of this.#listeners) listener();
	}
}

export const undone = new Undone();

/** The batches of the last change, where it took more than one. They are it until anything else is done, whether an
 *  undo was offered for that or not. */
let last = { batches: [] as number[], at: 0 };

/** `batches`: what is to be taken back in place of the last change, in the order in which it was done. */
export function offerUndo(text: string, link?: Toast['link'], batches: number[] = []) {
	last = { batches, at: outbox.lastDone };
	toasts.show(text, { link, waits: outbox.isBusy ? unsent : undefined, action: { label: t.undo.action, run: () => void undo(batches) } });
}

/** Nobody says that it is done while the foot of the page says that it is still to be sent. */
const unsent = () => (outbox.isBusy ? t.offline.unsent : undefined);

/** By key: the last change, all of it. */
export function undoLast(): Promise<void> {
	return undo(last.at === outbox.lastDone ? last.batches : []);
}

/** Quick undos take back one change after the other, from the newest on. */
const turns = new Turns();

export async function undo(batches: number[] = []) {
	const left = [...batches];
	const at = outbox.lastDone;
	last = { batches: [], at }; // what comes next is what was done before
	try {
		if ((await turns.take(0, () => takeBack(left))) === 'too late') return toasts.bad(t.offline.undoLater);
		toasts.show(t.undo.done);
	} catch (error) {
		const refusal = error as ApiError;
		if (refusal.offline && last.batches.length === 0) last = { batches: left, at };
		toasts.bad(refusal.reason || t.errors.offline);
	}
	undone.tell();
	await Promise.all([boards.current?.load(), openDeal.reload()]);
}

/** A change that was not sent yet is taken back here; nobody else has seen it. What was taken back leaves `batches`. */
async function takeBack(batches: number[]) {
	const waiting = await outbox.takeBack();
	if (waiting !== 'nothing') return waiting;
	if (batches.length === 0) await call('post', '/undo', { body: {} });
	for (; batches.length > 0; batches.pop()) await call('post', '/undo', { body: { batch_id: batches.at(-1)! } });
	return waiting;
}
