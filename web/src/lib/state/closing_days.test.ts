import { describe, expect, test } from 'vitest';
import { totalOf, withClosing, type Closing, type ClosingCalendar } from './closing_days';

const deal = (id: number, expected_close: string, amount: string | null = '10.00', currency = 'IDR'): Closing => ({ id, expected_close, amount, currency, revision: 1, title: `Deal ${id}`, stage_id: 1, company_id: null, owner_id: null });
const calendar: ClosingCalendar = {
	from: '2026-05-01',
	to: '2026-05-31',
	undated: 2,
	days: [
		{ day: '2026-05-06', deals: 7, sums: [{ currency: 'IDR', amount: '70.00' }], largest: [deal(1, '2026-05-06')] },
		{ day: '2026-05-20', deals: 1, sums: [{ currency: 'USD', amount: '2.50' }], largest: [deal(2, '2026-05-20', '2.50', 'USD')] },
	],
};
const told = ({ days, undated }: ClosingCalendar) => [days.map(({ day, deals, sums, largest }) => [day.slice(8), deals, sums.map(({ amount, currency }) => amount + currency).join(), largest.map(({ id }) => id).join()]), undated];
const before = told(calendar);

describe('the days of the closing calendar', () => {
	test.each([
		['a deal takes its number and amount along', deal(1, '2026-05-06'), deal(1, '2026-05-07'), [[['06', 6, '60.00IDR', ''], ['07', 1, '10.00IDR', '1'], ['20', 1, '2.50USD', '2']], 2]],
		['a day without deals goes', deal(2, '2026-05-20', '2.50', 'USD'), deal(2, '2026-05-06', '2.50', 'USD'), [[['06', 8, '70.00IDR,2.50USD', '2,1']], 2]],
		['another amount is in the sum', deal(1, '2026-05-06'), deal(1, '2026-05-06', '15.50'), [[['06', 7, '75.50IDR', '1'], ['20', 1, '2.50USD', '2']], 2]],
		['a day beyond the calendar is none of it', deal(1, '2026-05-06'), deal(1, '2026-06-01'), [[['06', 6, '60.00IDR', ''], ['20', 1, '2.50USD', '2']], 2]],
		['a deal that comes from beyond is new', deal(3, '2026-06-02'), deal(3, '2026-05-20', null), [[['06', 7, '70.00IDR', '1'], ['20', 2, '2.50USD', '3,2']], 2]],
		['a deal goes', deal(2, '2026-05-20', '2.50', 'USD'), undefined, [[['06', 7, '70.00IDR', '1']], 2]],
		['a deal that has a day now is no longer without one', { ...deal(3, ''), expected_close: null as unknown as string }, deal(3, '2026-05-06', null), [[['06', 8, '70.00IDR', '3,1'], ['20', 1, '2.50USD', '2']], 1]],
	])('%s', (_, was, is, wanted) => {
		expect(told(withClosing(calendar, was, is))).toEqual(wanted);
		expect(told(calendar)).toEqual(before);
	});

	test('days are added up by currency', () => {
		expect(totalOf([...calendar.days, undefined])).toEqual({ deals: 8, sums: [{ currency: 'IDR', amount: '70.00' }, { currency: 'USD', amount: '2.50' }] });
	});
});
