// The funnel and its cohorts as figures: of those that entered a stage, who went on, was lost, is undecided.
import type { components } from '$lib/api/schema';
import { count, monthShort } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { behindCell, countCell, daysCell, listHref, rateCell } from './cells';
import { fewest, text, type Cell, type Column, type Figure } from './model';

export type Funnel = components['schemas']['Funnel'];
type Counts = Pick<Funnel['deals'], 'entered' | 'advanced' | 'lost' | 'open' | 'conversion' | 'estimate' | 'estimate_lost' | 'undecided'>;

const numeric = (label: string, hint?: string): Column => ({ label, numeric: true, ...(hint ? { hint } : {}) });

/** Shares say nothing while fewer have been decided than it takes. */
const decided = (row: Counts) => row.advanced + row.lost;

export function funnelFigure(funnel: Funnel): Figure {
	const { stages, deals, from, to } = funnel;
	const words = t.insight.funnel;
	const rows = [...stages.map((stage) => ({ ...stage, stageId: stage.stage_id as number | undefined })), { ...deals, name: words.asAWhole, stageId: undefined }];
	const behind = (row: (typeof rows)[number], way: 'entered' | 'advanced' | 'lost' | 'open'): Cell =>
		behindCell(row[way], { way, from, to, ...(row.stageId ? { stageId: row.stageId } : {}) });
	return {
		n: deals.entered,
		needs: 1,
		chart: {
			kind: 'bars',
			unit: 'share',
			stacked: true,
			labels: rows.map((row) => t.insight.withN(row.name, count(row.entered))),
			series: [
				{ label: words.advanced, tone: 'accent', values: rows.map((row) => row.estimate) },
				{ label: words.undecided, tone: 'muted', values: rows.map((row) => row.undecided) },
				{ label: words.lost, tone: 'bad', values: rows.map((row) => row.estimate_lost) },
			],
		},
		table: {
			columns: [
				{ label: t.fields.stage_id, numeric: false },
				numeric(words.entered), numeric(words.advanced), numeric(words.lost), numeric(words.open),
				numeric(words.conversion, words.conversionHint), numeric(words.estimate, words.estimateHint),
				numeric('P50', words.p50), numeric('P80', words.p80),
			],
			rows: rows.map((row) => [
				text(row.name),
				behind(row, 'entered'), behind(row, 'advanced'), behind(row, 'lost'), behind(row, 'open'),
				rateCell(row.conversion), rateCell(row.estimate), daysCell(row.days_p50), daysCell(row.days_p80),
			]),
		},
	};
}

/** By month of creation: the share that is won, and that goes on from each stage; open deals are censored. */
export function cohortFigure(funnel: Funnel, filters: Record<string, string>): Figure {
	const words = t.insight.cohorts;
	const shown = (row: Counts) => (decided(row) >= fewest ? row.estimate : null);
	const lines = [{ label: words.won, of: (cohort: Funnel['cohorts'][number]) => cohort as Counts },
		...funnel.stages.map((stage, index) => ({ label: words.onFrom(stage.name), of: (cohort: Funnel['cohorts'][number]) => cohort.stages[index] as Counts }))];
	const valuesOf = (line: (typeof lines)[number]) => funnel.cohorts.map((cohort) => shown(line.of(cohort)));
	/** A stage of which nothing is known, or that is the only one there is, has no line of its own. */
	const told = lines.filter((line, index) => index === 0 || (valuesOf(line).some((value) => value !== null) && String(valuesOf(line)) !== String(valuesOf(lines[0]!))));
	const tones = ['accent', 'info', 'good', 'muted', 'bad'] as const;
	return {
		n: decided(funnel.deals),
		needs: fewest,
		chart: {
			kind: 'lines',
			unit: 'share',
			labels: funnel.cohorts.map((cohort) => monthShort(cohort.from)),
			series: told.slice(0, tones.length).map((line, index) => ({ label: line.label, tone: tones[index]!, values: valuesOf(line) })),
		},
		table: {
			columns: [
				{ label: words.began, numeric: false }, numeric(t.plurals.deals), numeric(t.insight.funnel.won), numeric(t.insight.funnel.lost), numeric(t.insight.funnel.open),
				...lines.map((line) => numeric(line.label, t.insight.funnel.estimateHint)),
			],
			rows: funnel.cohorts.map((cohort) => {
				const of = (way: 'advanced' | 'lost' | 'open') => behindCell(cohort[way], { way, from: cohort.from, to: cohort.to });
				return [
					text(monthShort(cohort.from)), countCell(cohort.entered, listHref(cohort.rows, filters)), of('advanced'), of('lost'), of('open'),
					...lines.map((line) => rateCell(shown(line.of(cohort)))),
				];
			}),
		},
	};
}
