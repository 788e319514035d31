// What Insight asks the program, by what the address says: pipeline, period, filters, the field to compare by, the
// target. Each answer comes by itself; a later question makes earlier answers void.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { Pipeline } from '$lib/api/types';
import { isDay, today } from '$lib/day';
import { readFilters, writeFilters } from '$lib/state/filter';
import { lastPipeline } from '$lib/state/last_pipeline';
import { place } from '$lib/state/place.svelte';
import { session } from '$lib/state/session.svelte';
import { route } from '../../router';
import type { Outcomes, Pace } from './closings';
import type { Funnel } from './funnel';
import { cohortOf, periodNames, periodOf, type Period, type PeriodName } from './period';
import type { Coverage, Sources } from './sources';

class Insight {
	pipelines = $state.raw<Pipeline[]>();
	funnel = $state.raw<Funnel>();
	pace = $state.raw<Pace>();
	outcomes = $state.raw<Outcomes>();
	reasons = $state.raw<Outcomes>();
	sources = $state.raw<Sources>();
	coverage = $state.raw<Coverage>();
	error = $state.raw<ApiError>();
	busy = $state(false);
	#asked = 0;
	/** The day that is looked at: "this quarter" is that of then. */
	readonly #today = $derived(place.asOf ?? today(session.zone));

	readonly pipelineId = $derived(Number(place.text('pipeline')) || undefined);
	readonly pipeline = $derived(this.pipelines?.find((one) => one.id === this.pipelineId) ?? this.pipelines?.find((one) => one.id === lastPipeline.get()) ?? this.pipelines?.[0]);
	readonly filters = $derived(readFilters('deal', route.search).filter((one) => !pageFields.includes(one.field)));
	/** As lists take them, too; of a team only the program knows who is in it. */
	readonly filterQuery = $derived<Record<string, string>>({ ...writeFilters(this.filters), ...(place.mine && session.user ? { owner_id: String(session.user.id) } : {}) });
	readonly asOf = $derived(place.asOf);
	readonly teamId = $derived(place.team ? (session.user?.team_id ?? undefined) : undefined);
	readonly periodName = $derived(periodNames.find((one) => one === place.text('period')) ?? 'year');
	readonly period = $derived(this.#period(this.periodName));
	readonly by = $derived(place.text('by') ?? 'owner_id');
	readonly target = $derived(place.text('target'));

	/** Of the last twelve months nothing can be covered any more: then it is about this quarter. */
	readonly coveragePeriod = $derived(this.periodName === 'year' ? periodOf('thisQuarter', this.#today) : this.period);

	#period(name: PeriodName): Period {
		const whole = periodOf('year', this.#today);
		if (name !== 'own') return periodOf(name, this.#today);
		const from = place.text('from');
		const to = place.text('to');
		return { from: isDay(from) ? from : whole.from, to: isDay(to) ? to : whole.to };
	}

	async loadPipelines() {
		try {
			this.pipelines = (await call('get', '/pipelines', { query: { limit: 200 } })).items;
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	async load(id: number) {
		const asked = ++this.#asked;
		const path = { path: { id } };
		const query = { ...this.filterQuery, ...this.period, ...(this.teamId ? { team_id: this.teamId } : {}), ...(this.asOf ? { as_of: this.asOf } : {}) };
		this.busy = true;
		try {
			const [funnel, pace, outcomes, reasons, sources, coverage] = await Promise.all([
				call('get', '/pipelines/{id}/insight/funnel', { ...path, query: { ...query, cohort: cohortOf(this.period) } }),
				call('get', '/pipelines/{id}/insight/pace', { ...path, query }),
				call('get', '/pipelines/{id}/insight/outcomes', { ...path, query: { ...query, by: this.by } }),
				call('get', '/pipelines/{id}/insight/outcomes', { ...path, query: { ...query, by: 'lost_reason_id' } }),
				call('get', '/pipelines/{id}/insight/sources', { ...path, query }),
				call('get', '/pipelines/{id}/insight/coverage', { ...path, query: { ...query, ...this.coveragePeriod, ...(this.target ? { target: this.target } : {}) } }),
			]);
			if (asked !== this.#asked) return;
			Object.assign(this, { funnel, pace, outcomes, reasons, sources, coverage, error: undefined });
		} catch (error) {
			if (asked === this.#asked) this.error = error as ApiError;
		} finally {
			if (asked === this.#asked) this.busy = false;
		}
	}
}

/** What is chosen in the bar, or is all stages' anyway. */
export const pageFields = ['pipeline_id', 'stage_id'];

export const insight = new Insight();
