// Whether the board stands: drawn, and a moment later. What nobody reaches for sooner is drawn and asked for then, so
// that the board itself waits for less.
class BoardStands {
	now = $state(false);

	/** A moment after the next frame; returns the function that leaves it. */
	soon(): () => void {
		let later: ReturnType<typeof setTimeout> | undefined;
		const frame = requestAnimationFrame(() => (later = setTimeout(() => (this.now = true), 300)));
		return () => {
			cancelAnimationFrame(frame);
			clearTimeout(later);
		};
	}
}

export const boardStands = new BoardStands();
