// The deal that the side panel shows: its row with the ETag it was read with, and its history.
import { call, callWithEtag } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { Change, Deal, DealPatch } from '$lib/api/types';
import { names } from './names.svelte';

export type Conflict = { field: keyof DealPatch; mine: unknown };

class OpenDeal {
	id = $state<number>();
	deal = $state.raw<Deal>();
	history = $state.raw<Change[]>([]);
	moreHistory = $state<string | null>(null);
	error = $state.raw<ApiError>();
	/** What the user wrote when somebody else had changed the row in the meantime. */
	conflict = $state.raw<Conflict>();
	#asOf: string | undefined;
	#etag: string | undefined;

	async open(id: number, asOf: string | undefined) {
		if (this.id !== id || this.#asOf !== asOf) this.close();
		this.id = id;
		this.#asOf = asOf;
		await this.reload();
	}

	close() {
		this.id = undefined;
		this.deal = undefined;
		this.history = [];
		this.error = undefined;
		this.conflict = undefined;
	}

	async reload() {
		const id = this.id;
		if (id === undefined) return;
		try {
			const [row, history] = await Promise.all([
				callWithEtag('get', '/deals/{id}', { path: { id }, query: { as_of: this.#asOf } }),
				call('get', '/deals/{id}/history', { path: { id }, query: { limit: 50 } }),
			]);
			if (this.id !== id) return;
			this.#take(row.data, row.etag);
			this.history = history.items;
			this.moreHistory = history.next;
			this.error = undefined;
			if (!names.lostReasonsOf.has(row.data.pipeline_id)) void names.loadLostReasons(row.data.pipeline_id);
			if (!names.stagesOf.has(row.data.pipeline_id)) void names.loadStages(row.data.pipeline_id);
		} catch (error) {
			if (this.id === id) this.error = error as ApiError;
		}
	}

	async loadMoreHistory() {
		if (this.id === undefined || !this.moreHistory) return;
		const page = await call('get', '/deals/{id}/history', {
			path: { id: this.id },
			query: { limit: 50, cursor: this.moreHistory },
		});
		this.history = [...this.history, ...page.items];
		this.moreHistory = page.next;
	}

	/** Saves one field. Throws its refusal; another's change in between becomes a conflict. */
	async save<F extends keyof DealPatch>(field: F, value: DealPatch[F]) {
		const id = this.id;
		if (id === undefined) return;
		try {
			const body = { [field]: value } as DealPatch;
			const row = await callWithEtag('patch', '/deals/{id}', { path: { id }, body, ifMatch: this.#etag });
			this.conflict = undefined;
			this.#take(row.data, row.etag);
			void this.reload();
		} catch (error) {
			if (!(error instanceof ApiError) || error.status !== 412) throw error;
			await this.reload();
			this.conflict = { field, mine: value };
		}
	}

	async archive() {
		if (this.id !== undefined) await call('delete', '/deals/{id}', { path: { id: this.id } });
	}

	#take(deal: Deal, etag: string | undefined) {
		this.deal = deal;
		this.#etag = etag;
	}
}

export const openDeal = new OpenDeal();
