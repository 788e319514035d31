// Which card has the keyboard, and how it walks: down and up in a column, sideways between columns.
// The lists draw only what is in view, so a card is scrolled to before it can be focused.
import type { Board } from '$lib/state/board.svelte';
import { findCard, type Column } from '$lib/state/board_view';
import { focusWhenFree } from '$lib/ui/focus_when_free';
import { tick } from 'svelte';

type ScrollTo = (index: number) => void;

class BoardFocus {
	dealId = $state<number>();
	/** The deal whose menu is open, and what the menu hangs on. */
	menu = $state.raw<{ dealId: number; anchor: HTMLElement }>();
	readonly #lists = new Map<number, ScrollTo>();
	/** Where the card with the keyboard stood last, for when it has left the board. */
	#stood = { stageId: 0, index: 0 };

	register(stageId: number, scrollTo: ScrollTo): () => void {
		this.#lists.set(stageId, scrollTo);
		return () => this.#lists.delete(stageId);
	}

	down(board: Board, steps: number) {
		const at = this.#at(board);
		const column = at?.column ?? board.shown.find((one) => one.deals.length > 0);
		if (column) this.#go(column, at ? at.index + steps : 0);
	}

	aside(board: Board, steps: number) {
		const at = this.#at(board);
		if (!at) return this.down(board, 0);
		let index = board.shown.indexOf(at.column) + steps;
		while (board.shown[index] && board.shown[index]!.deals.length === 0) index += steps;
		const column = board.shown[index];
		if (column) this.#go(column, Math.min(at.index, column.deals.length - 1));
	}

	/** Puts the focus on a deal wherever it stands now, or on the one that took its place. */
	to(board: Board, dealId: number) {
		const at = findCard(board.shown, dealId);
		if (at && (at.column.kind === 'open' || board.query.closed)) return this.#go(at.column, at.index);
		const column = board.shown.find((one) => one.id === this.#stood.stageId);
		if (column) this.#go(column, Math.min(this.#stood.index, column.deals.length - 1));
	}

	/** A card has lost the keyboard to nothing: it was drawn anew, or moved in the page. It has it again. */
	left({ target, relatedTarget }: FocusEvent) {
		const id = target instanceof HTMLElement && target.closest<HTMLElement>('[data-card]')?.dataset.card;
		if (id && !relatedTarget) void focusWhenFree(() => linkOf(Number(id)));
	}

	openMenu(dealId: number) {
		const card = element(dealId);
		const anchor = card?.querySelector<HTMLElement>('[data-menu]') ?? card;
		if (anchor) this.menu = { dealId, anchor };
	}

	#at(board: Board) {
		const at = this.dealId === undefined ? undefined : findCard(board.shown, this.dealId);
		if (at) this.#stood = { stageId: at.column.id, index: at.index };
		return at;
	}

	#go(column: Column, index: number) {
		const card = column.deals[index];
		if (!card) return;
		this.dealId = card.id;
		this.#stood = { stageId: column.id, index };
		void tick().then(() => {
			this.#lists.get(column.id)?.(index);
			takeKeyboard(card.id);
		});
	}
}

function element(dealId: number): HTMLElement | null {
	return document.querySelector(`[data-card="${dealId}"]`);
}

function linkOf(dealId: number) {
	return element(dealId)?.querySelector<HTMLElement>('a');
}

/** At once where the card is drawn; else, or where a form still keeps it, as soon as that can be. */
function takeKeyboard(dealId: number) {
	const link = linkOf(dealId);
	link?.focus();
	if (!link || document.activeElement !== link) void focusWhenFree(() => linkOf(dealId), '[data-card] *');
}

export const boardFocus = new BoardFocus();
