// What a saved view keeps of an address, and the way back to it.
import type { View } from '$lib/api/types';
import { navigate } from '../../router';

/** Parts of an address that say where the reader is, not what is shown. */
const notKept = ['deal', 'as_of', 'saved', 'month'];

export type ViewQuery = { pipeline_id: number; search: Record<string, string> };

export function keptOf(search: Record<string, string>): Record<string, string> {
	const kept = Object.entries(search).filter(([name]) => !notKept.includes(name));
	return Object.fromEntries(kept.sort(([a], [b]) => a.localeCompare(b)));
}

/** What a view shows; undefined for one that is not of a pipeline. */
export function queryOf(view: View): ViewQuery | undefined {
	const { pipeline_id, search } = view.query as Partial<ViewQuery>;
	return typeof pipeline_id === 'number' && search ? { pipeline_id, search } : undefined;
}

/** Goes to what a view shows; false where it shows no pipeline. */
export function openView(view: View, { replace = false } = {}): boolean {
	const query = queryOf(view);
	if (!query) return false;
	const search = { ...query.search, saved: String(view.id) };
	void navigate('/pipelines/:id', { params: { id: String(query.pipeline_id) }, search, replace, scrollToTop: false });
	return true;
}
