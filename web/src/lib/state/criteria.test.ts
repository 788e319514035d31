import { expect, test, vi } from 'vitest';
import type { Deal, Stage } from '$lib/api/types';
import { bodyOf, unmetForWon } from './criteria';

/** How many rows of each kind are linked to the deal. */
const linked = vi.hoisted(() => ({ '/deal_contacts': 0, '/deal_lines': 1 }) as Record<string, number>);
vi.mock('$lib/api/client', () => ({ call: (_: string, path: string) => Promise.resolve({ items: Array.from({ length: linked[path] ?? 0 }) }) }));

const field = (name: string) => ({ kind: 'field' as const, field: name, text: `${name} is known` });
const tick = (key: string) => ({ kind: 'checklist' as const, key, text: `${key} is done` });
const stage = (id: number, kind: Stage['kind'], exit_criteria: unknown[] = []) => ({ id, kind, exit_criteria }) as unknown as Stage;

const stages = [
	stage(1, 'open', [field('amount'), tick('need')]),
	stage(2, 'open', [field('amount'), field('contact'), field('line'), field('custom.region'), tick('budget')]),
	stage(3, 'won'),
	stage(4, 'lost'),
];
const all = ['amount', 'checklist.need', 'contact', 'custom.region', 'checklist.budget'];

const cases: [string, Partial<Deal>, string[]][] = [
	['a deal in its first stage is asked for all of them, each once', { stage_id: 1 }, all],
	['what a stage asked that is left behind already is not asked again', { stage_id: 2 }, all.filter((name) => name !== 'checklist.need')],
	['a lost deal is asked for all of them', { stage_id: 4 }, all],
	['what is there is not asked for', { stage_id: 2, amount: '5.00', checklist: { budget: true }, custom: { region: 'Java' } }, ['contact']],
	['an amount of nothing and a tick taken back are missing', { stage_id: 2, amount: '0.00', checklist: { budget: false }, custom: { region: 'Java' } }, ['amount', 'contact', 'checklist.budget']],
];

test.each(cases)('%s', async (_, deal, names) => expect((await unmetForWon({ id: 7, ...deal } as Deal, stages)).map((one) => one.field)).toEqual(names));

test('fields of the organisation’s own are sent together', () => {
	expect(bodyOf({ amount: '5.00', 'custom.region': 'Java', 'custom.size': 3 })).toEqual({ amount: '5.00', custom: { region: 'Java', size: 3 } });
	expect(bodyOf({ amount: '5.00' })).toEqual({ amount: '5.00' });
});
