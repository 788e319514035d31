// The address of a file with the rows that a list shows: those that its filters leave, with all their
// fields, so that the file can be imported again. Exports know no words: a list that is searched has none.
import type { Query } from '$lib/api/rows';

const notOfFiles = ['sort', 'q', 'archived'];

export function exportHref(plural: string, format: 'csv' | 'xlsx', query: Query): string {
	const parameters = new URLSearchParams({ format });
	for (const [name, value] of Object.entries(query))
		if (value !== undefined && !notOfFiles.includes(name)) parameters.set(name, String(value));
	return `/api/v1/exports/${plural}?${parameters}`;
}
