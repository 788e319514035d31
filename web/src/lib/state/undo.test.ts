import { beforeEach, expect, test, vi } from 'vitest';

/** Undos the program was asked for, and has not answered. */
const program = vi.hoisted(() => ({ asked: [] as object[], answers: [] as (() => void)[], refusals: [] as ((error: Error) => void)[] }));

vi.mock('$lib/api/client', () => ({ call: (_: string, __: string, { body }: { body: object }) => new Promise<void>((done, failed) => (program.asked.push(body), program.answers.push(done), program.refusals.push(failed))) }));
const outbox = vi.hoisted(() => ({ takeBack: async () => 'nothing', isBusy: false, lastDone: 0 }));
vi.mock('$lib/offline/outbox.svelte', () => ({ outbox }));
vi.mock('./boards.svelte', () => ({ boards: {} }));
vi.mock('./deal.svelte', () => ({ openDeal: { reload: async () => {} } }));
vi.mock('./toasts.svelte', () => ({ toasts: { show: () => {}, bad: () => {} } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { offerUndo, undo, undoLast } = await import('./undo');
const settle = () => new Promise((done) => setTimeout(done));

beforeEach(() => void (Object.assign(program, { asked: [], answers: [], refusals: [] })));

test('a second undo waits for the answer to the first', async () => {
	const both = [undo(), undo()];
	await settle();
	expect(program.asked).toEqual([{}]);
	program.answers.shift()!();
	await settle();
	expect(program.asked).toEqual([{}, {}]);
	program.answers.shift()!();
	await Promise.all(both);
});

test('what was done in two batches is taken back as one, the later first', async () => {
	const undoing = undo([4, 5]);
	await settle();
	program.answers.shift()!();
	await settle();
	program.answers.shift()!();
	await undoing;
	expect(program.asked).toEqual([{ batch_id: 5 }, { batch_id: 4 }]);
});

/** Takes the last change back by its key, and gives what the program was asked for. */
async function byKey(): Promise<object[]> {
	const before = program.asked.length;
	const undoing = undoLast();
	for (let asked = -1; asked !== program.asked.length; ) {
		asked = program.asked.length;
		await settle();
		program.answers.shift()?.();
		await settle();
	}
	await undoing;
	return program.asked.slice(before);
}

test('the key takes back all of the last change, and then what was done before it', async () => {
	offerUndo('Three moved', undefined, [4, 5]);
	expect(await byKey()).toEqual([{ batch_id: 5 }, { batch_id: 4 }]);
	expect(await byKey()).toEqual([{}]);
});

test('a change after that of a group is the last one', async () => {
	offerUndo('Three moved', undefined, [4, 5]);
	offerUndo('One moved');
	expect(await byKey()).toEqual([{}]);
});

test('what the connection has left of a group is taken back by the next key', async () => {
	offerUndo('Three moved', undefined, [4, 5]);
	const undoing = undoLast();
	await settle();
	program.answers.shift()!();
	await settle();
	program.refusals.pop()!(Object.assign(new Error(), { offline: true }));
	await undoing;
	program.answers = [];
	expect(await byKey()).toEqual([{ batch_id: 4 }]);
});

test('what is done without an undo of its own, also in another window, is the last change all the same', async () => {
	offerUndo('Three moved', undefined, [4, 5]);
	outbox.lastDone++;
	expect(await byKey()).toEqual([{}]);
});

test('what the connection has left of a group is not taken back in place of what was done since', async () => {
	offerUndo('Three moved', undefined, [4, 5]);
	const undoing = undoLast();
	await settle();
	outbox.lastDone++;
	program.refusals.pop()!(Object.assign(new Error(), { offline: true }));
	await undoing;
	program.answers = [];
	expect(await byKey()).toEqual([{}]);
});
