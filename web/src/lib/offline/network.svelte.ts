// Whether the program can be reached, as the last requests have shown, and how old what is shown is.
/** Told whether requests have failed, or answers were only late. */
type Listener = (wasLost: boolean) => void;

/** Late answers come one after the other. */
const pause = 500;

class Network {
	down = $state(!navigator.onLine);
	/** When the program gave the oldest answer that the page shows in place of a new one. */
	shownFrom = $state<number>();
	/** How often it could not be reached. */
	outages = navigator.onLine ? 0 : 1;
	/** A request has failed since an answer came last: it is down, and not only slow. */
	lost = !navigator.onLine;
	/** Told when late answers brought something else than what is shown in their place. */
	onNews: () => void = () => {};
	#news: ReturnType<typeof setTimeout> | undefined;
	readonly #listeners = new Set<Listener>();

	constructor() {
		addEventListener('offline', () => this.silent());
	}

	/** An answer came, whatever it said. */
	answered() {
		if (!this.down) return;
		this.down = false;
		this.shownFrom = undefined;
		const wasLost = this.lost;
		this.lost = false;
		for (const listener of this.#listeners) listener(wasLost);
	}

	shows(at: number) {
		this.shownFrom = Math.min(this.shownFrom ?? at, at);
	}

	/** Another page is shown, with answers of its own. */
	turned() {
		this.shownFrom = undefined;
	}

	silent() {
		if (!this.down) this.outages++;
		this.down = true;
		this.lost = true;
	}

	/** An answer lets wait for itself so long that what is kept is shown. Asking anew for it all would only make it
	 *  later. */
	slow() {
		if (!this.down) this.outages++;
		this.down = true;
	}

	brings() {
		this.#news ??= setTimeout(() => {
			this.#news = undefined;
			this.onNews();
		}, pause);
	}

	/** Told when the program is there again. */
	onBack(listener: Listener) {
		this.#listeners.add(listener);
	}
}

export const network = new Network();
