import { expect, test, vi } from 'vitest';

/** Undos the program was asked for, and has not answered. */
const program = vi.hoisted(() => ({ asked: 0, answers: [] as (() => void)[] }));

vi.mock('$lib/api/client', () => ({ call: () => new Promise<void>((done) => (program.asked++, program.answers.push(done))) }));
vi.mock('$lib/offline/outbox.svelte', () => ({ outbox: { takeBack: async () => 'nothing' } }));
vi.mock('./boards.svelte', () => ({ boards: {} }));
vi.mock('./deal.svelte', () => ({ openDeal: { reload: async () => {} } }));
vi.mock('./toasts.svelte', () => ({ toasts: { show: () => {}, bad: () => {} } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { undo } = await import('./undo');
const settle = () => new Promise((done) => setTimeout(done));

test('a second undo waits for the answer to the first', async () => {
	const both = [undo(), undo()];
	await settle();
	expect(program.asked).toBe(1);
	program.answers.shift()!();
	await settle();
	expect(program.asked).toBe(2);
	program.answers.shift()!();
	await Promise.all(both);
});
