// The waterfall of a pipeline between two days, and the deals behind one of its parts.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';
import { Answers } from '$lib/state/answers';
import type { Part, Waterfall } from './waterfall_bars';

export type FlowDeal = components['schemas']['WaterfallDeal'];
export type WaterfallQuery = { from: string; to: string; close_from?: string; close_to?: string; owner_id?: number; team_id?: number };

export class WaterfallState {
	answer = $state.raw<Waterfall>();
	error = $state.raw<ApiError>();
	part = $state<Part>();
	deals = $state.raw<FlowDeal[]>([]);
	next = $state<string | null>(null);
	busy = $state(false);
	readonly pipelineId: number;
	readonly query: WaterfallQuery;
	readonly #answers = new Answers();
	readonly #parts = new Answers();

	constructor(pipelineId: number, query: WaterfallQuery) {
		this.pipelineId = pipelineId;
		this.query = query;
	}

	async load() {
		try {
			const answer = await this.#answers.latest(() => this.#ask({}));
			if (!answer) return;
			this.answer = answer;
			this.error = undefined;
			if (this.part) await this.show(this.part);
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	/** The deals behind a part; the same part once more closes it. */
	async toggle(part: Part) {
		if (this.part === part) return void (this.part = undefined);
		this.deals = [];
		await this.show(part);
	}

	async show(part: Part, cursor?: string) {
		this.part = part;
		this.busy = true;
		try {
			const answer = await this.#parts.page(cursor, () => this.#ask({ part, limit: 20, ...(cursor ? { cursor } : {}) }));
			if (!answer || this.part !== part || (cursor && cursor !== this.next)) return;
			this.deals = cursor ? [...this.deals, ...answer.items] : answer.items;
			this.next = answer.next;
		} catch (error) {
			this.error = error as ApiError;
		} finally {
			this.busy = false;
		}
	}

	#ask(more: object) {
		return call('get', '/pipelines/{id}/waterfall', { path: { id: this.pipelineId }, query: { ...this.query, ...more } });
	}
}
