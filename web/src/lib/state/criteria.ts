// Exit criteria of a stage and how a deal comes to meet them: a field of the deal is set, a point of
// the stage's checklist is ticked, or another row is linked to the deal. The program decides whether
// they are met; here is only what to write.
import { call } from '$lib/api/client';
import { isZero } from '$lib/money';
import type { Deal, DealPatch, Stage } from '$lib/api/types';

export type Criterion = NonNullable<Stage['exit_criteria']>[number];

const prefix = 'checklist.';

/** Under which name errors speak of a criterion: `amount`, `contact`, `checklist.budget-known`. */
export function criterionName(criterion: Criterion): string {
	return criterion.kind === 'checklist' ? prefix + criterion.key : (criterion.field ?? '');
}

/** The point of a checklist that such a name means, if it means one. */
export function checklistKey(name: string): string | undefined {
	return name.startsWith(prefix) ? name.slice(prefix.length) : undefined;
}

/** Criteria that are rows of their own, linked to the deal. */
export const dealLinks = {
	contact: {
		count: async (dealId: number) =>
			(await call('get', '/deal_contacts', { query: { deal_id: dealId, limit: 1 } })).items.length,
		add: (dealId: number, id: number) => call('post', '/deal_contacts', { body: { deal_id: dealId, contact_id: id } }),
	},
	line: {
		count: async (dealId: number) =>
			(await call('get', '/deal_lines', { query: { deal_id: dealId, limit: 1 } })).items.length,
		add: (dealId: number, id: number) =>
			call('post', '/deal_lines', { body: { deal_id: dealId, product_id: id, quantity: 1 } }),
	},
};

export type LinkName = keyof typeof dealLinks;

export function isLink(name: string): name is LinkName {
	return name in dealLinks;
}

/** Ticks points of the checklist and leaves the others as they are. */
export async function tickedChecklist(dealId: number, keys: string[]): Promise<DealPatch> {
	const deal = await call('get', '/deals/{id}', { path: { id: dealId } });
	return { checklist: { ...deal.checklist, ...Object.fromEntries(keys.map((key) => [key, true])) } };
}

/** Whether the deal's own columns meet the criterion; undefined where links would have to be counted. */
export function isMet(criterion: Criterion, deal: Deal): boolean | undefined {
	if (criterion.kind === 'checklist') return deal.checklist?.[criterion.key ?? ''] === true;
	const field = criterion.field ?? '';
	return isLink(field) ? undefined : isSet(deal, field);
}

/** An amount of nothing is none. */
export function isSet(deal: object, field: string): boolean {
	if (field === 'amount') return !isZero((deal as Deal).amount);
	return (deal as Record<string, unknown>)[field] != null;
}
