// How each repair of a warning is done: at once, or by a short form. The program names them in its warnings
// (`action` and `others`); what is not in these tables is only told.
import { call } from '$lib/api/client';
import { rows } from '$lib/api/rows';
import type { Deal } from '$lib/api/types';
import { addDays, instantOf, today } from '$lib/day';
import { choicesOf, fieldLabel, type EntityName } from '$lib/fields/entity';
import type { Choice } from '$lib/fields';
import { t } from '$lib/i18n/index.svelte';
import { checklistKey, tickedChecklist } from '$lib/state/criteria';
import { moves } from '$lib/state/moves.svelte';
import { names } from '$lib/state/names.svelte';
import { session } from '$lib/state/session.svelte';
import type { Warning } from './hygiene.svelte';

export type Repair = { deal: Deal; warning: Warning; what: string };

export type RepairForm = {
	title: string;
	entity: EntityName;
	fields: string[];
	required: string[];
	given?: Record<string, unknown>;
	choices?: Record<string, Choice[]>;
	/** What the note with the undo says. */
	done: string;
	save: (body: Record<string, unknown>) => Promise<unknown>;
};

/** Nine in the morning of a day to come. */
export const morningIn = (days: number) => instantOf(addDays(today(session.zone), days), '09:00', session.zone);

/** The next step of a deal as its form begins. */
export function stepOf(deal: Deal): Pick<RepairForm, 'entity' | 'fields' | 'required' | 'given'> {
	const subject = t.today.followUp((deal.company_id && names.name('company', deal.company_id)) || deal.title);
	return { entity: 'activity', fields: ['kind', 'subject', 'due_at'], required: ['subject', 'due_at'], given: { kind: 'call', subject, due_at: morningIn(1) } };
}

const forms: Record<string, (repair: Repair) => RepairForm> = {
	plan_step: ({ deal }) => ({
		...stepOf(deal),
		title: t.today.planTitle(deal.title),
		done: t.hygiene.done.plan_step(deal.title),
		save: (body) => rows.create('activities', { ...body, deal_id: deal.id, company_id: deal.company_id, owner_id: deal.owner_id }),
	}),
	reschedule_step: ({ deal, warning }) => ({
		title: t.hygiene.reschedule(deal.title),
		entity: 'activity',
		fields: ['due_at'],
		required: ['due_at'],
		given: { due_at: morningIn(1) },
		done: t.hygiene.done.reschedule_step(deal.title),
		save: (body) => rows.change('activities', warning.repair.row_id ?? 0, body),
	}),
	set_field: ({ deal, warning }) => {
		const field = warning.repair.action === 'set_field' ? warning.repair.field : 'expected_close';
		return {
			title: `${fieldLabel('deal', field)}: ${deal.title}`,
			entity: 'deal',
			fields: [field],
			required: [field],
			given: { currency: deal.currency, [field]: (deal as Record<string, unknown>)[field] },
			done: t.hygiene.done.set_field(fieldLabel('deal', field), deal.title),
			save: (body) => rows.change('deals', deal.id, body),
		};
	},
	decide: ({ deal }) => ({
		title: t.review.decideOn(deal.title),
		entity: 'review_decision',
		fields: ['decision', 'note'],
		required: ['decision'],
		choices: { decision: choicesOf('review_decision', 'decision', ['keep', 'escalate']) },
		given: { decision: 'keep' },
		done: t.review.decidedOn(deal.title),
		save: (body) => call('post', '/deals/{id}/decide', { path: { id: deal.id }, body: body as never }),
	}),
	add_contact: ({ deal }) => ({
		title: t.hygiene.addContact(deal.title),
		entity: 'deal_contact',
		fields: ['contact_id', 'role'],
		required: ['contact_id'],
		done: t.hygiene.done.add_contact(deal.title),
		save: (body) => rows.create('deal_contacts', { ...body, deal_id: deal.id }),
	}),
	add_line: ({ deal }) => ({
		title: t.hygiene.addLine(deal.title),
		entity: 'deal_line',
		fields: ['product_id', 'quantity'],
		required: ['product_id', 'quantity'],
		given: { quantity: 1 },
		done: t.hygiene.done.add_line(deal.title),
		save: (body) => rows.create('deal_lines', { ...body, deal_id: deal.id }),
	}),
	set_rate: ({ deal }) => ({
		title: t.hygiene.setRate(deal.currency, session.currency),
		entity: 'currency_rate',
		fields: ['rate_micro', 'valid_from'],
		required: ['rate_micro', 'valid_from'],
		given: { valid_from: today(session.zone) },
		done: t.hygiene.done.set_rate(deal.currency),
		save: (body) => rows.create('currency_rates', { ...body, currency: deal.currency }),
	}),
};

export function formOf(repair: Repair): RepairForm | undefined {
	return forms[repair.what]?.(repair);
}

async function moveTo(deal: Deal, kind: 'won' | 'lost') {
	const stages = await names.stages(deal.pipeline_id);
	const stage = stages.find((one) => one.kind === kind);
	if (stage) await moves.start(deal, stage);
}

/** Repairs that ask nothing here; the words say what was done, undefined where something else says it. */
export const atOnce: Record<string, (repair: Repair) => Promise<string | undefined>> = {
	finish_step: async ({ deal, warning }) => {
		await rows.change('activities', warning.repair.row_id ?? 0, { done_at: new Date().toISOString() });
		return t.hygiene.done.finish_step(deal.title);
	},
	tick: async ({ deal, warning }) => {
		const key = checklistKey(warning.field ?? '');
		if (key) await rows.change('deals', deal.id, await tickedChecklist(deal.id, [key]));
		return t.hygiene.done.tick(warning.reason);
	},
	win: async ({ deal }) => void (await moveTo(deal, 'won')),
	lose: async ({ deal }) => void (await moveTo(deal, 'lost')),
};

/** It rests up to and with the day before. */
export async function snooze(deal: Deal, until: string) {
	await rows.change('deals', deal.id, { snoozed_until: addDays(until, -1) });
}

/** Repairs that need another right than changing the deal. */
const rights: Record<string, string> = { set_rate: 'settings.write' };

/** What of a warning can be done here, and by this user, the likeliest first. */
export function repairsOf(warning: Warning, without: readonly string[] = []): string[] {
	const known = (what: string) => (what in forms || what in atOnce || what === 'snooze') && session.can(rights[what] ?? 'sales.write');
	return [warning.repair.action, ...warning.repair.others].filter((what, index, all) => known(what) && !without.includes(what) && all.indexOf(what) === index);
}
