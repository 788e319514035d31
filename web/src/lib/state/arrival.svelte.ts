// What a change of page means for those who do not see it: the keyboard goes on in the new page, which otherwise
// would be left without a place in it, and the page's name is said.
import { focusWhenFree } from '$lib/ui/focus_when_free';

/** Places from which one came and that stay: the keyboard follows from there. */
const staying = '.places *';

class Arrival {
	/** The name of the page that was come to. */
	title = $state('');
	#path: string | undefined;
	#unnamed = false;

	/** The first page is announced by the browser itself. */
	at(path: string, name: () => string | undefined) {
		const before = this.#path;
		this.#path = path;
		if (before === undefined || before === path) return;
		this.#unnamed = true;
		void focusWhenFree(() => this.#main(path), staying);
		setTimeout(() => this.named(name()));
	}

	/** Some pages know their name only when they have loaded. */
	named(name: string | undefined) {
		if (!this.#unnamed || !name) return;
		this.#unnamed = false;
		// The same name twice is read twice only when the text differs.
		this.title = this.title === name ? name + '\u00a0' : name;
	}

	#main(path: string): HTMLElement | null {
		const main = path === this.#path ? document.querySelector<HTMLElement>('#content main') : null;
		if (main) main.tabIndex = -1;
		return main;
	}
}

export const arrival = new Arrival();
