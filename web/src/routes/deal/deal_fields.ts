// The fields of a deal as the app shows them: one row each. How a type is written and edited is in
// lib/fields; a new type of field is a folder there.
import { writeField, type FieldRow } from '$lib/fields';
import { t } from '$lib/i18n/index.svelte';
import { session } from '$lib/state/session.svelte';

const rows: Record<string, FieldRow> = {
	title: { type: 'text', editable: true, required: true },
	amount: { type: 'money', editable: true },
	expected_close: { type: 'date', editable: true },
	company_id: { type: 'ref', entity: 'company', editable: true },
	owner_id: { type: 'ref', entity: 'user', editable: true },
	source_id: { type: 'ref', entity: 'source', editable: true },
	contact: { type: 'ref', entity: 'contact', editable: true },
	line: { type: 'ref', entity: 'product', editable: true },
	stage_id: { type: 'ref', entity: 'stage' },
	lost_reason_id: { type: 'ref', entity: 'lost_reason' },
	closed_on: { type: 'date' },
	next_step_at: { type: 'instant' },
	stage_entered_at: { type: 'instant' },
	created_at: { type: 'instant' },
	archived_at: { type: 'instant' },
	currency: { type: 'text' },
	external_id: { type: 'text' },
	category: { type: 'text' },
};

export function dealField(name: string): FieldRow | undefined {
	return rows[name];
}

export function fieldLabel(name: string): string {
	const labels = t.fields as Record<string, string>;
	return labels[name] ?? name.replace(/_id$/, '').replaceAll('_', ' ');
}

/** A value of a deal in words; undefined where there is none. */
export function writeDealField(name: string, value: unknown, currency: string): string | undefined {
	return writeField(rows[name] ?? { type: 'text' }, value, { currency, zone: session.zone });
}
