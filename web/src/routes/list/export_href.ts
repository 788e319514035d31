// The address of a file with what a list shows: its rows in their order, and its columns.
import type { Query } from '$lib/api/rows';

export function exportHref(plural: string, format: 'csv' | 'xlsx', query: Query, columns: string[]): string {
	const parameters = new URLSearchParams({ format, columns: columns.join(',') });
	for (const [name, value] of Object.entries(query)) if (value !== undefined) parameters.set(name, String(value));
	return `/api/v1/exports/${plural}?${parameters}`;
}
