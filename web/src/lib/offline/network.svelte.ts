// Whether the program can be reached, as the last requests have shown, and how old what is shown is.
type Listener = () => void;

class Network {
	down = $state(!navigator.onLine);
	/** When the program gave the oldest answer that the page shows in place of a new one. */
	shownFrom = $state<number>();
	/** How often it could not be reached. */
	outages = navigator.onLine ? 0 : 1;
	readonly #listeners = new Set<Listener>();

	constructor() {
		addEventListener('offline', () => this.silent());
	}

	/** An answer came, whatever it said. */
	answered() {
		if (!this.down) return;
		this.down = false;
		this.shownFrom = undefined;
		for (const listener of this.#listeners) listener();
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
	}

	/** Told when the program is there again. */
	onBack(listener: Listener) {
		this.#listeners.add(listener);
	}
}

export const network = new Network();
