// The deals that are chosen on the board, for one change of all of them.
import { rows, type Operation } from '$lib/api/rows';
import type { Card } from '$lib/api/types';
import { count } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { Column } from './board_view';
import { boards } from './boards.svelte';
import { mostChosen, type BulkResult } from './list.svelte';
import { toasts } from './toasts.svelte';
import { offerUndo } from './undo';

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

	/** Does an operation to each as one batch, which one undo takes back. Those that are refused stay chosen. */
	async bulk(operation: (id: number) => Exclude<Operation, { op: 'create' }>): Promise<BulkResult> {
		const ids = [...this.titles.keys()];
		const answer = await rows.batchWhatWorks('deals', ids.map(operation));
		const refused = answer.refused.map((one) => ({ id: ids[one.index]!, reason: one.message }));
		for (const id of ids) if (!refused.some((one) => one.id === id)) this.titles.delete(id);
		const done = ids.length - refused.length;
		if (done > 0) offerUndo(t.boardTools.done(count(done), done));
		await boards.current?.load();
		return { done, refused };
	}

	#add(card: Card) {
		if (this.titles.has(card.id)) return;
		if (this.titles.size >= mostChosen) return toasts.bad(t.boardTools.most(count(mostChosen)));
		this.titles.set(card.id, card.title);
	}
}

export const chosen = new Chosen();
