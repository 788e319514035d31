// The imports there were, followed while one is under way; one that was begun here says when it is over.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { Import } from '$lib/api/types';
import { count } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { names } from '$lib/state/names.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { pageOf } from './kinds';
import type { StageChoices } from './stage_choices.svelte';

const pause = 700;
const underway = ['waiting', 'running', 'undoing'];

/** The stages that an import was told to make, and where. */
export type MadeStages = { stages: string[]; pipeline: { id: number; name: string } };

export function isUnderway(job: Import): boolean {
	return underway.includes(job.state);
}

class PastImports {
	jobs = $state.raw<Import[]>([]);
	failed = $state.raw<ApiError>();
	loaded = $state(false);
	/** Why an import could not be taken back, by its id. */
	refusals = $state.raw<Record<number, string>>({});
	made = $state.raw<Record<number, MadeStages>>({});
	#watched = false;
	#timer: ReturnType<typeof setTimeout> | undefined;
	/** Whose end is to be told. */
	readonly #expected = new Set<number>();

	/** Until what it returns is called, and then until those that were begun here are over: their end is told wherever
	 *  the user is by then. */
	follow() {
		this.#watched = true;
		void this.load();
		return () => {
			this.#watched = false;
			if (this.#expected.size === 0) clearTimeout(this.#timer);
		};
	}

	async load() {
		clearTimeout(this.#timer);
		try {
			this.jobs = (await call('get', '/imports', {})).items;
			this.failed = undefined;
			this.loaded = true;
		} catch (error) {
			this.failed = error as ApiError;
			if (this.failed.status === 401) return this.#forget();
		}
		for (const job of this.jobs) if (this.#expected.has(job.id) && !isUnderway(job)) this.#tellEnd(job);
		if ((this.#watched || this.#expected.size > 0) && this.jobs.some(isUnderway)) this.#timer = setTimeout(() => void this.load(), pause);
	}

	/** An import that was begun just now. */
	expect(job: Import, choices: StageChoices | undefined) {
		this.#expected.add(job.id);
		const { pipeline, made } = choices ?? {};
		if (pipeline && made && made.length > 0) this.made = { ...this.made, [job.id]: { stages: made, pipeline } };
	}

	async takeBack(job: Import) {
		const { [job.id]: _, ...others } = this.refusals;
		this.refusals = others;
		try {
			await call('post', '/imports/{id}/undo', { path: { id: job.id } });
			this.#expected.add(job.id);
		} catch (error) {
			this.refusals = { ...this.refusals, [job.id]: error instanceof ApiError && !error.offline ? error.reason : t.errors.offline };
		}
		await this.load();
	}

	/** Whoever signs in next begins anew. */
	#forget() {
		this.#expected.clear();
		this.jobs = [];
		this.made = {};
		this.refusals = {};
	}

	#tellEnd(job: Import) {
		this.#expected.delete(job.id);
		// It may have made stages, or taken some away.
		for (const pipelineId of [...names.stagesOf.keys()]) void names.loadStages(pipelineId).catch(() => {});
		const words = t.settings.import;
		if (job.state === 'undone') toasts.show(words.wasTakenBack(job.file_name, words.takenBack(count(job.created), job.created, count(job.updated), job.updated)));
		else if (job.state === 'done' && !job.error) toasts.show(words.ended(job.file_name, words.counts(count(job.created), count(job.updated), count(job.unchanged), count(job.rejected))), { link: seeRows(job) });
		else toasts.bad(job.error ?? words.states.failed);
	}
}

export const pastImports = new PastImports();

/** The way to what has come in. */
export function seeRows(job: Import): { label: string; href: string } {
	return { label: (t.settings.import.see as Record<string, string>)[job.kind] ?? job.kind, href: pageOf(job.kind) };
}
