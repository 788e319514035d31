// Which rows belong to a row and are shown on its page: by the field of theirs that names it. A row that
// only ties two others is shown as the one at its other end (`to`).
import type { EntityName } from '$lib/fields/entity';

export type Relation = {
	entity: EntityName;
	by: string;
	to?: { field: string; entity: 'deal' | 'contact' | 'product' };
	/** What of each row is told beside its name. */
	facts: string[];
};

export const relations: Partial<Record<EntityName, Relation[]>> = {
	company: [
		{ entity: 'deal', by: 'company_id', facts: ['stage_id', 'amount'] },
		{ entity: 'contact', by: 'company_id', facts: ['job_title', 'phone'] },
		{ entity: 'company', by: 'parent_id', facts: ['city'] },
	],
	contact: [{ entity: 'deal_contact', by: 'contact_id', to: { field: 'deal_id', entity: 'deal' }, facts: ['role'] }],
	product: [{ entity: 'deal_line', by: 'product_id', to: { field: 'deal_id', entity: 'deal' }, facts: ['quantity', 'unit_price'] }],
};
