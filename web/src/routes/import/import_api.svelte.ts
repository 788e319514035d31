// Imports through the API: a file is sent once and kept there; its previews and its import name it.
import { hooks } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';
import type { Import } from '$lib/api/types';
import { upload } from '$lib/api/upload';

export type ImportPreview = components['schemas']['ImportPreview'];
export type ImportStage = components['schemas']['ImportStage'];
/** `values` and `map` are JSON texts. */
export type ImportOrder = { kind?: string; likely?: string; file_name: string; map?: string; values?: string; create?: string };

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

async function ask<T>(path: string, order: ImportOrder & { file: string }): Promise<T> {
	const headers = { 'Accept-Language': hooks.language(), 'Content-Type': 'application/octet-stream' };
	let response: Response;
	try {
		response = await fetch(`/api/v1${path}?${new URLSearchParams(order)}`, { method: 'POST', headers, credentials: 'same-origin' });
	} catch {
		throw new ApiError(0, {});
	}
	if (response.status === 401) hooks.signedOut();
	const answer: unknown = await response.json().catch(() => ({}));
	if (!response.ok) throw new ApiError(response.status, answer as object);
	return answer as T;
}

/** A file that is sent when it is first asked about, and once more where the program has forgotten it meanwhile. */
export class SentFile {
	readonly file: File;
	/** How much of it has arrived, 0 to 1. */
	share = $state(0);
	#name: Promise<string> | undefined;

	constructor(file: File) {
		this.file = file;
	}

	async #send(): Promise<string> {
		this.share = 0;
		const { file } = await upload<{ file: string }>({ path: '/imports/files', file: this.file, onprogress: (share) => (this.share = share) });
		this.share = 1;
		return file;
	}

	async #named(): Promise<string> {
		this.#name ??= this.#send();
		try {
			return await this.#name;
		} catch (error) {
			this.#name = undefined;
			throw error;
		}
	}

	async #ask<T>(path: string, order: ImportOrder): Promise<T> {
		try {
			return await ask<T>(path, { ...order, file: await this.#named() });
		} catch (error) {
			if (!(error instanceof ApiError) || error.errors[0]?.code !== 'gone') throw error;
			this.#name = undefined;
			return ask<T>(path, { ...order, file: await this.#named() });
		}
	}

	preview(order: ImportOrder) {
		return this.#ask<ImportPreview>('/imports/preview', order);
	}

	import(order: ImportOrder) {
		return this.#ask<Import>('/imports', order);
	}
}
