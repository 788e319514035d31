// The boards seen lately, so that going back shows one as it was left, at once, and then anew.
import { Board, type BoardQuery } from './board.svelte';

const kept = 6;

class Boards {
	current = $state.raw<Board>();
	readonly #recent = new Map<string, Board>();

	/** The board of this query, from memory where it was seen before; loads it either way. */
	open(query: BoardQuery): Board {
		const key = JSON.stringify(query);
		const board = this.#recent.get(key) ?? new Board(query);
		this.#recent.delete(key);
		this.#recent.set(key, board);
		for (const old of [...this.#recent.keys()].slice(0, -kept)) this.#recent.delete(old);
		void board.load();
		this.current = board;
		return board;
	}

	forget() {
		this.#recent.clear();
		this.current = undefined;
	}
}

export const boards = new Boards();
