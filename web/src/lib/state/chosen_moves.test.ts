import { beforeEach, expect, test, vi } from 'vitest';
import type { Operation, Row } from '$lib/api/rows';

type Batch = Exclude<Operation, { op: 'create' }>[];
type Refused = { index: number; id: number; message: string; errors: { field: string; code: string; message: string }[] };

/** What the program keeps, what it was sent, and how it answers. */
const program = vi.hoisted(() => ({
	kept: new Map<number, Row>(),
	batches: [] as Batch[],
	refuse: (() => []) as (sent: Batch) => Refused[],
	/** Until when the answer waits. */
	until: Promise.resolve(),
	notes: [] as string[],
	undos: [] as string[],
	/** The batches that the offered undos take back. */
	undoable: [] as number[][],
	/** From which batch on the connection is gone. */
	goneAt: Infinity,
}));

vi.mock('$lib/api/rows', () => ({
	rows: {
		list: (_: string, query: Record<string, string>) =>
			Promise.resolve({ items: query['id.in']!.split(',').flatMap((id) => program.kept.get(Number(id)) ?? []), next: null }),
		batchWhatWorks: async (_: string, sent: Batch) => {
			program.batches.push(sent);
			const batch_id = program.batches.length;
			await program.until;
			if (batch_id >= program.goneAt) throw new Error('no answer');
			return { batch_id, items: [], refused: program.refuse(sent) };
		},
	},
}));
/** The board that is shown, where a test has one. */
const shown = vi.hoisted(() => ({ current: undefined as unknown }));
vi.mock('./boards.svelte', () => ({ boards: shown }));
vi.mock('./toasts.svelte', () => ({ toasts: { bad: (text: string) => program.notes.push(text) } }));
vi.mock('./undo', () => ({ offerUndo: (text: string, _: unknown, batches: number[]) => (program.undos.push(text), program.undoable.push(batches)) }));
vi.mock('./names.svelte', () => ({ names: { loadLostReasons: () => program.until, name: (_: string, id: number) => (id === 6 ? 'Visited' : undefined) } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { chosen } = await import('./chosen.svelte');
const { chosenMoves } = await import('./chosen_moves.svelte');

const stage = { id: 7, name: 'Agreed', kind: 'open' as const };
const lost = { id: 9, name: 'Lost', kind: 'lost' as const };
const lacks = (...fields: string[]) => fields.map((field) => ({ field, code: 'exit_criterion', message: 'is asked for' }));

function choose(...ids: number[]) {
	for (const id of ids) chosen.titles.set(id, `Deal ${id}`);
}

/** The question that is asked when these deals lack these things. */
function asked(fields: string[], ...ids: number[]) {
	const unmet = ids.map((id) => ({ id, reason: 'is asked for', errors: lacks(...fields) }));
	return { kind: 'criteria' as const, to: { stage }, details: {}, pipelineId: 0, unmet };
}

function keep(id: number, fields: object) {
	program.kept.set(id, { id, revision: 3, amount: '0.00', expected_close: null, checklist: {}, ...fields } as unknown as Row);
}

function waiting() {
	let answer = () => {};
	program.until = new Promise<void>((done) => (answer = done));
	return answer;
}

const refuseAll = (op: string, errors: Refused['errors']) => (sent: Batch) =>
	sent.flatMap((one, index) => (one.op === op ? [{ index, id: one.id, message: 'refused', errors }] : []));

beforeEach(() => {
	chosenMoves.leave();
	chosen.clear();
	shown.current = undefined;
	Object.assign(program, { kept: new Map(), batches: [], refuse: () => [], until: Promise.resolve(), notes: [], undos: [], undoable: [], goneAt: Infinity });
});

test('what others have set while the question stood open stays', async () => {
	choose(1, 2);
	keep(1, { amount: '50.00', expected_close: '2031-01-31', checklist: { need: true } });
	keep(2, { checklist: { law: true } });
	await chosenMoves.fillAndMove(asked(['amount', 'expected_close', 'checklist.need'], 1, 2), { fields: { amount: '9.00', expected_close: '2031-12-31' }, ticked: ['need'], links: {} });
	expect(program.batches).toEqual([[
		{ op: 'move', id: 1, body: { stage_id: 7 } },
		{ op: 'update', id: 2, if_match: '"3"', body: { amount: '9.00', expected_close: '2031-12-31', checklist: { law: true, need: true } } },
		{ op: 'move', id: 2, body: { stage_id: 7 } },
	]]);
});

test('of what is filled in each deal gets what it lacks', async () => {
	keep(1, {});
	await chosenMoves.fillAndMove(asked(['expected_close'], 1), { fields: { amount: '9.00', expected_close: '2031-12-31' }, ticked: ['need'], links: {} });
	expect(program.batches[0]![0]).toMatchObject({ op: 'update', body: { expected_close: '2031-12-31' } });
});

test('a deal that somebody filled in since it was read moves, and is refused nothing', async () => {
	choose(1);
	keep(1, {});
	program.refuse = refuseAll('update', []);
	await chosenMoves.fillAndMove(asked(['amount'], 1), { fields: { amount: '9.00' }, ticked: [], links: {} });
	expect([chosen.size, chosenMoves.question, chosenMoves.result]).toEqual([0, undefined, undefined]);
});

test('about those beyond one batch it asks again', async () => {
	const ids = Array.from({ length: 501 }, (_, at) => at + 1);
	choose(...ids);
	for (const id of ids) keep(id, {});
	await chosenMoves.fillAndMove(asked(['amount'], ...ids), { fields: { amount: '9.00' }, ticked: [], links: {} });
	expect(program.batches.map((one) => one.length)).toEqual([1000]);
	expect(chosenMoves.question?.unmet.map(({ id }) => id)).toEqual([501]);
	await chosenMoves.fillAndMove(chosenMoves.question!, { fields: { amount: '9.00' }, ticked: [], links: {} });
	expect([program.batches[1]!.length, chosenMoves.question, chosen.size]).toEqual([2, undefined, 0]);
});

test('what was filled in can be undone although every move was refused', async () => {
	choose(1, 2);
	keep(1, {});
	keep(2, {});
	program.refuse = refuseAll('move', lacks('contact'));
	await chosenMoves.fillAndMove(asked(['amount', 'contact'], 1, 2), { fields: { amount: '9.00' }, ticked: [], links: {} });
	expect(program.undos).toEqual(['2 deals changed']);
	expect([chosen.size, chosenMoves.question?.unmet.length]).toEqual([2, 2]);
});

test('where nothing was changed there is nothing to undo', async () => {
	choose(1);
	program.refuse = refuseAll('archive', []);
	await chosenMoves.change((id) => ({ op: 'archive', id }));
	expect([program.undos, chosenMoves.result?.done]).toEqual([[], 0]);
});

test('a second batch does not begin while the first is under way', async () => {
	choose(1);
	const answer = waiting();
	const first = chosenMoves.carryOut({ stage }, {});
	await chosenMoves.carryOut({ stage }, {});
	await chosenMoves.change((id) => ({ op: 'archive', id }));
	await chosenMoves.start(lost);
	await chosenMoves.fillAndMove(asked(['amount'], 1), { fields: {}, ticked: [], links: {} });
	expect([program.batches.length, chosenMoves.busy, chosenMoves.question]).toEqual([1, true, undefined]);
	answer();
	await first;
	expect(chosenMoves.busy).toBe(false);
});

test.each([
	['what some lack', lacks('amount')],
	['why some were refused', []],
])('an answer that comes after the page was left opens nothing, and is told: %s', async (_, errors) => {
	choose(1);
	program.refuse = refuseAll('move', errors);
	const answer = waiting();
	const first = chosenMoves.carryOut({ stage }, {});
	chosenMoves.leave();
	answer();
	await first;
	expect([chosenMoves.question, chosenMoves.result]).toEqual([undefined, undefined]);
	expect(program.notes).toEqual(['0 changed, 1 not']);
});

test('a question whose reasons come after the page was left is not asked', async () => {
	choose(1);
	const answer = waiting();
	const asking = chosenMoves.start(lost);
	chosenMoves.leave();
	answer();
	await asking;
	expect(chosenMoves.question).toBe(undefined);
});

test('a question and a result do not outlive their page', async () => {
	choose(1);
	await chosenMoves.start(lost);
	expect(chosenMoves.question?.kind).toBe('lose');
	chosenMoves.leave();
	expect([chosenMoves.question, chosenMoves.result]).toEqual([undefined, undefined]);
});

/** A board on which these deals stand in stage 5, in revision 2. */
function show(...ids: number[]) {
	const columns = [{ id: 5, deals: ids.map((id) => ({ id, revision: 2 })) }];
	shown.current = { columns, shown: columns, query: { pipelineId: 1 }, load: () => Promise.resolve(), moveAll: (_: number[], __: number, send: () => unknown) => send() };
}

/** As the program does with cards that were changed since they were read. */
const refuseStale = (sent: Batch) =>
	sent.flatMap((one, index) => ('if_match' in one && one.if_match !== `"${program.kept.get(one.id)?.revision}"` ? [{ index, id: one.id, message: 'changed', errors: [] }] : []));

test('who moves the same cards later learns where they are now', async () => {
	show(1, 2);
	choose(1, 2);
	keep(1, { revision: 2, stage_id: 5 });
	keep(2, { revision: 3, stage_id: 6 });
	program.refuse = refuseStale;
	await chosenMoves.carryOut({ stage }, {});
	expect(program.batches).toEqual([[1, 2].map((id) => ({ op: 'move', id, if_match: '"2"', body: { stage_id: 7 } }))]);
	expect(chosenMoves.result).toMatchObject({ done: 1, refused: [{ id: 2, reason: 'Somebody has moved it meanwhile: it is in Visited now.' }] });
	expect([...chosen.titles.keys()]).toEqual([2]);
});

test('a change of something else in between does not keep a card from being moved', async () => {
	show(1, 2);
	choose(1, 2);
	keep(1, { revision: 2, stage_id: 5 });
	keep(2, { revision: 3, stage_id: 5 });
	program.refuse = refuseStale;
	await chosenMoves.carryOut({ stage }, {});
	expect(program.batches[1]).toEqual([{ op: 'move', id: 2, if_match: '"3"', body: { stage_id: 7 } }]);
	expect([chosenMoves.result, chosen.size]).toEqual([undefined, 0]);
});

test('what others did while the question stood open is told, too', async () => {
	show(1);
	choose(1);
	await chosenMoves.start(lost);
	show(1, 2);
	keep(1, { revision: 3, stage_id: 6 });
	shown.current = { ...(shown.current as object), columns: [{ id: 6, deals: [{ id: 1, revision: 3 }] }] };
	program.refuse = refuseStale;
	await chosenMoves.carryOut(chosenMoves.question!.to, { lost_reason_id: 1 });
	expect(chosenMoves.result).toMatchObject({ done: 0, refused: [{ id: 1 }] });
});

test.each([
	['one undo takes both back', Infinity, '2 deals changed', [1, 2], []],
	['what was done before the connection went can be undone', 2, '1 deal changed', [1], [2]],
])('a move that met the change of another is two batches: %s', async (_, goneAt, words, batches, left) => {
	show(1, 2);
	choose(1, 2);
	keep(1, { revision: 2, stage_id: 5 });
	keep(2, { revision: 3, stage_id: 5 });
	Object.assign(program, { refuse: refuseStale, goneAt });
	await chosenMoves.carryOut({ stage }, {});
	expect([program.undos, program.undoable]).toEqual([[words], [batches]]);
	expect([...chosen.titles.keys()]).toEqual(left);
});

test('a deal that others have moved while the question stood open is neither filled in nor moved', async () => {
	choose(1, 2);
	keep(1, { stage_id: 6 });
	keep(2, { stage_id: 5 });
	const seen = new Map([1, 2].map((id) => [id, { revision: 2, stageId: 5 }] as const));
	await chosenMoves.fillAndMove({ ...asked(['amount'], 1, 2), seen }, { fields: { amount: '9.00' }, ticked: [], links: {} });
	expect(program.batches.map((one) => one.map(({ op, id }) => [op, id]))).toEqual([[['update', 2], ['move', 2]]]);
	expect(chosenMoves.result).toMatchObject({ done: 1, refused: [{ id: 1, reason: 'Somebody has moved it meanwhile: it is in Visited now.' }] });
	expect([...chosen.titles.keys()]).toEqual([1]);
});
