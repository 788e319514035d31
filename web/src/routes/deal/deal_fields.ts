// The fields of a deal as its panel and its exit criteria show them: those of its table, and the rows
// that can be linked to it.
import type { FieldRow } from '$lib/fields';
import { entityField, fieldLabel as labelOf } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';

const links: Record<string, FieldRow> = {
	contact: { type: 'ref', entity: 'contact', editable: true },
	line: { type: 'ref', entity: 'product', editable: true },
};

export function dealField(name: string): FieldRow | undefined {
	return links[name] ?? entityField('deal', name);
}

export function fieldLabel(name: string): string {
	return name in links ? (t.fields as Record<string, string>)[name]! : labelOf('deal', name);
}
