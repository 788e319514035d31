import type { Board } from '$lib/api/types';
import { expect, test } from 'vitest';
import { answersItsRow, canWait, changesOf, speaksOfTemporary, temporaryId, temporaryIds, withRealIds, type Change, type Entry } from './entry';
import { overlay, type Known } from './overlay';

const rows: Record<string, Record<string, unknown>> = { 'deals:2': { id: 2, title: 'Two', amount: '5.00', currency: 'IDR', stage_id: 1, owner_id: 7 }, 'users:7': { id: 7, name: 'Ani' } };
const known: Known = { me: 7, currency: 'IDR', row: (plural, id) => rows[`${plural}:${id}`] };

const card = (id: number) => ({ id, title: `Deal ${id}`, amount: '10.00', currency: 'IDR', company: null, owner: null, expected_close: null, next_step_at: null, stage_entered_at: '2026-01-01T00:00:00.000Z', warnings: [] });
const stage = (id: number, ids: number[]) => ({ id, name: `S${id}`, kind: 'open' as const, count: ids.length, amount: `${ids.length * 10}.00`, weighted: '0', currency: 'IDR', idle_limit: null, deals: ids.map(card), next: null });
const board = (...stages: object[]) => ({ pipeline: { id: 1 }, stages }) as unknown as Board;
const shown = (answer: unknown) => (answer as Board).stages.map(({ count, amount, deals }) => [deals.map(({ id }) => id), count, amount]);

const update = (id: number, values: object): Change => ({ plural: 'deals', id, how: 'update', values: { ...values } });
const made: Change = { plural: 'deals', id: -9e15, how: 'create', values: { title: 'New', pipeline_id: 1, stage_id: 1, amount: '1.00' } };

const boards: [string, Board, Change[], unknown[]][] = [
	['a move takes card, count and sum along', board(stage(1, [1, 3]), stage(2, [])), [update(1, { stage_id: 2 })], [[[3], 1, '10.00'], [[1], 1, '10.00']]],
	['a new amount is in the sum', board(stage(1, [1, 3])), [update(1, { amount: '15' })], [[[1, 3], 2, '25.00']]],
	['a new deal stands in its stage', board(stage(1, [1]), stage(2, [])), [made], [[[-9e15, 1], 2, '11.00'], [[], 0, '0.00']]],
	['a new deal that moved on stands where it went', board(stage(1, [1]), stage(2, [])), [made, update(-9e15, { stage_id: 2 })], [[[1], 1, '10.00'], [[-9e15], 1, '1.00']]],
	['also where only that column was asked for', board(stage(2, [])), [made, update(-9e15, { stage_id: 2 })], [[[-9e15], 1, '1.00']]],
	['a card of a column that was not asked for comes from what was seen of it', board(stage(3, [])), [update(2, { stage_id: 3 })], [[[2], 1, '5.00']]],
	['an archived deal leaves', board(stage(1, [1, 3])), [{ plural: 'deals', id: 3, how: 'archive', values: {} }], [[[1], 1, '10.00']]],
	['a deal of another pipeline is none of its business', board(stage(1, [1])), [{ ...made, values: { ...made.values, pipeline_id: 2 } }], [[[1], 1, '10.00']]],
];

test.each(boards)('on the board %s', (_, answer, changes, wanted) => {
	expect(shown(overlay('/pipelines/1/board?limit=50', answer, changes, known))).toEqual(wanted.map((one) => one));
});

const closing = (id: number, expected_close: string) => ({ id, expected_close, amount: '10.00', currency: 'IDR', revision: 1, title: `Deal ${id}`, stage_id: 1, company_id: null, owner_id: 7 });
const calendar = { from: '2026-05-01', to: '2026-05-31', undated: 0, days: [{ day: '2026-05-06', deals: 5, sums: [{ currency: 'IDR', amount: '50.00' }], largest: [closing(1, '2026-05-06')] }] };
const seenLater: Known = { ...known, row: (plural, id) => (plural === 'deals' && id === 8 ? { ...closing(8, '2026-05-06'), pipeline_id: 1 } : plural === 'deals' && id === 9 ? { ...closing(9, '2026-05-06'), pipeline_id: 2 } : undefined) };
const calendars: [string, Change | Change[], [string, number, string][]][] = [
	['a deal goes to its new day', update(1, { expected_close: '2026-05-20' }), [['06', 4, '40.00'], ['20', 1, '10.00']]],
	['one that was seen elsewhere, too', update(8, { expected_close: '2026-06-20' }), [['06', 4, '40.00']]],
	['another amount is in the sum', update(1, { amount: '15.00' }), [['06', 5, '55.00']]],
	['an archived deal goes', { plural: 'deals', id: 1, how: 'archive', values: {} }, [['06', 4, '40.00']]],
	['a new one comes', { ...made, values: { ...made.values, expected_close: '2026-05-20' } }, [['06', 5, '50.00'], ['20', 1, '1.00']]],
	['a deal of another pipeline is none of its business', update(9, { expected_close: '2026-05-20' }), [['06', 5, '50.00']]],
	['one that left the month and changed once more left it once', [update(8, { expected_close: '2026-06-20' }), update(8, { amount: '15.00' })], [['06', 4, '40.00']]],
	['one that left the month comes back with its second change', [update(1, { expected_close: '2026-06-20', amount: '15.00' }), update(1, { expected_close: '2026-05-20' })], [['06', 4, '40.00'], ['20', 1, '15.00']]],
	['an archived deal that is restored is counted as before', [{ plural: 'deals', id: 1, how: 'archive', values: {} }, { plural: 'deals', id: 1, how: 'restore', values: {} }], [['06', 5, '50.00']]],
	['one that was never seen waits', update(77, { expected_close: '2026-05-20' }), [['06', 5, '50.00']]],
];

test.each(calendars)('in the calendar %s', (_, change, wanted) => {
	const { days } = overlay('/pipelines/1/calendar?from=2026-05-01&to=2026-05-31&limit=4', calendar, [change].flat(), seenLater) as typeof calendar;
	expect(days.map(({ day, deals, sums }) => [day.slice(8), deals, sums[0]?.amount])).toEqual(wanted);
});

const list = (...ids: number[]) => ({ items: ids.map((id) => ({ id, revision: 1, deal_id: 5, done_at: null, archived_at: null })), next: null, total: ids.length });
const activity = (how: Change['how'], id: number, values = {}): Change => ({ plural: 'activities', id, how, values });
const lists: [string, string, Change[], number[]][] = [
	['a new row comes first', '/activities?deal_id=5', [activity('create', -9e15, { deal_id: 5 })], [-9e15, 1, 2]],
	["another deal's row does not", '/activities?deal_id=5', [activity('create', -9e15, { deal_id: 6 })], [1, 2]],
	['a row that no longer fits the filter leaves', '/activities?done_at.is=null', [activity('update', 1, { done_at: '2026-01-01T00:00:00Z' })], [2]],
	['a row stays that was found by what only the program knows', '/activities?company.city=Medan&deal_id=5', [activity('update', 1, { subject: 'x' })], [1, 2]],
	['an archived row leaves', '/activities?deal_id=5', [activity('archive', 2)], [1]],
	['and is back when it is restored', '/activities?deal_id=5', [activity('archive', 2), activity('restore', 2)], [1, 2]],
	['further pages get no new rows', '/activities?deal_id=5&cursor=x', [activity('create', -9e15, { deal_id: 5 })], [1, 2]],
];

test.each(lists)('in a list %s', (_, path, changes, wanted) => {
	const { items, total } = overlay(path, list(1, 2), changes, known) as ReturnType<typeof list>;
	expect([items.map(({ id }) => id), total]).toEqual([wanted, wanted.length]);
});

const day = { items: [{ kind: 'overdue', activity: { id: 1 }, deal: { id: 5 } }, { kind: 'no_next_step', deal: { id: 6 } }, { kind: 'new_lead', lead: { id: 7 } }] };
const days: [string, Change, string[]][] = [
	['a step that is done leaves', activity('update', 1, { done_at: '2026-01-01T00:00:00Z' }), ['no_next_step', 'new_lead']],
	['a deal with a step again leaves', activity('create', -9e15, { deal_id: 6, due_at: '2026-01-01T00:00:00Z' }), ['overdue', 'new_lead']],
	['a note changes nothing', activity('create', -9e15, { deal_id: 6 }), ['overdue', 'no_next_step', 'new_lead']],
	['a lead that was looked at leaves', { plural: 'leads', id: 7, how: 'update', values: { lifecycle: 'prospect' } }, ['overdue', 'no_next_step']],
];

test.each(days)('of today %s', (_, change, wanted) => {
	expect((overlay('/today', day, [change], known) as typeof day).items.map(({ kind }) => kind)).toEqual(wanted);
});

const waits: [Parameters<typeof canWait>, boolean][] = [
	[['post', '/deals'], true],
	[['patch', '/deals/5'], true],
	[['post', '/deals/5/move'], true],
	[['delete', '/activities/5'], true],
	[['post', '/activities/batch'], true],
	[['post', '/deals/batch'], false],
	[['post', '/leads/5/convert'], false],
	[['post', '/companies/5/merge'], false],
	[['post', '/imports'], false],
	[['patch', '/session'], false],
	[['patch', '/stages/5'], false],
];

test.each(waits)('%j can wait: %s', ([method, path], wanted) => expect(canWait(method, path)).toBe(wanted));

const answers: [string, boolean][] = [
	['/deals', true],
	['/deals/5', true],
	['/deals/5/move', true],
	['/leads/5/convert', true],
	['/deals/5/decide', false],
	['/cadences/5/enroll', false],
	['/deals/batch', false],
	['/tokens', false],
];

test.each(answers)('what a change of %s answers is its row: %s', (path, wanted) => expect(answersItsRow(path)).toBe(wanted));

test('a batch is as many changes as it has operations, and its new rows have ids of their own', () => {
	const body = { operations: [{ op: 'update', id: 3, body: { done_at: 'x' } }, { op: 'create', body: { subject: 'Next' } }] };
	expect(changesOf({ method: 'post', path: '/activities/batch', body, temp: -1000 }).map(({ how, id }) => [how, id])).toEqual([['update', 3], ['create', -1001]]);
});

const madeHere = temporaryId();
const addresses: [string, boolean][] = [
	[`/deals/${madeHere}`, true],
	[`/deals/${madeHere}/history?limit=50`, true],
	[`/activities?deal_id=${madeHere}`, true],
	[`/companies?id.in=5%2C${madeHere}`, true],
	['/products?q=SKU-8991234567890', false],
	[`/products?q=${madeHere}`, false],
	['/deals?amount.gte=-8991234567890', false],
	['/deals/5', false],
];

test.each(addresses)('%s speaks of a row made here: %s', (path, wanted) => expect(speaksOfTemporary(path)).toBe(wanted));

test('temporary ids are safe integers, differ, and are found and replaced wherever they stand', () => {
	const [one, other] = [temporaryId(), temporaryId()];
	expect(Number.isSafeInteger(one - 999) && one !== other).toBe(true);
	const entry: Pick<Entry, 'path' | 'body'> = { path: `/deals/${one}/move`, body: { stage_id: 4, operations: [{ body: { deal_id: other, amount: '-5' } }] } };
	expect(temporaryIds(entry)).toEqual([one, other]);
	const ids = new Map([[one, 41], [other, 42]]);
	expect([withRealIds(entry.path, ids), withRealIds(entry.body, ids)]).toEqual(['/deals/41/move', { stage_id: 4, operations: [{ body: { deal_id: 42, amount: '-5' } }] }]);
});
