// What lies over the page, at most one at a time, and what the page is asked to begin.
type Named = { id: number; name: string };
/** One of them: what was done with it, and what comes next. */
export type Logged = { deal?: { id: number; title: string; company?: Named | null }; lead?: Named; contact?: Named; company?: Named };

class Overlays {
	#open = $state<'search' | 'keys' | 'deal' | 'outbox' | 'leave'>();
	/** What is looked for. It is here, and not in the dialog, because people type before that is loaded. */
	words = $state('');
	/** Whom or what something is logged about. */
	logged = $state.raw<Logged>();
	/** The stage in whose column a new deal is being written. */
	addingTo = $state<number>();

	get open() {
		return this.#open;
	}

	set open(what) {
		this.#open = what;
		if (what !== 'search') this.words = '';
	}

	/** A key pressed while the search is on its way and has no line to write in yet. */
	typeAhead(event: KeyboardEvent) {
		if (event.ctrlKey || event.metaKey || event.altKey) return;
		if (event.key === 'Escape') this.open = undefined;
		else if (event.key === 'Backspace') this.words = this.words.slice(0, -1);
		else if (event.key.length === 1) this.words += event.key;
		else return;
		event.preventDefault();
	}
}

export const overlays = new Overlays();
