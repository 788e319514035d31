import type { Change } from '$lib/api/types';
import { expect, test } from 'vitest';
import { stageTimes } from './stage_times';

const day = 86_400_000;
const start = Date.parse('2026-03-01T00:00:00Z');
const to = (stage: number, days: number, from: number | null) => ({ at: new Date(start + days * day).toISOString(), changes: { stage_id: [from, stage] } }) as unknown as Change;
const other = (days: number) => ({ at: new Date(start + days * day).toISOString(), changes: { amount: ['1.00', '2.00'] } }) as unknown as Change;
const open = (stage: number) => stage < 8;

const rows: { name: string; history: Change[]; now: number; days: Record<number, number> }[] = [
	{ name: 'a deal that never moved', history: [to(1, 0, null)], now: 5, days: { 1: 5 } },
	{ name: 'stays in one stage are summed up', history: [to(1, 7, 2), other(5), to(2, 3, 1), to(1, 0, null)], now: 10, days: { 1: 6, 2: 4 } },
	{ name: 'the time ends when the deal is won', history: [to(9, 4, 1), to(1, 0, null)], now: 100, days: { 1: 4 } },
	{ name: 'seen from a past day, later moves have not happened', history: [to(2, 6, 1), to(1, 0, null)], now: 3, days: { 1: 3 } },
];

test.each(rows)('$name', ({ history, now, days }) => {
	const found = Object.fromEntries([...stageTimes(history, start + now * day, open)].map(([stage, ms]) => [stage, ms / day]));
	expect(found).toEqual(days);
});
