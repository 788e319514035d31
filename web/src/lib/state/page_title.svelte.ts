// What the page is called in the browser's tab. Each page says it while it is shown.
class PageTitle {
	#shown = $state.raw<{ name: string | undefined }>();

	get name(): string | undefined {
		return this.#shown?.name;
	}

	/** For an $effect: returns what takes the name away, unless the next page has given its own. */
	show(name: string | undefined): () => void {
		const mine = { name };
		this.#shown = mine;
		return () => {
			if (this.#shown === mine) this.#shown = undefined;
		};
	}
}

export const pageTitle = new PageTitle();
