// Where a search result leads: a deal opens in its own pipeline; what has no screen of its own yet
// filters the board by its name.
import { call } from '$lib/api/client';
import type { Found } from '$lib/api/types';
import { place } from '$lib/state/place.svelte';
import { navigate } from '../../router';

export async function openFound(found: Found) {
	if (found.entity !== 'deal') return place.go({ q: found.title, deal: undefined });
	const deal = await call('get', '/deals/{id}', { path: { id: found.id } });
	if (deal.pipeline_id === place.pipelineId) return place.go({ deal: String(found.id) });
	await navigate('/pipelines/:id', { params: { id: String(deal.pipeline_id) }, search: { deal: String(found.id) } });
}
