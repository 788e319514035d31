// Whether the board stands: drawn, and a moment later. What nobody reaches for sooner is drawn and asked for then, so
// that the board itself waits for less.
/** More than a pipeline has. */
const mostStages = 50;

class BoardStands {
	now = $state(false);
	/** So many columns beyond the one that a phone shows are drawn: one after the other, so that no finger waits for
	 *  all of them. */
	columns = $state(0);

	/** A moment after the next frame; returns the function that leaves it. */
	soon(): () => void {
		let later: ReturnType<typeof setTimeout> | undefined;
		const frame = requestAnimationFrame(() => (later = setTimeout(() => this.#stand(), 300)));
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(later);
		};
	}

	#stand() {
		this.now = true;
		const one = setInterval(() => ++this.columns >= mostStages && clearInterval(one), 50);
	}
}

export const boardStands = new BoardStands();
