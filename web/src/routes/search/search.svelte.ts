// Search as you type: the answer to the words that stand there now, never an older one.
import { call } from '$lib/api/client';
import type { Found } from '$lib/api/types';

const pause = 120;

export class Search {
	words = $state('');
	found = $state.raw<Found[]>([]);
	busy = $state(false);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#abort: AbortController | undefined;

	type(words: string) {
		this.words = words;
		clearTimeout(this.#timer);
		this.#abort?.abort();
		this.busy = words.trim() !== '';
		if (this.busy) this.#timer = setTimeout(() => void this.#ask(words.trim()), pause);
		else this.found = [];
	}

	async #ask(q: string) {
		const abort = (this.#abort = new AbortController());
		try {
			const { items } = await call('get', '/search', { query: { q, limit: 20 }, signal: abort.signal });
			this.found = items;
		} catch {
			if (!abort.signal.aborted) this.found = [];
		} finally {
			if (this.#abort === abort) this.busy = false;
		}
	}
}
