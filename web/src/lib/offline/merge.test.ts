import { expect, test } from 'vitest';
import { deep, flat, merge, same } from './merge';

const cases: [string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>, string[], string[]][] = [
	// what it says, wanted, seen, now, sent, asked about
	['a field that nobody else touched is sent', { amount: '2' }, { amount: '1' }, { amount: '1', title: 'New' }, ['amount'], []],
	['a field that another changed is asked about', { amount: '2' }, { amount: '1' }, { amount: '5' }, [], ['amount']],
	['both wrote the same: there is nothing to do', { amount: '5' }, { amount: '1' }, { amount: '5.00' }, [], []],
	['an amount written otherwise is no change', { amount: '2' }, { amount: '1' }, { amount: '1.00' }, ['amount'], []],
	['a value that was not there before and is not now', { amount: '2' }, { amount: null }, {}, ['amount'], []],
	['what was never seen is asked about', { amount: '2' }, {}, { amount: '1' }, [], ['amount']],
	['fields are judged one by one', { amount: '2', title: 'B' }, { amount: '1', title: 'A' }, { amount: '5', title: 'A' }, ['title'], ['amount']],
	['instants are compared as instants', { next_step_at: null }, { next_step_at: '2026-01-02T03:04:05Z' }, { next_step_at: '2026-01-02T03:04:05.000Z' }, ['next_step_at'], []],
];

test.each(cases)('%s', (_, wanted, seen, now, sent, asked) => {
	const { mine, clashes } = merge(wanted, seen, now);
	expect(Object.keys(mine)).toEqual(sent);
	expect(clashes.map(({ field }) => field)).toEqual(asked);
});

test("fields of the organisation's own are fields like others", () => {
	const body = { title: 'A', custom: { size: 'L', colour: null } };
	expect(flat(body)).toEqual({ title: 'A', 'custom.size': 'L', 'custom.colour': null });
	expect(deep(flat(body))).toEqual(body);
	const { mine, clashes } = merge(flat(body), { title: 'B', 'custom.size': 'M', 'custom.colour': 'red' }, flat({ title: 'B', custom: { size: 'S', colour: 'red' } }));
	expect([deep(mine), clashes.map(({ field }) => field)]).toEqual([{ title: 'A', custom: { colour: null } }, ['custom.size']]);
});

test('zero is not nothing, and a text is not its number', () => {
	expect([same(0, null), same('10', '1'), same('10.0', '10.00'), same([1], [1])]).toEqual([false, false, true, true]);
});
