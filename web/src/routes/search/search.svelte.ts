// Search as you type: the answer to the words that stand there now, never an older one.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { Found } from '$lib/api/types';

const pause = 120;

export class Search {
	words = $state('');
	found = $state.raw<Found[]>([]);
	busy = $state(false);
	/** Why nothing was found: there is no connection, or the program refused. */
	cut = $state(false);
	failed = $state<string>();
	#timer: ReturnType<typeof setTimeout> | undefined;
	#abort: AbortController | undefined;

	type(words: string) {
		this.words = words;
		clearTimeout(this.#timer);
		this.#abort?.abort();
		this.busy = words.trim() !== '';
		if (this.busy) this.#timer = setTimeout(() => void this.#ask(words.trim()), pause);
		else this.#show([]);
	}

	#show(found: Found[], error?: unknown) {
		this.found = found;
		this.cut = error instanceof ApiError && error.offline;
		this.failed = error instanceof ApiError && !error.offline ? error.reason : undefined;
	}

	async #ask(q: string) {
		const abort = (this.#abort = new AbortController());
		try {
			const { items } = await call('get', '/search', { query: { q, limit: 20 }, signal: abort.signal });
			this.#show(items);
		} catch (error) {
			if (!abort.signal.aborted) this.#show([], error);
		} finally {
			if (this.#abort === abort) this.busy = false;
		}
	}
}
