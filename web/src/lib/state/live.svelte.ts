// The stream of changes that others (and we) make. Listeners are told what was touched, at most a
// few times a second, and load anew what they show.
import { network } from '$lib/offline/network.svelte';

export type LiveChange = {
	id: number;
	actor_id: number | null;
	entity: string;
	row_id: number;
	kind: string;
	changes: Record<string, [unknown, unknown]>;
};

/** An empty list means that changes may have been missed: anything may be new. */
type Listener = (changes: LiveChange[]) => void;

const quiet = 300;

/** A stream that ends is there again after some 3 s, the browsers' own pause: only then is it worth a word. */
const patience = 5_000;

class Live {
	/** The stream broke off and has been away for a while; the browser tries again. */
	lost = $state(false);
	#brokenOff = false;
	#alarm: ReturnType<typeof setTimeout> | undefined;
	#source: EventSource | undefined;
	#listeners = new Set<Listener>();
	#waiting: LiveChange[] = [];
	#timer: ReturnType<typeof setTimeout> | undefined;
	#again: ReturnType<typeof setTimeout> | undefined;

	start() {
		if (this.#source) return;
		const source = new EventSource('/api/v1/events');
		source.onopen = () => this.#opened();
		source.onerror = () => this.#lost(source);
		source.onmessage = (event: MessageEvent<string>) => this.#take(event);
		source.addEventListener('change', (event) => this.#take(event as MessageEvent<string>));
		this.#source = source;
	}

	stop() {
		this.#source?.close();
		this.#source = undefined;
		clearTimeout(this.#again);
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#waiting = [];
		this.#back();
	}

	/** Returns the function that ends the listening. */
	on(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	/** Whatever is shown may be old: it is loaded anew. */
	missed() {
		for (const listener of this.#listeners) listener([]);
	}

	#take(event: MessageEvent<string>) {
		this.#waiting.push(JSON.parse(event.data) as LiveChange);
		this.#timer ??= setTimeout(() => this.#tell(), quiet);
	}

	#tell() {
		const changes = this.#waiting;
		this.#waiting = [];
		this.#timer = undefined;
		// A rate concerns every sum, and deals of which nothing else is told; so does the organisation's currency.
		const told = changes.some(({ entity }) => entity === 'currency_rate' || entity === 'organisation') ? [] : changes;
		for (const listener of this.#listeners) listener(told);
	}

	#opened() {
		network.answered();
		if (this.#brokenOff) this.missed();
		this.#back();
	}

	#back() {
		clearTimeout(this.#alarm);
		this.#alarm = undefined;
		this.#brokenOff = false;
		this.lost = false;
	}

	/** The browser reconnects by itself, unless the program refused; then we try again later. */
	#lost(source: EventSource) {
		this.#brokenOff = true;
		this.#alarm ??= setTimeout(() => (this.lost = true), patience);
		if (source.readyState !== EventSource.CLOSED) return;
		this.#source = undefined;
		this.#again = setTimeout(() => this.start(), 10_000);
	}
}

export const live = new Live();
