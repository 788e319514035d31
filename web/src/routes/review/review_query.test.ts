import { describe, expect, it } from 'vitest';
import { closingOf, ownersOf, periodOf } from './review_query';

describe('the days of a review', () => {
	it('begin a week ago, or with the month, quarter or year', () => {
		expect(periodOf('week', '2026-03-03')).toEqual({ from: '2026-02-24', to: '2026-03-03' });
		expect(periodOf('month', '2026-03-03').from).toBe('2026-03-01');
		expect(periodOf('quarter', '2026-12-31').from).toBe('2026-10-01');
		expect(periodOf('year', '2026-12-31').from).toBe('2026-01-01');
	});

	it('end the next quarter in the next year where it must', () => {
		expect(closingOf('next', '2026-11-26')).toEqual({ close_from: '2027-01-01', close_to: '2027-03-31' });
		expect(closingOf('month', '2028-02-10')).toEqual({ close_from: '2028-02-01', close_to: '2028-02-29' });
		expect(closingOf('any', '2028-02-10')).toEqual({});
	});
});

describe('whose deals', () => {
	it('are one person’s, a team’s, or everybody’s', () => {
		expect(ownersOf('me', 4)).toEqual({ owner_id: 4 });
		expect(ownersOf('team:3', 4)).toEqual({ team_id: 3 });
		expect(ownersOf('user:7', 4)).toEqual({ owner_id: 7 });
		expect(ownersOf('team:x', 4)).toEqual({});
		expect(ownersOf(undefined, 4)).toEqual({});
	});
});
