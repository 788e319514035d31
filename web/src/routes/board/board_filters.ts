// Which filters of deals a board has: what its columns and its address say already is none of them.
import { entityField } from '$lib/fields/entity';
import { readFilters, writeFilters } from '$lib/state/filter';

export const withoutFilters = ['pipeline_id', 'stage_id', 'archived_at'];

/** The filters of an address, as the API takes them. */
export function boardFilters(search: Record<string, unknown>): Record<string, string> {
	return writeFilters(readFilters('deal', search).filter((one) => !withoutFilters.includes(one.field)));
}

/** The order of a list: those that only a board has, such as by urgency, leave it in its own. */
export function listSort(asked: string | undefined): string | undefined {
	return asked && entityField('deal', asked.replace(/^-/, ''))?.sort ? asked : undefined;
}
