// One sitting of a review: the deals that need talk, the worst first, the one that is talked about, and
// what was decided today. A decision and what it changes are one change, so that one undo takes both back.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import { rows, type Row } from '$lib/api/rows';
import type { components } from '$lib/api/schema';
import type { Deal } from '$lib/api/types';
import { instantOf, today } from '$lib/day';
import { session } from '$lib/state/session.svelte';
import type { Owners } from './review_query';

type Schemas = components['schemas'];
export type ReviewedDeal = Schemas['ReviewedDeal'];
export type Decision = Schemas['ReviewDecision'];
export type Choice = Decision['decision'];
export type DecidedDeal = { decision: Decision; deal: Deal };

const page = 50;

export class Sitting {
	items = $state.raw<ReviewedDeal[]>([]);
	next = $state<string | null>(null);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	currentId = $state<number>();
	/** The last decisions about deals of this pipeline, the newest first. */
	decided = $state.raw<DecidedDeal[]>([]);
	moreDecided = $state<string | null>(null);
	readonly current = $derived(this.items.find((one) => one.deal.id === this.currentId));
	/** How many deals were settled today; those that have changed since are talked about again. */
	readonly done = $derived(this.#settledToday().size);
	readonly pipelineId: number;
	readonly owners: Owners;
	#asked = 0;
	#loading: Promise<void> | undefined;

	constructor(pipelineId: number, owners: Owners) {
		this.pipelineId = pipelineId;
		this.owners = owners;
	}

	/** The answer that was asked for last holds: one asked for before comes too late and waits for it, or it
	 *  would bring back what has been decided since. */
	load(): Promise<void> {
		return (this.#loading = this.#load(++this.#asked));
	}

	async #load(asked: number): Promise<void> {
		try {
			const [review, decided] = await Promise.all([this.#ask(Math.max(page, this.items.length)), this.#findDecided()]);
			if (asked !== this.#asked) return this.#loading;
			this.#take(review.items);
			this.next = review.next;
			this.decided = decided.found;
			this.moreDecided = decided.next;
			this.loaded = true;
			this.error = undefined;
		} catch (error) {
			if (asked !== this.#asked) return this.#loading;
			this.error = error as ApiError;
		}
	}

	async loadMore() {
		if (!this.next) return;
		const asked = this.#asked;
		const review = await this.#ask(page, this.next);
		if (asked !== this.#asked) return;
		const known = new Set(this.items.map((one) => one.deal.id));
		this.items = [...this.items, ...review.items.filter((one) => !known.has(one.deal.id))];
		this.next = review.next;
	}

	step(by: number) {
		const at = this.items.findIndex((one) => one.deal.id === this.currentId);
		this.currentId = this.items[Math.min(Math.max(at + by, 0), this.items.length - 1)]?.deal.id;
	}

	/** Throws the refusal, for the form. */
	async decide(deal: Deal, body: Schemas['Decide']) {
		await call('post', '/deals/{id}/decide', { path: { id: deal.id }, body });
		await this.load();
	}

	async loadMoreDecided() {
		if (!this.moreDecided) return;
		const [asked, cursor] = [this.#asked, this.moreDecided];
		const more = await this.#findDecided(cursor);
		if (asked !== this.#asked || cursor !== this.moreDecided) return;
		this.decided = [...this.decided, ...more.found];
		this.moreDecided = more.next;
	}

	/** What was dealt with is gone: the keys go on with what took its place. */
	#take(items: ReviewedDeal[]) {
		const at = Math.max(0, this.items.findIndex((one) => one.deal.id === this.currentId));
		this.items = items;
		if (!this.current) this.currentId = items[Math.min(at, items.length - 1)]?.deal.id;
	}

	#ask(limit: number, cursor?: string) {
		return call('get', '/pipelines/{id}/review', { path: { id: this.pipelineId }, query: { ...this.owners, limit: Math.min(limit, 200), ...(cursor ? { cursor } : {}) } });
	}

	/** Decisions name only their deal; which of them are of this pipeline the deals say. */
	async #findDecided(cursor?: string): Promise<{ found: DecidedDeal[]; next: string | null }> {
		const found = await call('get', '/review_decisions', { query: { sort: '-created_at', limit: 200, ...(cursor ? { cursor } : {}) } });
		const ids = [...new Set(found.items.map((one) => one.deal_id))];
		const owner = this.owners.owner_id ? { owner_id: this.owners.owner_id } : {};
		const deals = ids.length === 0 ? [] : (await rows.list('deals', { 'id.in': ids.join(','), pipeline_id: this.pipelineId, archived: true, limit: 200, ...owner })).items;
		const byId = new Map(deals.map((deal: Row) => [deal.id, deal as unknown as Deal]));
		const decided = found.items.flatMap((decision) => {
			const deal = byId.get(decision.deal_id);
			return deal ? [{ decision, deal }] : [];
		});
		return { found: decided, next: found.next };
	}

	#settledToday(): Set<number> {
		const midnight = Date.parse(instantOf(today(session.zone), '00:00', session.zone));
		const open = new Set(this.items.map((one) => one.deal.id));
		const ids = this.decided.filter(({ decision }) => Date.parse(decision.created_at) >= midnight).map(({ deal }) => deal.id);
		return new Set(ids.filter((id) => !open.has(id)));
	}
}

/** What can be decided, by which key, and whether that takes more than the key. `push` is a new close date,
 *  later or earlier. */
export const decisionKeys = [
	{ choice: 'keep', key: 'y', asks: false },
	{ choice: 'push', key: 'p', asks: true },
	{ choice: 'next_step', key: 'n', asks: true },
	{ choice: 'reassign', key: 'r', asks: true },
	{ choice: 'escalate', key: 'e', asks: false },
	{ choice: 'lose', key: 'l', asks: true },
] as const;
