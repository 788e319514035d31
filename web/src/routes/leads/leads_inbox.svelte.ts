// The leads that wait for a decision: which of them are shown, which one is open, and what follows when
// one has been dealt with. What can be done with a lead: lead_deeds.ts.
import type { Query, Row } from '$lib/api/rows';
import { rows } from '$lib/api/rows';
import { Answers } from '$lib/state/answers';
import { List } from '$lib/state/list.svelte';
import type { LiveChange } from '$lib/state/live.svelte';
import { session } from '$lib/state/session.svelte';

export const boxes = ['new', 'qualified', 'later'] as const;
export const owners = ['mine', 'unassigned', 'all'] as const;
export type Box = (typeof boxes)[number];
export type Owners = (typeof owners)[number];

const ofBox: Record<Box, Query> = {
	new: { lifecycle: 'lead' },
	qualified: { lifecycle: 'prospect' },
	later: { lifecycle: 'disqualified', 'revive_on.is': 'set' },
};

function ofOwners(whose: Owners): Query {
	if (whose === 'all') return {};
	return whose === 'mine' ? { owner_id: session.user?.id } : { 'owner_id.is': 'null' };
}

export class LeadsInbox {
	readonly box: Box;
	readonly whose: Owners;
	readonly list: List;
	/** How many leads are in each box; undefined until it is known. */
	counts = $state.raw<Partial<Record<Box, number>>>({});
	/** The lead that was dealt with last, to which an undo leads back. */
	last = $state<number>();
	readonly #counted = new Answers();

	/** The oldest first unless asked otherwise: who has waited longest is next. */
	constructor(box: Box, whose: Owners, words: string | undefined, newest: boolean) {
		this.box = box;
		this.whose = whose;
		const sort = (newest ? '-' : '') + 'created_at';
		this.list = new List('lead', { ...ofBox[box], ...ofOwners(whose), sort, ...(words ? { q: words } : {}) });
	}

	async load() {
		await Promise.all([this.list.load(), this.#count()]);
	}

	/** The lead to be shown after this one: the next one, at the end the one before. */
	after(id: number): number | undefined {
		const at = this.list.rows.findIndex((row) => row.id === id);
		return (this.list.rows[at + 1] ?? this.list.rows[at - 1])?.id;
	}

	/** The lead so many lines further on; the first one where none is open. */
	walk(from: number | undefined, by: number): number | undefined {
		const at = this.list.rows.findIndex((row) => row.id === from);
		const last = this.list.rows.length - 1;
		if (at + by >= last - 10) void this.list.loadMore().catch(() => {});
		return this.list.rows[at < 0 ? 0 : Math.max(0, Math.min(last, at + by))]?.id;
	}

	/** A lead was changed here: it leaves at once if it belongs elsewhere now. */
	took(row: Row) {
		this.last = row.id;
		this.list.take([row]);
		this.#sift();
		void this.#count().catch(() => {});
	}

	async follow(changes: LiveChange[]) {
		if (changes.length > 0 && !changes.some((one) => one.entity === 'lead')) return;
		await this.list.follow(changes);
		this.#sift();
		await this.#count();
	}

	#sift() {
		const before = this.list.rows.length;
		this.list.rows = this.list.rows.filter((row) => this.#belongs(row));
		if (this.list.total !== undefined) this.list.total -= before - this.list.rows.length;
	}

	#belongs(row: Row): boolean {
		if (row.lifecycle !== ofBox[this.box].lifecycle || (this.box === 'later' && !row.revive_on)) return false;
		if (this.whose === 'all') return true;
		return this.whose === 'mine' ? row.owner_id === session.user?.id : row.owner_id === null;
	}

	async #count() {
		const pages = await this.#counted.latest(() => Promise.all(boxes.map((box) => rows.list('leads', { ...ofBox[box], ...ofOwners(this.whose), limit: 1, count: true }))));
		if (pages) this.counts = Object.fromEntries(boxes.map((box, index) => [box, pages[index]?.total ?? 0]));
	}
}
