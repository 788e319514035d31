// What exit criteria can ask of a deal, and how that is called.
import { entityField, fieldLabel, fieldNames } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';
import type { Criterion } from '$lib/state/criteria';

/** Fields that a seller can fill in. Title and currency are always set; `own` stays in the list if it is another. */
export function askable(own?: string | null): string[] {
	const never = new Set(['title', 'currency', 'pipeline_id', 'stage_id', 'checklist', 'custom', 'snoozed_until', 'revive_on', 'external_id']);
	const fields = fieldNames('deal').filter((name) => !never.has(name) && entityField('deal', name)?.editable);
	const all = [...fields, 'contact', 'line'];
	return own && !all.includes(own) ? [own, ...all] : all;
}

export function labelOf(name: string): string {
	const words = t.settings.criteria;
	return name === 'contact' ? words.contact : name === 'line' ? words.line : words.field(fieldLabel('deal', name));
}

/** A key by which ticks are kept: made of the words, and of no other criterion. */
export function keyFor(text: string, others: readonly Criterion[]): string {
	const taken = new Set(others.map((one) => one.key));
	const base = text.toLowerCase().replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '').slice(0, 40) || 'point';
	for (let n = 1; ; n++) {
		const key = n === 1 ? base : `${base}-${n}`;
		if (!taken.has(key)) return key;
	}
}

export function isSame(a: readonly Criterion[], b: readonly Criterion[]): boolean {
	const plain = (list: readonly Criterion[]) => JSON.stringify(list.map(({ kind, field, key, text }) => [kind, field ?? null, key ?? null, text]));
	return plain(a) === plain(b);
}
