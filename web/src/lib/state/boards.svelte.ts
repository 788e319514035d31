// The boards seen lately, so that going back shows one as it was left, at once, and then anew.
import { Board, type BoardQuery } from './board.svelte';

const kept = 6;

type Kept = { board: Board; end: () => void };

/** A board outlives the page that asked for it, and so must what is derived in it: made in an effect of that page it
 *  would end with that, and never change again. */
function make(query: BoardQuery): Kept {
	let board: Board;
	const end = $effect.root(() => {
		board = new Board(query);
	});
	return { board: board!, end };
}

class Boards {
	current = $state.raw<Board>();
	readonly #recent = new Map<string, Kept>();

	/** The board of this query, from memory where it was seen before; loads it either way. */
	open(query: BoardQuery): Board {
		const key = JSON.stringify(query);
		const one = this.#recent.get(key) ?? make(query);
		this.#recent.delete(key);
		this.#recent.set(key, one);
		for (const old of [...this.#recent.keys()].slice(0, -kept)) this.#drop(old);
		void one.board.load();
		this.current = one.board;
		return one.board;
	}

	forget() {
		for (const key of [...this.#recent.keys()]) this.#drop(key);
		this.current = undefined;
	}

	#drop(key: string) {
		this.#recent.get(key)?.end();
		this.#recent.delete(key);
	}
}

export const boards = new Boards();
