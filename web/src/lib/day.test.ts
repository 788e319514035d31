import { expect, test } from 'vitest';
import { clockOf, dayOf, daysBetween, daysSince, instantOf, isDay } from './day';

test('the day of an instant is that of the organisation’s zone', () => {
	const late = new Date('2026-03-31T18:30:00Z');
	expect(dayOf(late, 'Asia/Jakarta')).toBe('2026-04-01');
	expect(dayOf(late, 'UTC')).toBe('2026-03-31');
	expect(dayOf(late, 'America/New_York')).toBe('2026-03-31');
});

test('days between days are whole, over a change of clocks too', () => {
	expect(daysBetween('2026-03-28', '2026-03-30')).toBe(2);
	expect(daysBetween('2026-01-01', '2025-12-31')).toBe(-1);
});

test('days since an instant count only whole ones', () => {
	expect(daysSince('2026-01-01T12:00:00Z', Date.parse('2026-01-02T11:59:00Z'))).toBe(0);
	expect(daysSince('2026-01-01T12:00:00Z', Date.parse('2026-01-03T12:00:00Z'))).toBe(2);
});

test('only what stands in the calendar is a day', () => {
	expect(isDay('2026-02-28')).toBe(true);
	for (const text of ['2026-13-01', '2026-02-31', '2026-2-3', 'today', '', undefined, null]) expect(isDay(text)).toBe(false);
});

test('a day and a time on a zone’s clock are one instant, and back', () => {
	expect(instantOf('2026-03-31', '09:00', 'Asia/Jakarta')).toBe('2026-03-31T02:00:00.000Z');
	expect(instantOf('2026-07-01', '09:30', 'Europe/Berlin')).toBe('2026-07-01T07:30:00.000Z');
	expect(clockOf(new Date('2026-03-31T02:00:00Z'), 'Asia/Jakarta')).toEqual({ day: '2026-03-31', time: '09:00' });
	expect(instantOf('2026-03-29', '02:30', 'Europe/Berlin')).toBe('2026-03-29T01:30:00.000Z');
});
