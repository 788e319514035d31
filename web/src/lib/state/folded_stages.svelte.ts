// Stages whose columns are collapsed, remembered on this device. They still count, and take drops.
import { SvelteSet } from 'svelte/reactivity';

const storageKey = 'alur.board.folded';

class FoldedStages {
	readonly #ids = new SvelteSet<number>();

	constructor() {
		try {
			for (const id of JSON.parse(localStorage.getItem(storageKey) ?? '[]') as number[]) this.#ids.add(id);
		} catch {
			// What cannot be read is as if no stage had been collapsed.
		}
	}

	has(id: number): boolean {
		return this.#ids.has(id);
	}

	toggle(id: number) {
		if (!this.#ids.delete(id)) this.#ids.add(id);
		localStorage.setItem(storageKey, JSON.stringify([...this.#ids]));
	}
}

export const foldedStages = new FoldedStages();
