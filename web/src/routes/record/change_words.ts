// A change of any row in the user's words: what was done, and a line for each field that changed.
// Deals say more: routes/deal/history_words.ts.
import type { Change } from '$lib/api/types';
import { fieldLabel, writeValue, type EntityName } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';

/** What the sentence says already, or what says nothing to a reader. */
const untold = new Set(['id', 'revision', 'created_at', 'updated_at', 'archived_at', 'custom']);

export function changeWords(entity: EntityName, change: Change): { deed: string; lines: string[] } {
	const pairs = change.changes as Record<string, [unknown, unknown]>;
	const lines = Object.entries(flat(pairs))
		.filter(([field]) => !untold.has(field))
		.map(([field, [before, after]]) => line(entity, field, before, after));
	return { deed: deed(change, pairs), lines: lines.filter((one) => one !== undefined) };
}

/** The organisation's own fields one by one: what was `custom` is `custom.KEY`. */
function flat(pairs: Record<string, [unknown, unknown]>): Record<string, [unknown, unknown]> {
	const [before, after] = (pairs.custom ?? [{}, {}]).map((one) => (one ?? {}) as Record<string, unknown>) as [Record<string, unknown>, Record<string, unknown>];
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
	return { ...pairs, ...Object.fromEntries(keys.map((key) => [`custom.${key}`, [before[key] ?? null, after[key] ?? null] as [unknown, unknown]])) };
}

function deed(change: Change, pairs: Record<string, [unknown, unknown]>): string {
	const special = (t.record.deeds as Record<string, string>)[change.kind];
	if (special) return special;
	if (pairs.archived_at && change.kind !== 'create') return pairs.archived_at[1] === null ? t.record.deeds.restore : t.record.deeds.archive;
	return t.record.deeds.update;
}

function line(entity: EntityName, field: string, before: unknown, after: unknown): string | undefined {
	const [from, to] = [writeValue(entity, field, before), writeValue(entity, field, after)];
	if (from === undefined && to === undefined) return undefined;
	if (to === undefined) return t.history.cleared(fieldLabel(entity, field), from!);
	return from === undefined ? t.history.set(fieldLabel(entity, field), to) : t.history.from(fieldLabel(entity, field), from, to);
}
