// Where a search result leads: a deal to its own pipeline, another row to its page; what has none
// filters the board by its name.
import { call } from '$lib/api/client';
import type { Found } from '$lib/api/types';
import { pluralOf, type EntityName } from '$lib/fields/entity';
import { place } from '$lib/state/place.svelte';
import { navigate } from '../../router';

const withPage = new Set<string>(['lead', 'company', 'contact', 'product', 'activity']);

export async function openFound(found: Found) {
	if (withPage.has(found.entity)) return void (await navigate(`/${pluralOf(found.entity as EntityName)}/${found.id}` as '/'));
	if (found.entity !== 'deal') return place.go({ q: found.title, deal: undefined });
	const deal = await call('get', '/deals/{id}', { path: { id: found.id } });
	if (deal.pipeline_id === place.pipelineId) return place.go({ deal: String(found.id) });
	await navigate('/pipelines/:id', { params: { id: String(deal.pipeline_id) }, search: { deal: String(found.id) } });
}
