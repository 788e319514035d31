// Cells of the tables: counts with the rows behind them, rates, days and money, each as it reads and as a file has it.
import { count, moneyShort, percent } from '$lib/i18n/format';
import { isZero } from '$lib/money';
import { t } from '$lib/i18n/index.svelte';
import type { Behind, Cell } from './model';

/** The list of the rows that a figure counts: its own conditions and those of the page, both. None where lists cannot be asked for them. */
export function listHref(rows: string | null, filters: Record<string, string>, list = '/deals'): string | undefined {
	if (rows === null) return undefined;
	const query = new URLSearchParams(rows);
	for (const [name, value] of Object.entries(filters)) {
		const own = query.get(name);
		if (own === null) query.set(name, value);
		else if (/\.gte?$/.test(name)) query.set(name, isMore(own, value) ? own : value);
		else if (/\.lte?$/.test(name)) query.set(name, isMore(value, own) ? own : value);
		else if (own !== value) query.set(`${name}.in`, value);
	}
	return `${list}?${query}`;
}

/** Amounts and counts by value, days as they are written. */
function isMore(a: string, b: string): boolean {
	const [left, right] = [Number(a), Number(b)];
	return Number.isNaN(left) || Number.isNaN(right) ? a > b : left > right;
}

export function countCell(value: number | null, href?: string): Cell {
	if (value === null) return { text: t.insight.unknown, value: null };
	return { text: count(value), value, href: value > 0 ? href : undefined };
}

export function behindCell(value: number, behind: Behind): Cell {
	return value > 0 ? { text: count(value), value, behind } : { text: count(value), value };
}

export function rateCell(value: number | null): Cell {
	return { text: value === null ? t.insight.unknown : percent(value), value };
}

export function rangeCell(low: number | null, high: number | null): Cell {
	if (low === null || high === null) return { text: t.insight.unknown, value: null };
	const written = t.insight.between(percent(low), percent(high));
	return { text: written, value: `${low}..${high}` };
}

export function daysCell(value: number | null): Cell {
	return { text: value === null ? t.insight.unknown : t.insight.days(count(value)), value };
}

export function moneyCell(amount: string | null, currency: string, href?: string): Cell {
	return { text: amount === null ? t.insight.unknown : moneyShort(amount, currency), value: amount, href: isZero(amount) ? undefined : href };
}
