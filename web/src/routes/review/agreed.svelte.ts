// What reviews have decided about one deal, for the places where it is shown alone.
import { rows } from '$lib/api/rows';
import { Answers } from '$lib/state/answers';
import type { LiveChange } from '$lib/state/live.svelte';
import type { Decision } from './sitting.svelte';

const most = 200;

export class Agreed {
	items = $state.raw<Decision[]>([]);
	readonly #dealId: number;
	readonly #answers = new Answers();

	constructor(dealId: number) {
		this.#dealId = dealId;
	}

	/** They are an extra: without them the deal's story is shown as ever. */
	async load() {
		const page = await this.#answers.latest(() => rows.list('review_decisions', { deal_id: this.#dealId, sort: '-id', limit: most })).catch(() => undefined);
		if (page) this.items = page.items as unknown as Decision[];
	}

	follow(changes: LiveChange[]) {
		const ours = (one: LiveChange) => one.entity === 'review_decision' && (one.changes.deal_id?.[1] === this.#dealId || this.items.some(({ id }) => id === one.row_id));
		if (changes.length === 0 || changes.some(ours)) void this.load();
	}
}
