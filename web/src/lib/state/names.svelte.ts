// Names of the rows that others refer to by id: people, companies, stages, lost reasons. Loaded
// when first asked for; `name()` answers undefined until then and the page follows.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { LostReason, Stage } from '$lib/api/types';
import { refEntities, type RefEntity } from '$lib/fields/ref/entities';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';

/** Open stages come before won and lost. */
function place(stage: Stage): number {
	return ['open', 'won', 'lost'].indexOf(stage.kind);
}

class Names {
	readonly #known = new SvelteMap<string, string>();
	readonly #asked = new Set<string>();
	/** What there is not, or not for this user. */
	readonly #hidden = new SvelteSet<string>();
	readonly stagesOf = new SvelteMap<number, Stage[]>();
	readonly lostReasonsOf = new SvelteMap<number, LostReason[]>();

	name(entity: RefEntity, id: number): string | undefined {
		const key = `${entity}:${id}`;
		const name = this.#known.get(key);
		if (name === undefined && !this.#asked.has(key)) {
			this.#asked.add(key);
			queueMicrotask(() => void this.#load(entity, id).catch((error) => this.#failed(key, error)));
		}
		return name;
	}

	/** Its name will not come. */
	isHidden(entity: RefEntity, id: number): boolean {
		return this.#hidden.has(`${entity}:${id}`);
	}

	learn(entity: RefEntity, row: { id: number; name: string }) {
		this.#known.set(`${entity}:${row.id}`, row.name);
	}

	/** The stages of a pipeline in order, loaded when they are not known. */
	async stages(pipelineId: number): Promise<Stage[]> {
		return this.stagesOf.get(pipelineId) ?? this.loadStages(pipelineId);
	}

	async loadStages(pipelineId: number): Promise<Stage[]> {
		const { items } = await call('get', '/stages', {
			query: { pipeline_id: pipelineId, sort: 'position', limit: 200 },
		});
		for (const stage of items) this.learn('stage', stage);
		const inOrder = items.toSorted((a, b) => place(a) - place(b) || a.position - b.position || a.id - b.id);
		this.stagesOf.set(pipelineId, inOrder);
		return inOrder;
	}

	async loadLostReasons(pipelineId: number): Promise<LostReason[]> {
		const { items } = await call('get', '/lost_reasons', { query: { pipeline_id: pipelineId, limit: 200 } });
		for (const reason of items) this.learn('lost_reason', reason);
		this.lostReasonsOf.set(pipelineId, items);
		return items;
	}

	forget() {
		this.#known.clear();
		this.#asked.clear();
		this.#hidden.clear();
		this.stagesOf.clear();
		this.lostReasonsOf.clear();
	}

	#failed(key: string, error: unknown) {
		if (error instanceof ApiError && !error.offline && [403, 404].includes(error.status)) this.#hidden.add(key);
		else this.#asked.delete(key);
	}

	async #load(entity: RefEntity, id: number) {
		this.learn(entity, await refEntities[entity].get(id));
	}
}

export const names = new Names();
