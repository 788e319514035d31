// Which filters of deals a board has: what its columns and its address say already is none of them.
import { readFilters, writeFilters } from '$lib/state/filter';

export const withoutFilters = ['pipeline_id', 'stage_id', 'archived_at'];

/** The filters of an address, as the API takes them. */
export function boardFilters(search: Record<string, unknown>): Record<string, string> {
	return writeFilters(readFilters('deal', search).filter((one) => !withoutFilters.includes(one.field)));
}
