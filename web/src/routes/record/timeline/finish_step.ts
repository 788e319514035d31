// Ends a planned step, or writes down one that was not planned, and plans what comes next: one change, so that one
// undo takes all of it back.
import { call } from '$lib/api/client';
import type { components } from '$lib/api/schema';
import type { Activity } from '$lib/api/types';
import { session } from '$lib/state/session.svelte';

type Named = { id: number; name: string };
export type ActivityKind = NonNullable<components['schemas']['ActivityNew']['kind']>;

/** Whom and what a step is about, and the step that was planned for it. */
export type About = {
	deal?: { id: number; title: string; company?: Named | null } | null;
	lead?: Named | null;
	contact?: { id?: number | null; name: string } | null;
	company?: Named | null;
	activity: Activity | null;
};

/** What comes next, as the form gives it. */
export type NextStep = { kind: ActivityKind; subject: string; due_at: string };
/** What was done; `planned`: it is the step that had been planned. */
export type DoneStep = { planned: boolean; kind: ActivityKind; subject: string; note: string | null; reply: boolean };

export async function finishStep(about: About, done: DoneStep | undefined, next: NextStep | undefined) {
	const done_at = new Date().toISOString();
	const operations: object[] = [];
	if (done) {
		const { planned, ...step } = done;
		if (planned && about.activity) operations.push({ op: 'update', id: about.activity.id, body: { done_at, reply: step.reply, ...(step.note ? { note: step.note } : {}) } });
		else operations.push({ op: 'create', body: { ...step, ...refsOf(about), done_at } });
	}
	if (next) operations.push({ op: 'create', body: { ...next, ...refsOf(about), owner_id: session.user?.id } });
	if (operations.length > 0) await call('post', '/activities/batch', { body: { operations } as never });
}

/** The deal, lead and person that an activity about this belongs to. */
export function refsOf({ deal, lead, contact, company }: About) {
	return {
		...(deal ? { deal_id: deal.id } : lead ? { lead_id: lead.id } : {}),
		...(contact?.id ? { contact_id: contact.id } : {}),
		...(company && !deal && !lead ? { company_id: company.id } : {}),
	};
}

export function nameOf({ deal, lead, contact, company }: About): string {
	return contact?.name ?? lead?.name ?? deal?.company?.name ?? company?.name ?? deal?.title ?? '';
}
