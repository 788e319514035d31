import { beforeEach, expect, test, vi } from 'vitest';

/** Undos the program was asked for, and has not answered. */
const program = vi.hoisted(() => ({ asked: [] as object[], answers: [] as (() => void)[] }));

vi.mock('$lib/api/client', () => ({ call: (_: string, __: string, { body }: { body: object }) => new Promise<void>((done) => (program.asked.push(body), program.answers.push(done))) }));
vi.mock('$lib/offline/outbox.svelte', () => ({ outbox: { takeBack: async () => 'nothing' } }));
vi.mock('./boards.svelte', () => ({ boards: {} }));
vi.mock('./deal.svelte', () => ({ openDeal: { reload: async () => {} } }));
vi.mock('./toasts.svelte', () => ({ toasts: { show: () => {}, bad: () => {} } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { undo } = await import('./undo');
const settle = () => new Promise((done) => setTimeout(done));

beforeEach(() => void (program.asked = []));

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
