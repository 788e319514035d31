import type { BoardStage, Card } from '$lib/api/types';
import { beforeEach, expect, test, vi } from 'vitest';

/** What the program keeps in the one column, and what was asked of it. */
const program = vi.hoisted(() => ({ deals: [] as { id: number; title: string; place?: number; revision?: number }[], asked: [] as { limit: number; cursor?: string }[] }));

vi.mock('./place.svelte', () => ({ place: { asOf: undefined, text: () => undefined } }));
vi.mock('./session.svelte', () => ({ session: { zone: 'Asia/Jakarta' } }));
vi.mock('./names.svelte', () => ({ names: { name: () => undefined } }));
vi.mock('$lib/api/client', () => ({
	call: (_method: string, _path: string, { query }: { query: { limit: number; cursor?: string } }) => {
		program.asked.push(query);
		// As the program does: from the place of the last card on, not from a number.
		const from = query.cursor ? program.deals.filter(({ id, place = id }) => place <= Number(query.cursor)).length : 0;
		const deals = program.deals.slice(from, from + query.limit).map((card) => ({ ...card }));
		const next = from + query.limit < program.deals.length ? String(deals.at(-1)!.place ?? deals.at(-1)!.id) : null;
		const stage = { id: 7, name: 'New', kind: 'open', count: program.deals.length, amount: '0', deals, next };
		return Promise.resolve({ pipeline: { name: 'Sales' }, stages: [stage as unknown as BoardStage] });
	},
}));

vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {} });
const { Board } = await import('./board.svelte');
const settle = () => new Promise((done) => setTimeout(done, 5));

async function scrolledTo(depth: number) {
	const board = new Board({ pipelineId: 1 });
	await board.load();
	while (board.column(7)!.deals.length < depth) await board.loadMore(7);
	board.look(7, depth - 20, depth - 10);
	program.asked = [];
	return board;
}

const cards = (board: InstanceType<typeof Board>) => board.column(7)!.deals as (Card & { title: string })[];

beforeEach(() => {
	program.deals = Array.from({ length: 8000 }, (_, index) => ({ id: (index + 1) * 10, title: 'Deal' }));
	program.asked = [];
});

test('a change in a column scrolled 5,000 deep costs one page, near the view', async () => {
	const board = await scrolledTo(5000);
	program.deals[4985] = { ...program.deals[4985]!, title: 'Changed' };
	program.deals.splice(4000, 1);
	await board.refresh([7]);
	expect(program.asked).toHaveLength(1);
	expect(program.asked[0]!.limit).toBeLessThanOrEqual(200);
	expect(cards(board).find(({ id }) => id === 49860)?.title).toBe('Changed');
	expect(board.column(7)!.count).toBe(7999);
});

test('what is far from the view is loaded anew when it is looked at, once', async () => {
	const board = await scrolledTo(5000);
	program.deals[10] = { ...program.deals[10]!, title: 'Changed' };
	program.deals.splice(20, 1);
	await board.refresh([7]);
	expect(cards(board)[10]!.title).toBe('Deal');
	board.look(7, 5, 15);
	await settle();
	expect(cards(board)[10]!.title).toBe('Changed');
	expect(cards(board).some(({ id }) => id === 210)).toBe(false);
	const asked = program.asked.length;
	board.look(7, 6, 16);
	await settle();
	expect(program.asked).toHaveLength(asked);
});

test('no card stands twice, and none is lost, whatever has come, gone and moved', async () => {
	const board = await scrolledTo(1000);
	const [moved] = program.deals.splice(985, 1);
	program.deals.splice(3, 0, { ...moved!, id: 35 });
	program.deals.splice(990, 0, { id: 9905, title: 'New' }, { id: 9906, title: 'New' });
	await board.refresh([7]);
	for (let first = 0; first < 1000; first += 15) {
		board.look(7, first, first + 15);
		await settle();
	}
	expect(cards(board).map(({ id }) => id)).toEqual(program.deals.slice(0, cards(board).length).map(({ id }) => id));
	await board.loadMore(7);
	expect(cards(board).map(({ id }) => id)).toEqual(program.deals.slice(0, cards(board).length).map(({ id }) => id));
});

test('a column that has become short is shown as it is', async () => {
	const board = await scrolledTo(1000);
	program.deals = program.deals.slice(0, 3);
	await board.load();
	expect(cards(board).map(({ id }) => id)).toEqual([10, 20, 30]);
	expect(board.column(7)!.next).toBe(null);
});

test('a card after which a page began, and which has moved, takes its place along', async () => {
	program.deals = program.deals.slice(0, 600);
	const board = await scrolledTo(600);
	const [moved] = program.deals.splice(49, 1);
	program.deals.splice(340, 0, { ...moved!, place: 3415, revision: 2 });
	for (const at of [330, 345, 20]) {
		board.look(7, at, at + 10);
		await board.refresh([7]);
	}
	expect(cards(board).map(({ id }) => id)).toEqual(program.deals.map(({ id }) => id));
});
