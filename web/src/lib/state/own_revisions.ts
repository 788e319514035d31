// Which revision of a row follows another by a change of one's own: a second quick change that was begun before the
// first was answered is no conflict with it.
export class OwnRevisions {
	readonly #next = new Map<string, number>();

	/** Without a network a change is kept, and the row has no new revision yet. */
	note(id: number, before: number, now: number) {
		if (now > before) this.#next.set(`${id} ${before}`, now);
	}

	/** What has become of a revision by changes from here alone. */
	after(id: number, revision: number): number {
		const next = this.#next.get(`${id} ${revision}`);
		return next === undefined ? revision : this.after(id, next);
	}
}
