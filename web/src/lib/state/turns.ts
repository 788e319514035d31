// Deeds that wait for each other: two quick changes of one row of one's own would otherwise meet as if two
// people had made them.
export class Turns {
	readonly #last = new Map<number, Promise<unknown>>();

	/** Does it when all that was begun for the same row before has ended, well or not. */
	async take<T>(id: number, deed: () => Promise<T>): Promise<T> {
		const last = this.#last.get(id);
		const turn = last ? last.then(deed) : deed();
		const ended = turn.catch(() => {}).then(() => {
			if (this.#last.get(id) === ended) this.#last.delete(id);
		});
		this.#last.set(id, ended);
		return turn;
	}
}
