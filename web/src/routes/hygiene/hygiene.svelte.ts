// What is wrong with a deal's upkeep, and where the limit of an idle deal comes from. The program finds the
// warnings and names their repair; how each repair is done: repairs.ts.
import { call } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { Deal } from '$lib/api/types';
import { count } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { SvelteMap } from 'svelte/reactivity';

type Schemas = components['schemas'];
export type Warning = Schemas['Warning'];
type IdleLimits = Awaited<ReturnType<typeof loadLimits>>;

export async function warningsOf(dealId: number): Promise<Warning[]> {
	return (await call('get', '/deals/{id}/hygiene', { path: { id: dealId } })).items;
}

const loadLimits = async (pipelineId: number) => (await call('get', '/pipelines/{id}/idle_limits', { path: { id: pipelineId } })).items;

class IdleSources {
	readonly #limits = new SvelteMap<number, IdleLimits>();
	readonly #asked = new Set<number>();

	/** Where the limit of the deal's stage comes from, in words; undefined until that is known. */
	words(deal: Pick<Deal, 'pipeline_id' | 'stage_id'>): string | undefined {
		const limits = this.#limits.get(deal.pipeline_id);
		if (!limits) this.#ask(deal.pipeline_id);
		const limit = limits?.find((one) => one.stage_id === deal.stage_id);
		if (!limit || limit.source === 'none') return undefined;
		return limit.source === 'learned' ? t.hygiene.learned(count(limit.n), limit.n) : t.hygiene.given;
	}

	#ask(pipelineId: number) {
		if (this.#asked.has(pipelineId)) return;
		this.#asked.add(pipelineId);
		queueMicrotask(() => void loadLimits(pipelineId).then((limits) => this.#limits.set(pipelineId, limits), () => this.#asked.delete(pipelineId)));
	}
}

export const idleSources = new IdleSources();
