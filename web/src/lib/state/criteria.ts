// Exit criteria of a stage and how a deal comes to meet them: a field of the deal is set, a point of
// the stage's checklist is ticked, or another row is linked to the deal. The program decides whether
// they are met; here is only what to write.
import { call } from '$lib/api/client';
import type { Row } from '$lib/api/rows';
import type { Deal, DealPatch, Stage } from '$lib/api/types';
import { patchOf, valueOf } from '$lib/fields/entity';
import { isZero } from '$lib/money';

export type Criterion = NonNullable<Stage['exit_criteria']>[number];
/** A criterion that is not met, as the program names it in a refusal. */
export type Unmet = { field: string; message: string };

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
	return valueOf(deal as Row, field) != null;
}

/** What a deal still lacks to be won, as far as it is known here: all that is asked by its stage and the open ones
 *  behind it. So that one form can ask for it; whether it is met is the program's to say. */
export async function unmetForWon(deal: Deal, stages: readonly Stage[]): Promise<Unmet[]> {
	const open = stages.filter((stage) => stage.kind === 'open');
	const left = open.slice(Math.max(0, open.findIndex((stage) => stage.id === deal.stage_id)));
	const asked = new Map(left.flatMap((stage) => stage.exit_criteria ?? []).map((one) => [criterionName(one), one]));
	const unmet = await Promise.all([...asked].map(async ([name, one]) => {
		const met = isMet(one, deal) ?? (isLink(name) && (await dealLinks[name].count(deal.id)) > 0);
		return met ? [] : [{ field: name, message: one.text }];
	}));
	return unmet.flat();
}

/** The body that sets these fields, the organisation's own among them. */
export function bodyOf(fields: Record<string, unknown>): Record<string, unknown> {
	const bodies = Object.entries(fields).map(([name, value]) => patchOf(name, value));
	const custom = Object.assign({}, ...bodies.map((one) => one.custom ?? {})) as object;
	return { ...Object.assign({}, ...bodies), ...(Object.keys(custom).length > 0 ? { custom } : {}) };
}
