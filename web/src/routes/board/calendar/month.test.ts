import { describe, expect, test } from 'vitest';
import { addMonths, isMonth, weeksOf } from './month';

describe('months of a calendar', () => {
	test.each([
		['a month that begins on a Thursday', '2026-01', ['2025-12-29', '2026-01-05', '2026-01-12', '2026-01-19', '2026-01-26']],
		['four weeks exactly', '2027-02', ['2027-02-01', '2027-02-08', '2027-02-15', '2027-02-22']],
		['six weeks', '2026-08', ['2026-07-27', '2026-08-03', '2026-08-10', '2026-08-17', '2026-08-24', '2026-08-31']],
	])('%s is shown by its weeks', (_, month, weeks) => expect(weeksOf(month)).toEqual(weeks));

	test.each([
		['2026-12', 1, '2027-01'],
		['2026-01', -1, '2025-12'],
		['2026-03', -15, '2024-12'],
	])('%s and %i months is %s', (month, months, expected) => expect(addMonths(month, months)).toBe(expected));

	test('only months that exist are months', () => expect(['2026-02', '2026-13', '2026', 'x', undefined].map(isMonth)).toEqual([true, false, false, false, false]));
});
