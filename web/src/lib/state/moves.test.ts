import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '$lib/api/problem';
import type { Deal, Move } from '$lib/api/types';

/** What the program keeps, what it was sent, and what the user was told. */
const program = vi.hoisted(() => ({
	deal: {} as { stage_id: number; revision: number },
	sent: [] as (string | undefined)[],
	said: [] as string[],
	anyway: undefined as (() => void) | undefined,
	undos: [] as string[],
	/** What others do before the second thing that is sent. */
	between: undefined as (() => void) | undefined,
}));

vi.mock('$lib/api/client', () => ({
	call: async (_: string, __: string, { body, ifMatch }: { body: Move; ifMatch?: string }) => {
		if (program.sent.push(ifMatch) === 2) program.between?.();
		if (ifMatch && ifMatch !== `"${program.deal.revision}"`) throw new ApiError(412, { detail: 'was changed' });
		return (program.deal = { ...program.deal, stage_id: body.stage_id, revision: program.deal.revision + 1 });
	},
	callWithEtag: async () => ({ data: { ...program.deal }, etag: `"${program.deal.revision}"` }),
}));
vi.mock('$lib/api/rows', () => ({ rows: { history: async () => ({ items: [{ changes: { amount: [] }, actor: { name: 'Dewi' } }, { changes: { stage_id: [] }, actor: { name: 'Citra' } }] }) } }));
const shown = vi.hoisted(() => ({ current: undefined as unknown }));
vi.mock('./boards.svelte', () => ({ boards: shown }));
vi.mock('./toasts.svelte', () => ({
	toasts: { bad: (text: string) => program.said.push(text), show: (text: string, { action }: { action?: { run: () => void } }) => (program.said.push(text), (program.anyway = action?.run)) },
}));
vi.mock('./undo', () => ({ offerUndo: (text: string) => program.undos.push(text) }));
vi.mock('./names.svelte', () => ({ names: { stages: async () => [{ id: 5, name: 'Talked' }, { id: 6, name: 'Visited' }, { id: 7, name: 'Agreed' }] } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { moves } = await import('./moves.svelte');

const agreed = { id: 7, name: 'Agreed', kind: 'open' as const };
/** As it was seen: in stage 5, in its third revision. */
const seen = { id: 1, title: 'Chairs', currency: 'IDR', pipeline_id: 2, stage_id: 5, revision: 3 };
const now = (fields: Partial<Deal>) => (program.deal = { ...seen, archived_at: null, ...fields } as typeof program.deal);

/** The board as far as a move asks it; the first column has the card. */
const boardWith = (card: object, move = async (_: number, __: Move, send: () => Promise<Deal>) => send()) => ({ query: { pipelineId: 2 }, columns: [{ id: 5, deals: [card] }], column: () => ({}), move, load: async () => {} });

/** Deals are made anew for each test: what was moved from here is remembered. */
beforeEach(() => {
	seen.id++;
	now({});
	shown.current = undefined;
	Object.assign(program, { sent: [], said: [], anyway: undefined, undos: [], between: undefined });
});

test('a deal is moved in the revision in which it was seen', async () => {
	await moves.start(seen, agreed);
	expect(program.sent).toEqual(['"3"']);
	expect(program.undos).toEqual(['“Chairs” moved to Agreed']);
});

test('another change of it meanwhile is none of the move', async () => {
	now({ revision: 4 });
	await moves.start(seen, agreed);
	expect(program.sent).toEqual(['"3"', '"4"']);
	expect(program.deal.stage_id).toBe(7);
	expect(program.said).toEqual([]);
});

test('who has moved it meanwhile is named, and it stays there until its user says otherwise', async () => {
	now({ revision: 4, stage_id: 6 });
	await moves.start(seen, agreed);
	expect(program.deal.stage_id).toBe(6);
	expect(program.said).toEqual(['Citra has moved “Chairs” to Visited meanwhile.']);
	program.anyway!();
	await vi.waitFor(() => expect(program.deal.stage_id).toBe(7));
	expect(program.sent).toEqual(['"3"', '"4"']);
});

test('what another has moved to the same stage needs nothing more', async () => {
	now({ revision: 4, stage_id: 7 });
	await moves.start(seen, agreed);
	expect(program.said).toEqual(['Citra has moved “Chairs” to Agreed meanwhile.']);
	expect(program.anyway).toBeUndefined();
});

test('a card is moved from the column and in the revision that the board shows', async () => {
	const card = { id: seen.id, title: 'Chairs', currency: 'IDR', revision: 3 };
	shown.current = boardWith(card);
	now({ revision: 4, stage_id: 6 });
	await moves.start(card, agreed);
	expect(program.sent).toEqual(['"3"']);
	expect(program.said).toEqual(['Citra has moved “Chairs” to Visited meanwhile.']);
});

const visited = { id: 6, name: 'Visited', kind: 'open' as const };

test('two quick moves of one card follow each other', async () => {
	const card = { id: seen.id, title: 'Chairs', currency: 'IDR', revision: 3 };
	shown.current = boardWith(card);
	await Promise.all([moves.start(card, visited), moves.start(card, agreed)]);
	expect(program.sent).toEqual(['"3"', '"4"']);
	expect(program.deal.stage_id).toBe(7);
	expect(program.said).toEqual([]);
	expect(program.undos).toHaveLength(2);
});

test('three quick moves of one deal in its panel, which another changes in between, follow each other', async () => {
	program.between = () => now({ stage_id: 6, revision: 5 });
	const talked = { id: 5, name: 'Talked', kind: 'open' as const };
	await Promise.all([visited, talked, agreed].map((stage) => moves.start(seen, stage)));
	expect(program.sent).toEqual(['"3"', '"4"', '"5"', '"6"']);
	expect(program.deal.stage_id).toBe(7);
	expect(program.said).toEqual([]);
});

test('a move that the board shows with the revision before it is one’s own all the same', async () => {
	now({ revision: 4 });
	await moves.start(seen, visited);
	await moves.start({ ...seen, revision: 4 }, agreed);
	expect(program.sent).toEqual(['"3"', '"4"', '"4"', '"5"']);
	expect(program.said).toEqual([]);
});

test('what another moves between two quick moves is told', async () => {
	program.between = () => now({ stage_id: 8, revision: 5 });
	await Promise.all([visited, agreed].map((stage) => moves.start(seen, stage)));
	expect(program.deal.stage_id).toBe(8);
	expect(program.said).toHaveLength(1);
});
