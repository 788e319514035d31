// What a review is of, as the address says it: a pipeline, two days, whose deals, and closing when.
import { addDays } from '$lib/day';

export type Owners = { owner_id?: number; team_id?: number };
export type Days = { from: string; to: string };

/** `me`, `team:3`, `user:7`; anything else is everybody that the caller sees. */
export function ownersOf(whose: string | undefined, me: number | undefined): Owners {
	const [kind, id] = (whose ?? '').split(':');
	if (kind === 'me' && me !== undefined) return { owner_id: me };
	if (kind === 'team' && Number(id)) return { team_id: Number(id) };
	if (kind === 'user' && Number(id)) return { owner_id: Number(id) };
	return {};
}

export const periods = ['week', 'month', 'quarter', 'year'] as const;
export type Period = (typeof periods)[number];

/** From a week ago, or from the first day of the month, quarter or year, until today. */
export function periodOf(period: Period, today: string): Days {
	const [year = '', month = ''] = today.split('-');
	const firstMonth = String(Math.floor((Number(month) - 1) / 3) * 3 + 1).padStart(2, '0');
	const from = { week: addDays(today, -7), month: `${year}-${month}-01`, quarter: `${year}-${firstMonth}-01`, year: `${year}-01-01` }[period];
	return { from, to: today };
}

export const windows = ['any', 'month', 'quarter', 'next'] as const;
export type Window = (typeof windows)[number];

/** The days in which deals are to close: of this month, this quarter, the next quarter. */
export function closingOf(window: Window, today: string): { close_from?: string; close_to?: string } {
	const [year = 0, month = 1] = today.split('-').map(Number);
	if (window === 'any') return {};
	const first = window === 'month' ? month - 1 : Math.floor((month - 1) / 3) * 3 + (window === 'next' ? 3 : 0);
	const day = (months: number, days: number) => new Date(Date.UTC(year, months, days)).toISOString().slice(0, 10);
	return { close_from: day(first, 1), close_to: day(first + (window === 'month' ? 1 : 3), 0) };
}
