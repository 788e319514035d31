// What the columns that a file may have are called here: in the map of a file, and in problems of its rows.
import { entityOf } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';
import { customFields } from '$lib/state/custom_fields.svelte';
import { columnsOf } from './import_api.svelte';

const own = 'custom.';

/** Besides the columns that every organisation has, its own fields. */
export function columnsFor(kind: string): string[] {
	return [...(columnsOf[kind] ?? []), ...customFields.of(entityOf(kind) ?? '').map((one) => own + one.key)];
}

export function columnLabel(kind: string, column: string): string {
	if (column.startsWith(own)) return customFields.label(entityOf(kind) ?? '', column.slice(own.length));
	const words = { ...t.fields, ...t.settings.import.columnNames } as Record<string, string>;
	return words[column] ?? words[`${column}_id`] ?? column.replaceAll('_', ' ');
}

/** The program says `3: amount: "abc" is no number; owner: …`; without what concerns the command line alone. */
export function problemInWords(kind: string, problem: string): string {
	const known = columnsFor(kind);
	return problem
		.replace(/ \(--create [^)]*\)|, [a-z ]+ --create [a-z,]+/g, '')
		.replace(/(^\d+(?: \([^)]*\))?: |; )([a-z_.]+): /g, (whole, before: string, column: string) => (known.includes(column) ? `${before}${columnLabel(kind, column)}: ` : whole));
}
