// What came of each source, and how what is open covers a target, as figures.
import type { components } from '$lib/api/schema';
import { t } from '$lib/i18n/index.svelte';
import { countCell, listHref, moneyCell, rateCell } from './cells';
import { text, type Cell, type Column, type Figure } from './model';

export type Sources = components['schemas']['SourceYields'];
export type Coverage = components['schemas']['Coverage'];
type Filters = Record<string, string>;

const numeric = (label: string, hint?: string): Column => ({ label, numeric: true, ...(hint ? { hint } : {}) });

export function sourcesFigure(yields: Sources, filters: Filters): Figure {
	const { sources, currency } = yields;
	const words = t.insight.sources;
	const drawn = sources.slice(0, 12);
	const name = (source: Sources['sources'][number]) => source.name ?? (source.source_id === null ? t.insight.none : t.insight.gone);
	const owner: Filters = filters.owner_id ? { owner_id: filters.owner_id } : {};
	return {
		n: sources.reduce((sum, source) => sum + source.deals + (source.leads ?? 0), 0),
		needs: 1,
		chart: {
			kind: 'bars',
			unit: 'count',
			stacked: true,
			labels: drawn.map(name),
			series: [
				{ label: t.insight.won, tone: 'good', values: drawn.map((source) => source.won) },
				{ label: t.insight.funnel.open, tone: 'muted', values: drawn.map((source) => source.open) },
				{ label: t.insight.lost, tone: 'bad', values: drawn.map((source) => source.lost) },
			],
		},
		table: {
			columns: [
				{ label: t.fields.source_id, numeric: false }, numeric(t.plurals.leads), numeric(words.qualified), numeric(words.converted), numeric(t.plurals.deals), numeric(t.insight.won),
				numeric(t.insight.winRate), numeric(t.insight.amountWon), numeric(words.perLead, words.perLeadHint), numeric(words.perDeal, words.perDealHint),
			],
			rows: sources.map((source) => [
				text(name(source)), countCell(source.leads, listHref(source.rows_leads, owner, '/leads')), countCell(source.qualified), countCell(source.converted),
				countCell(source.deals, listHref(source.rows, filters)), countCell(source.won), rateCell(source.win_rate),
				moneyCell(source.amount_won, currency), moneyCell(source.amount_per_lead, currency), moneyCell(source.amount_per_deal, currency),
			]),
		},
	};
}

export function coverageFigure(coverage: Coverage, filters: Filters): Figure {
	const { won, open, before, missing, currency, target } = coverage;
	const words = t.insight.coverage;
	const row = (label: string, part: typeof won, weighted: boolean): Cell[] => [
		text(label), countCell(part.deals, listHref(part.rows, filters)), moneyCell(part.amount, currency, listHref(part.rows, filters)), weighted ? moneyCell(part.weighted, currency) : text(''),
	];
	const sum = (label: string, amount: string | null): Cell[] => [text(label), text(''), moneyCell(amount, currency), text('')];
	return {
		n: won.deals + open.deals,
		needs: 1,
		table: {
			columns: [{ label: words.part, numeric: false }, numeric(t.plurals.deals), numeric(t.fields.amount), numeric(words.weighted, words.weightedHint)],
			rows: [row(words.won, won, false), ...(target === null ? [row(words.before, before, false)] : [sum(words.target, target)]), sum(words.missing, missing), row(words.open, open, true)],
		},
	};
}
