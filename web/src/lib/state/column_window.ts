// A column that was scrolled far down is loaded anew only near its view: one page, whatever its depth. The rest
// stays as it was, is known to be old, and is loaded anew in its turn when it comes into view.
import type { BoardStage, Card } from '$lib/api/types';
import type { Column } from './board_view';

/** Where a page begins: after a card, by the cursor that goes on from there; or at the top. */
export type PageStart = { after?: Card; cursor?: string };

export class ColumnWindow {
	/** By the card after which a page begins, as it was then: read anew it may stand elsewhere. */
	readonly #cursors = new WeakMap<Card, string>();
	readonly #old = new WeakSet<Card>();

	/** Remembers where the next page begins. */
	mark({ deals, next }: Pick<Column, 'deals' | 'next'>) {
		const last = deals.at(-1);
		if (last && next) this.#cursors.set(last, next);
	}

	/** The page in which a place of the column stands. */
	pageOf({ deals }: Column, index: number): PageStart {
		for (const card of deals.slice(0, index).toReversed()) {
			const cursor = this.#cursors.get(card);
			if (cursor) return { after: card, cursor };
		}
		return {};
	}

	/** The first place in view whose card is not known as it is now. */
	oldIn({ deals }: Column, first: number, last: number): number | undefined {
		const at = deals.slice(first, last + 1).findIndex((card) => this.#old.has(card));
		return at < 0 ? undefined : first + at;
	}

	/** The column with a page of it as it is now; undefined where the page belongs nowhere, or is empty.
	 *  Cards that have left the page have left the column, or are found where they stand when that place is loaded anew. */
	renew(column: Column, { after }: PageStart, page: BoardStage): Column | undefined {
		const start = after === undefined ? 0 : column.deals.findIndex(({ id, revision }) => id === after.id && revision === after.revision) + 1;
		if (after !== undefined && (start === 0 || page.deals.length === 0)) return undefined;
		this.mark(page);
		const fresh = new Set(page.deals.map((card) => card.id));
		const lastKnown = column.deals.findLastIndex((card) => fresh.has(card.id));
		const end = page.next && lastKnown >= start ? lastKnown + 1 : column.deals.length;
		const isElsewhere = (card: Card) => !fresh.has(card.id);
		const [above, below] = [column.deals.slice(0, start).filter(isElsewhere), column.deals.slice(end)];
		return { ...column, ...page, deals: [...above, ...page.deals, ...below], next: below.length > 0 ? column.next : page.next };
	}

	/** Something has changed: of what is shown only these are as the program said last. */
	age({ deals }: Column, fresh: readonly Card[]) {
		const news = new Set(fresh);
		for (const card of deals) if (!news.has(card)) this.#old.add(card);
	}
}
