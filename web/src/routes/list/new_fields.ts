// What a new row is asked for: what it must have, and what people mostly know of it at once.
import { entityField, fieldNames, type EntityName } from '$lib/fields/entity';

const usual: Partial<Record<EntityName, string[]>> = {
	company: ['name', 'phone', 'email', 'city', 'owner_id'],
	contact: ['name', 'company_id', 'job_title', 'email', 'phone'],
	lead: ['name', 'company_name', 'email', 'phone', 'source_id', 'amount', 'note'],
	product: ['name', 'code', 'unit', 'price', 'currency'],
	activity: ['kind', 'subject', 'due_at', 'deal_id', 'contact_id', 'note'],
	deal: ['title', 'pipeline_id', 'amount', 'company_id', 'expected_close'],
	team: ['name', 'parent_id', 'manager_id', 'shares_deals'],
};

export function newFields(entity: EntityName): string[] {
	const must = fieldNames(entity).filter((name) => {
		const row = entityField(entity, name);
		return row?.required && (row.editable || row.creatable) && name.startsWith('custom.');
	});
	return [...(usual[entity] ?? ['name']), ...must];
}
