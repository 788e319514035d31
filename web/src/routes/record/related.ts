// Which rows belong to a row and are shown on its page: by the field of theirs that names it. A row that
// only ties two others is shown as the one at its other end (`to`).
import type { EntityName } from '$lib/fields/entity';
import type { Dictionary } from '$lib/i18n/en';

export type Relation = {
	/** What they are called on the page. */
	title: keyof Dictionary['records']['related'];
	entity: EntityName;
	by: string;
	/** The field of this row whose value theirs has; the row's own id where not said. */
	of?: string;
	to?: { field: string; entity: 'deal' | 'contact' | 'product' };
	/** What of each row is told beside its name. */
	facts: string[];
	/** A new one can be made from its fields alone. */
	add?: true;
};

export const relations: Partial<Record<EntityName, Relation[]>> = {
	deal: [
		{ title: 'lead', entity: 'lead', by: 'deal_id', facts: ['source_id', 'converted_at'] },
		{ title: 'otherDeals', entity: 'deal', by: 'company_id', of: 'company_id', facts: ['stage_id', 'amount'] },
	],
	lead: [
		{ title: 'deal', entity: 'deal', by: 'company_id', of: 'company_id', facts: ['stage_id', 'amount'] },
	],
	company: [
		{ title: 'deal', entity: 'deal', by: 'company_id', facts: ['stage_id', 'amount'] },
		{ title: 'contact', entity: 'contact', by: 'company_id', facts: ['job_title', 'phone'], add: true },
		{ title: 'company', entity: 'company', by: 'parent_id', facts: ['city'], add: true },
		{ title: 'lead', entity: 'lead', by: 'company_id', facts: ['source_id', 'converted_at'] },
	],
	contact: [
		{ title: 'deal', entity: 'deal_contact', by: 'contact_id', to: { field: 'deal_id', entity: 'deal' }, facts: ['role'] },
		{ title: 'colleagues', entity: 'contact', by: 'company_id', of: 'company_id', facts: ['job_title', 'phone'] },
		{ title: 'lead', entity: 'lead', by: 'contact_id', facts: ['source_id', 'converted_at'] },
	],
	product: [{ title: 'deal', entity: 'deal_line', by: 'product_id', to: { field: 'deal_id', entity: 'deal' }, facts: ['quantity', 'unit_price'] }],
};

/** Shown only where there are some: a deal need not come from a lead. */
export const onlyIfSome = new Set<Relation['title']>(['lead', 'otherDeals', 'colleagues']);
