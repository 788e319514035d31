// What can be done with a lead, each with its note and the way back. The forms that ask for more:
// DisqualifyDialog, ConvertDialog, AssignDialog.
import { ApiError } from '$lib/api/problem';
import { rows, type Row } from '$lib/api/rows';
import { t } from '$lib/i18n/index.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { offerUndo, undone } from '$lib/state/undo';

export type LeadOperation = 'qualify' | 'disqualify' | 'reopen' | 'convert' | 'unconvert';

export function isOpen(lead: Row): boolean {
	return !lead.archived_at && (lead.lifecycle === 'lead' || lead.lifecycle === 'prospect');
}

/** Does it and offers to undo it. Throws the refusal, for a form that shows it at its fields. */
export async function actOnLead(lead: Row, operation: LeadOperation, body: object, note: string): Promise<Row> {
	const now = await rows.act('leads', lead.id, operation, body);
	const made = operation === 'convert' && now.deal_id ? { label: t.moves.openDeal, href: `/deals/${String(now.deal_id)}` } : undefined;
	offerUndo(note, made);
	undone.tell();
	return now;
}

/** The same for what needs no form: the refusal becomes a note. */
export async function tryOnLead(lead: Row, operation: LeadOperation, note: string): Promise<Row | undefined> {
	try {
		return await actOnLead(lead, operation, {}, note);
	} catch (error) {
		return void refuse(error);
	}
}

export async function assignLead(lead: Row, ownerId: number | null, note: string): Promise<Row | undefined> {
	try {
		const { data } = await rows.change('leads', lead.id, { owner_id: ownerId });
		offerUndo(note);
		undone.tell();
		return data;
	} catch (error) {
		return void refuse(error);
	}
}

export function refusalOf(error: unknown): ApiError {
	return error instanceof ApiError ? error : new ApiError(500, { title: t.errors.unexpected });
}

function refuse(error: unknown) {
	const refusal = refusalOf(error);
	toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
}
