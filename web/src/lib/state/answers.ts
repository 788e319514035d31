// Answers may overtake each other: one that was asked for before what is shown is dropped, and one that was asked for
// before a change made here is asked for again, for it would bring back what was before. The next page of a list
// is none of that: it is added where its cursor is still the list's.
export class Answers {
	#clock = 0;
	#shown = 0;
	#changed = 0;

	/** The answer, if it is to be shown. */
	async latest<T>(ask: () => Promise<T>): Promise<T | undefined> {
		const asked = ++this.#clock;
		try {
			const answer = await ask();
			if (asked < this.#shown) return undefined;
			if (asked < this.#changed) return await this.latest(ask);
			this.#shown = asked;
			return answer;
		} catch (error) {
			if (asked < this.#shown) return undefined;
			throw error;
		}
	}

	/** A list's first page, as above, or its next one. */
	page<T>(cursor: string | undefined, ask: () => Promise<T>): Promise<T | undefined> {
		return cursor ? ask() : this.latest(ask);
	}

	/** To be told when what is shown is changed here. */
	changed() {
		this.#changed = ++this.#clock;
	}
}
