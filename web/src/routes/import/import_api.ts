// Imports through the API: the body is the file itself, so these requests are not JSON.
import { hooks } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';
import type { Import } from '$lib/api/types';

export type ImportPreview = components['schemas']['ImportPreview'];
export type ImportOrder = { kind: string; file_name: string; map?: string; create?: string };

const common = ['external_id', 'created_on', 'alur_key'];

/** The columns that a file of each kind may have, as docs/import-export.md lists them. */
export const columnsOf: Record<string, string[]> = {
	companies: ['name', 'domain', 'phone', 'email', 'industry', 'address', 'city', 'country', 'owner', 'employees', 'revenue', 'founded', ...common],
	contacts: ['name', 'first_name', 'last_name', 'job_title', 'email', 'phone', 'company', 'owner', ...common],
	leads: ['name', 'first_name', 'last_name', 'company_name', 'job_title', 'email', 'phone', 'source', 'owner', 'amount', 'currency', ...common],
	deals: ['title', 'pipeline', 'stage', 'amount', 'currency', 'company', 'owner', 'expected_close', 'source', 'category', 'closed_on', 'lost_reason', 'revive_on', 'product', 'outcome', 'entry_stage', 'entry_amount', 'won_amount', ...common],
	products: ['name', 'code', 'family', 'unit', 'price', 'currency', ...common],
	activities: ['kind', 'subject', 'note', 'deal', 'lead', 'company', 'contact', 'owner', 'due_at', 'done_at', 'minutes', ...common],
	users: ['name', 'email', 'role', 'team', 'manager', ...common],
	'deal-lines': ['deal', 'product', 'quantity', 'unit_price', 'discount', 'currency', 'note', 'line', 'alur_key'],
	'deal-contacts': ['deal', 'contact', 'role', 'is_primary', 'alur_key'],
	'stage-history': ['deal_external_id', 'stage', 'entered_at', 'user', 'amount'],
};

async function send<T>(path: string, order: ImportOrder, body: Blob): Promise<T> {
	const headers = { 'Accept-Language': hooks.language(), 'Content-Type': 'application/octet-stream' };
	let response: Response;
	try {
		response = await fetch(`/api/v1${path}?${new URLSearchParams(order)}`, { method: 'POST', headers, body, credentials: 'same-origin' });
	} catch {
		throw new ApiError(0, {});
	}
	if (response.status === 401) hooks.signedOut();
	const answer: unknown = await response.json().catch(() => ({}));
	if (!response.ok) throw new ApiError(response.status, answer as object);
	return answer as T;
}

export const previewImport = (order: ImportOrder, body: Blob) => send<ImportPreview>('/imports/preview', order, body);
export const startImport = (order: ImportOrder, body: Blob) => send<Import>('/imports', order, body);
