// The deals that are chosen on the board, for one change of all of them.
import { rows, type Operation } from '$lib/api/rows';
import type { Card, Refusal } from '$lib/api/types';
import { count } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Column } from './board_view';
import { boards } from './boards.svelte';
import { mostChosen } from './list.svelte';
import { toasts } from './toasts.svelte';

/** How a change of all that are chosen went. Of those that are refused some may be changed in part: what a move
 *  lacks can be filled in and the move be refused all the same. `batches`: what an undo takes back. */
export type GroupAnswer = { done: number; changed: number; batches: number[]; refused: { id: number; reason: string; errors: Refusal['errors'] }[] };

class Chosen {
	/** Their titles by id: what is chosen may have left the columns that are loaded. */
	readonly titles = new SvelteMap<number, string>();
	/** Where a range begins. */
	#anchor: number | undefined;

	get size() {
		return this.titles.size;
	}

	has(id: number): boolean {
		return this.titles.has(id);
	}

	toggle(card: Card) {
		if (!this.titles.delete(card.id)) this.#add(card);
		this.#anchor = card.id;
	}

	/** All cards from the one that was chosen last up to this one, in the same column. */
	range(column: Column, card: Card) {
		const ids = column.deals.map((one) => one.id);
		const [from, to] = [ids.indexOf(this.#anchor ?? card.id), ids.indexOf(card.id)].sort((a, b) => a - b) as [number, number];
		if (from < 0) return this.toggle(card);
		for (const one of column.deals.slice(from, to + 1)) this.#add(one);
	}

	clear() {
		this.titles.clear();
		this.#anchor = undefined;
	}

	/** Does these as one batch; a move to a stage of this board is shown at once. Those that are refused stay chosen. */
	async bulk(operations: Exclude<Operation, { op: 'create' }>[], toStage?: number): Promise<GroupAnswer> {
		const ids = [...new Set(operations.map(({ id }) => id))];
		let changed = 0;
		const batches: number[] = [];
		const send = async () => {
			const answer = await rows.batchWhatWorks('deals', operations);
			const refusals = new Map(answer.refused.map((one) => [one.index, one]));
			changed = new Set(operations.filter((_, index) => !refusals.has(index)).map(({ id }) => id)).size;
			if (changed > 0) batches.push(answer.batch_id);
			// What is done to a deal last decides: a move that went through needed nothing more.
			const last = new Map(operations.map(({ id }, index) => [id, refusals.get(index)]));
			return [...last].flatMap(([id, one]) => (one ? [{ id, reason: one.message, errors: one.errors }] : []));
		};
		const board = boards.current;
		const refused = board && toStage ? await board.moveAll(ids, toStage, send) : await send();
		for (const id of ids) if (!refused.some((one) => one.id === id)) this.titles.delete(id);
		await board?.load();
		return { done: ids.length - refused.length, changed, batches, refused };
	}

	#add(card: Card) {
		if (this.titles.has(card.id)) return;
		if (this.titles.size >= mostChosen) return toasts.bad(t.boardTools.most(count(mostChosen)));
		this.titles.set(card.id, card.title);
	}
}

export const chosen = new Chosen();
