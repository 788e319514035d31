// A waiting change in words: which row, what is done to it, and the fields that it sets.
import { entityField, entityOf, fieldLabel, writeValue, type EntityName } from '$lib/fields/entity';
import type { FieldRow } from '$lib/fields';
import { t } from '$lib/i18n/index.svelte';
import { readPath, type Entry } from '$lib/offline/entry';
import { flat } from '$lib/offline/merge';
import { session } from '$lib/state/session.svelte';

export type EntryField = { name: string; label: string; value: unknown; text: string; row: FieldRow | undefined };

/** What stands in the heading already, or says nothing to people. */
const unsaid = ['title', 'subject', 'name', 'pipeline_id', 'owner_id', 'override', 'operations'];

export function entityOfEntry(entry: Entry): EntityName {
	return entityOf(readPath(entry.path).plural) ?? 'deal';
}

/** `Deal “Acme” · moved` */
export function headingOf(entry: Entry): string {
	const { plural } = readPath(entry.path);
	const thing = (t.offline.things as Record<string, string>)[plural] ?? plural;
	return entry.title ? `${thing} “${entry.title}”` : thing;
}

export function deedOf({ method, path }: Entry): string {
	const { id, verb } = readPath(path);
	const deed = verb ?? (method === 'delete' ? 'archive' : id === undefined ? 'create' : 'update');
	return (t.offline.deeds as Record<string, string>)[deed] ?? deed;
}

/** The values that it sets, all of them where they are to be changed. */
export function fieldsOf(entry: Entry, all = false): EntryField[] {
	const fields = Object.entries(flat(entry.body ?? {}));
	const shown = all ? fields.filter(([name]) => name !== 'operations') : fields.filter(([name, value]) => !unsaid.includes(name) && (value != null || entry.method === 'patch'));
	const entity = entityOfEntry(entry);
	return shown.map(([name, value]) => ({ name, value, label: fieldLabel(entity, name), text: valueText(entry, name, value), row: entityField(entity, name) }));
}

export function valueText(entry: Entry, name: string, value: unknown): string {
	const currency = String(entry.body?.currency ?? entry.seen.currency ?? session.currency);
	const text = value == null ? undefined : writeValue(entityOfEntry(entry), name, value, currency);
	return text || t.offline.unsaid;
}
