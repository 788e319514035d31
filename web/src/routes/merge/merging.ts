// What can be merged, which of its fields are compared, and what moves with it. The page: Merge.svelte; its
// state: merge_choice.svelte.ts.
import type { Duplicate } from '$lib/api/types';
import { entityField, fieldNames, pluralOf, type EntityName } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';

const merged = ['lead', 'company', 'contact'] as const;
export type MergedEntity = (typeof merged)[number];

export function mayMerge(entity: EntityName | undefined): entity is MergedEntity {
	return merged.includes(entity as MergedEntity);
}

/** So many rows still stand side by side. */
export const mostMerged = 5;

export function mergeHref(entity: MergedEntity, ids: readonly number[]): string {
	return `/merge/${pluralOf(entity)}?ids=${ids.join(',')}`;
}

/** Lists whose rows point to the one that goes, and by which field. */
export const movesWith: Record<MergedEntity, { plural: 'deals' | 'contacts' | 'leads' | 'activities' | 'companies' | 'deal_contacts' | 'enrollments'; by: string }[]> = {
	company: [
		{ plural: 'deals', by: 'company_id' },
		{ plural: 'contacts', by: 'company_id' },
		{ plural: 'activities', by: 'company_id' },
		{ plural: 'leads', by: 'company_id' },
		{ plural: 'companies', by: 'parent_id' },
	],
	contact: [
		{ plural: 'deal_contacts', by: 'contact_id' },
		{ plural: 'activities', by: 'contact_id' },
		{ plural: 'leads', by: 'contact_id' },
	],
	lead: [
		{ plural: 'activities', by: 'lead_id' },
		{ plural: 'enrollments', by: 'lead_id' },
	],
};

/** An amount takes its currency along, the program keeps the external key. */
const untold = new Set(['external_id', 'currency']);

export function mergedFields(entity: MergedEntity): string[] {
	return fieldNames(entity).filter((name) => {
		const field = entityField(entity, name);
		return field?.editable && field.type !== 'json' && !untold.has(name);
	});
}

/** What is compared while a row is being written; other fields tell nothing. */
export function draftOf(values: Record<string, unknown>): Record<string, string> {
	const known = ['name', 'email', 'phone'].map((name) => [name, String(values[name] ?? '').trim()] as const);
	return Object.fromEntries(known.filter(([, value]) => value !== ''));
}


/** From here on a name is the same but for case, accents and legal form. */
export const sameScore = 0.999;

/** Why two rows may be the same, in words. */
export function reasonOf({ reason, score }: Duplicate): string {
	if (reason === 'name' && score >= sameScore) return t.duplicates.reasons.sameName;
	return t.duplicates.reasons[reason as keyof typeof t.duplicates.reasons] ?? reason;
}
