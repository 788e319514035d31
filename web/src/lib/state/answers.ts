// Answers may overtake each other: one that was asked for before what is shown is dropped, and one that was asked for
// before a change made here is asked for again, for it would bring back what was before. Only answers that show all
// anew are told here: the next page of a list is added where its cursor is still the list's.
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

	/** To be told when what is shown is changed here. */
	changed() {
		this.#changed = ++this.#clock;
	}
}
