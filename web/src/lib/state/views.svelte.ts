// Saved views of pipelines: filters, order and layout under a name, of one's own or shared with everybody.
// A view that is on stands in the address (`saved=12`), so that a change to it is seen as one.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import { rows } from '$lib/api/rows';
import type { View } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import { keptOf, openView, queryOf } from './open_view';
import { place } from './place.svelte';
import { session } from './session.svelte';
import { toasts } from './toasts.svelte';
import { offerUndo } from './undo';

class Views {
	all = $state.raw<View[]>([]);
	/** Those of the pipeline that is shown. */
	readonly here = $derived(this.all.filter((one) => queryOf(one)?.pipeline_id === place.pipelineId));
	readonly current = $derived(this.here.find((one) => one.id === Number(place.text('saved'))));
	readonly changed = $derived.by(() => {
		const kept = this.current && queryOf(this.current)?.search;
		return kept !== undefined && JSON.stringify(keptOf(kept)) !== JSON.stringify(keptOf(place.search({})));
	});

	async load() {
		const { items } = await call('get', '/views', { query: { resource: 'deals', sort: 'name', limit: 200 } });
		this.all = items;
	}

	isMine(view: View): boolean {
		return view.user_id === session.user?.id;
	}

	isFirst(view: View): boolean {
		return view.id === session.user?.default_view_id;
	}

	/** Throws the refusal of the name. */
	async save(name: string, shared: boolean) {
		const query = { pipeline_id: place.pipelineId, search: keptOf(place.search({})) };
		const view = await call('post', '/views', { body: { name, resource: 'deals', query, shared } });
		await this.load();
		openView(view, { replace: true });
		offerUndo(t.savedViews.saved(view.name));
	}

	async rename(view: View, name: string) {
		await call('patch', '/views/{id}', { path: { id: view.id }, body: { name } });
		await this.load();
		offerUndo(t.savedViews.saved(name));
	}

	async overwrite(view: View) {
		const query = { pipeline_id: place.pipelineId, search: keptOf(place.search({})) };
		await this.#change(view, { query }, t.savedViews.saved(view.name));
	}

	async share(view: View, shared: boolean) {
		await this.#change(view, { shared }, shared ? t.savedViews.isShared(view.name) : t.savedViews.isPrivate(view.name));
	}

	async remove(view: View) {
		await this.#attempt(async () => {
			await rows.archive('views', view.id);
			place.go({ saved: undefined }, { replace: true });
			offerUndo(t.savedViews.removed(view.name));
		});
	}

	/** Which view the pipeline opens with: none or this one. */
	async begin(view: View | undefined) {
		await this.#attempt(async () => {
			session.answer = await call('patch', '/session', { body: { default_view_id: view?.id ?? null } });
			offerUndo(view ? t.savedViews.isFirst(view.name) : t.savedViews.isFirstNot);
		});
	}

	#change(view: View, body: { query?: object; shared?: boolean }, said: string) {
		return this.#attempt(async () => {
			await call('patch', '/views/{id}', { path: { id: view.id }, body: body as never });
			offerUndo(said);
		});
	}

	async #attempt(deed: () => Promise<void>) {
		try {
			await deed();
			await this.load();
		} catch (error) {
			const refusal = error as ApiError;
			toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
		}
	}
}

export const views = new Views();
