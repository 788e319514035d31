// What lies over the page, at most one at a time, and what the page is asked to begin.
class Overlays {
	open = $state<'search' | 'keys'>();
	/** The stage in whose column a new deal is being written. */
	addingTo = $state<number>();
}

export const overlays = new Overlays();
