// What was closed as figures: by month, by the values of a field, by the reason of losing.
import type { components } from '$lib/api/schema';
import { entityField, fieldLabel, writeValue } from '$lib/fields/entity';
import { count, moneyShort, monthShort } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { isZero } from '$lib/money';
import { countCell, daysCell, listHref, moneyCell, rangeCell, rateCell } from './cells';
import { fewest, text, type Column, type Figure } from './model';

export type Pace = components['schemas']['Pace'];
export type Outcomes = components['schemas']['Outcomes'];
type Group = Outcomes['groups'][number];
type Filters = Record<string, string>;

const numeric = (label: string, hint?: string): Column => ({ label, numeric: true, ...(hint ? { hint } : {}) });

export function paceFigure(pace: Pace, filters: Filters): Figure {
	const words = t.insight.pace;
	return {
		n: pace.won + pace.lost,
		needs: fewest,
		chart: {
			kind: 'columns',
			unit: 'count',
			stacked: true,
			labels: pace.months.map((month) => monthShort(month.from)),
			series: [
				{ label: t.insight.won, tone: 'good', values: pace.months.map((month) => month.won) },
				{ label: t.insight.lost, tone: 'bad', values: pace.months.map((month) => month.lost) },
			],
		},
		table: {
			columns: [
				{ label: words.month, numeric: false }, numeric(t.insight.won), numeric(t.insight.lost), numeric(t.insight.winRate), numeric(t.insight.range, t.insight.rangeHint),
				numeric(t.insight.amountWon), numeric(t.insight.average), numeric(words.p50, words.p50Hint), numeric(words.p80, words.p80Hint),
			],
			rows: pace.months.map((month) => [
				text(monthShort(month.from)), countCell(month.won, listHref(month.rows_won, filters)), countCell(month.lost, listHref(month.rows_lost, filters)),
				rateCell(month.win_rate), rangeCell(month.win_rate_low, month.win_rate_high), moneyCell(month.amount_won, pace.currency, listHref(month.rows_won, filters)),
				moneyCell(month.average_deal, pace.currency), daysCell(month.cycle_p50), daysCell(month.cycle_p80),
			]),
		},
	};
}

/** "Rp 10 jt – <Rp 20 jt", "20 – <50"; nothing is a band of its own. */
function bandWords(type: 'money' | 'int', { value, below }: Group, currency: string): string {
	const write = (number: string) => (type === 'money' ? moneyShort(number, currency) : count(Number(number)));
	if (isZero(value)) return write('0');
	return below === null ? t.insight.andMore(write(value ?? '')) : t.insight.toUnder(write(value ?? ''), write(below));
}

/** The name of a row, a band, a choice in words, or the value as it is. */
function nameOf(by: string, group: Group, currency: string): string {
	const type = entityField('deal', by)?.type;
	if (group.value === null) return t.insight.none;
	if (type === 'money' || type === 'int') return bandWords(type, group, currency);
	if (by === 'source_id') return group.name ?? t.insight.gone; // everybody sees those that there are
	return group.name ?? (by.endsWith('_id') ? t.insight.hidden : (writeValue('deal', by, group.value) ?? group.value));
}

export function outcomesFigure(outcomes: Outcomes, filters: Filters): Figure {
	const { by, groups, rest, all, currency } = outcomes;
	const drawn = groups.slice(0, 15);
	const range = (group: Group): [number, number] | null => (group.win_rate_low === null || group.win_rate_high === null ? null : [group.win_rate_low, group.win_rate_high]);
	return {
		n: all.won + all.lost,
		needs: fewest,
		chart: {
			kind: 'bars',
			unit: 'share',
			labels: drawn.map((group) => t.insight.withN(nameOf(by, group, currency), count(group.won + group.lost))),
			series: [{ label: t.insight.winRate, tone: 'accent', values: drawn.map((group) => group.win_rate), ranges: drawn.map(range) }],
		},
		table: {
			columns: [
				{ label: fieldLabel('deal', by), numeric: false }, numeric(t.insight.won), numeric(t.insight.lost), numeric(t.insight.winRate), numeric(t.insight.range, t.insight.rangeHint),
				numeric(t.insight.byValue, t.insight.byValueHint), numeric(t.insight.amountWon), numeric(t.insight.average),
			],
			rows: [
				...groups.map((group) => [
					text(nameOf(by, group, currency)), countCell(group.won, listHref(group.rows_won, filters)), countCell(group.lost, listHref(group.rows_lost, filters)),
					rateCell(group.win_rate), rangeCell(group.win_rate_low, group.win_rate_high), rateCell(group.win_rate_value), moneyCell(group.amount_won, currency), moneyCell(group.average_deal, currency),
				]),
				...(rest.won + rest.lost > 0
					? [[text(t.insight.rest), countCell(rest.won), countCell(rest.lost), rateCell(rest.win_rate), rangeCell(rest.win_rate_low, rest.win_rate_high), rateCell(rest.win_rate_value), moneyCell(rest.amount_won, currency), moneyCell(rest.average_deal, currency)]]
					: []),
			],
		},
	};
}

export function reasonsFigure(reasons: Outcomes, filters: Filters): Figure {
	const { all, currency } = reasons;
	const groups = reasons.groups.filter((group) => group.lost > 0).sort((a, b) => b.lost - a.lost);
	const drawn = groups.slice(0, 12);
	const name = (group: Group) => (group.value === null ? t.insight.reasons.none : nameOf(reasons.by, group, currency));
	return {
		n: all.lost,
		needs: fewest,
		chart: { kind: 'bars', unit: 'count', labels: drawn.map(name), series: [{ label: t.insight.lost, tone: 'bad', values: drawn.map((group) => group.lost) }] },
		table: {
			columns: [{ label: t.fields.lost_reason_id, numeric: false }, numeric(t.insight.lost), numeric(t.insight.share, t.insight.reasons.shareHint), numeric(t.insight.amountLost)],
			rows: groups.map((group) => [text(name(group)), countCell(group.lost, listHref(group.rows_lost, filters)), rateCell(all.lost > 0 ? group.lost / all.lost : null), moneyCell(group.amount_lost, currency)]),
		},
	};
}
