// The deal that the side panel shows.
import type { Deal } from '$lib/api/types';
import { names } from './names.svelte';
import { OpenRecord } from './record.svelte';

class OpenDeal extends OpenRecord<Deal> {
	constructor() {
		super('deal');
	}

	/** With the names of its pipeline's stages and lost reasons, which the panel writes. */
	override async reload() {
		await super.reload();
		const pipelineId = this.row?.pipeline_id;
		if (pipelineId === undefined) return;
		if (!names.lostReasonsOf.has(pipelineId)) void names.loadLostReasons(pipelineId).catch(() => {});
		if (!names.stagesOf.has(pipelineId)) void names.loadStages(pipelineId).catch(() => {});
	}
}

export const openDeal = new OpenDeal();
