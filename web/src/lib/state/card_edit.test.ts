import type { Card } from '$lib/api/types';
import { beforeEach, expect, test, vi } from 'vitest';

/** What the program keeps, and changes whose answers wait until the test gives them. */
const program = vi.hoisted(() => ({ revision: new Map<number, number>(), written: [] as [number, object][], answers: [] as (() => void)[], said: [] as string[] }));

vi.mock('$lib/api/rows', async () => {
	const { ApiError } = await import('$lib/api/problem');
	return {
		rows: {
			get: (_: string, id: number) => Promise.resolve({ data: { id, amount: '1.00' }, etag: `"${program.revision.get(id)}"` }),
			history: () => Promise.resolve({ items: [], next: null }),
			change: (_: string, id: number, body: object, etag: string) =>
				new Promise((done, failed) =>
					program.answers.push(() => {
						if (etag !== `"${program.revision.get(id)}"`) return failed(new ApiError(412, { detail: 'somebody changed this' }));
						program.written.push([id, body]);
						program.revision.set(id, program.revision.get(id)! + 1);
						done({ data: { id, ...body }, etag: `"${program.revision.get(id)}"` });
					}),
				),
		},
	};
});
vi.mock('./boards.svelte', () => ({ boards: { current: undefined } }));
vi.mock('./undo', () => ({ offerUndo: () => {} }));
vi.mock('./toasts.svelte', () => ({ toasts: { bad: (text: string) => program.said.push(text) } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { cardEdit } = await import('./card_edit.svelte');
const card = (id: number) => ({ id, title: `Deal ${id}`, amount: '1.00', revision: 1 }) as unknown as Card;

async function answer() {
	for (let give = program.answers.shift(); give; give = program.answers.shift()) {
		give();
		await new Promise((done) => setTimeout(done));
	}
}

beforeEach(() => Object.assign(program, { revision: new Map([1, 2, 3, 4].map((id) => [id, 1])), written: [], answers: [], said: [] }));

test('a change of other fields in between is none of this one', async () => {
	cardEdit.begin(card(1), 'amount');
	program.revision.set(1, 2);
	const saved = cardEdit.save('2.00');
	await answer();
	await saved;
	expect(program.written).toEqual([[1, { amount: '2.00' }]]);
});

test('a save that is refused after another card was begun with writes into neither, and is told', async () => {
	cardEdit.begin(card(1), 'amount');
	program.revision.set(1, 2);
	const saved = cardEdit.save('2.00');
	cardEdit.begin(card(2), 'amount');
	await answer();
	await saved;
	expect(program.written).toEqual([]);
	expect([cardEdit.open?.card.id, cardEdit.mine, cardEdit.theirs]).toEqual([2, undefined, undefined]);
	expect(program.said).toEqual(['“Deal 1” was not saved: Somebody changed this']);
});

test('a second change of the same card, begun before the first is answered, is no conflict with oneself', async () => {
	cardEdit.begin(card(1), 'amount');
	const first = cardEdit.save('2.00');
	cardEdit.begin(card(1), 'amount');
	const second = cardEdit.save('3.00');
	await answer();
	await Promise.all([first, second]);
	expect(program.written).toEqual([[1, { amount: '2.00' }], [1, { amount: '3.00' }]]);
	expect([cardEdit.theirs, program.said]).toEqual([undefined, []]);
});

test('a second change of the same card is saved, too, when another card was begun before the first is answered', async () => {
	cardEdit.begin(card(3), 'amount');
	const first = cardEdit.save('2.00');
	cardEdit.begin(card(3), 'amount');
	const second = cardEdit.save('3.00');
	cardEdit.begin(card(2), 'amount');
	await answer();
	await Promise.all([first, second]);
	expect(program.written).toEqual([[3, { amount: '2.00' }], [3, { amount: '3.00' }]]);
	expect(program.said).toEqual([]);
});

test('what somebody else has made of the card between two changes of one is a conflict', async () => {
	cardEdit.begin(card(4), 'amount');
	const first = cardEdit.save('2.00');
	await answer();
	await first;
	cardEdit.begin(card(4), 'amount');
	program.revision.set(4, 3);
	const second = cardEdit.save('3.00');
	cardEdit.begin(card(2), 'amount');
	await answer();
	await second;
	expect(program.written).toEqual([[4, { amount: '2.00' }]]);
});
