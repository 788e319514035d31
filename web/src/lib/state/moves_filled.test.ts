// What is filled in for a move that is refused all the same, and what the next answer to its question does.
import { beforeEach, expect, test, vi } from 'vitest';
import { ApiError } from '$lib/api/problem';

type Sent = { body: Record<string, unknown>; ifMatch?: string };

/** What the program keeps and what it was sent; it refuses each thing once that is to be refused. */
const program = vi.hoisted(() => ({ deal: { id: 0, stage_id: 5, revision: 3 }, sent: [] as string[], refusals: new Map<string, object>(), said: [] as string[] }));

vi.mock('$lib/api/client', () => ({
	call: async (method: string, path: string, { body, ifMatch }: Sent) => {
		if (method === 'get') return { items: [] };
		const deed = `${method} ${path}`;
		program.sent.push(ifMatch ? `${deed} ${ifMatch}` : deed);
		const refusal = program.refusals.get(deed);
		program.refusals.delete(deed);
		if (refusal) throw new ApiError(422, refusal);
		if (ifMatch && ifMatch !== `"${program.deal.revision}"`) throw new ApiError(412, { detail: 'was changed' });
		return (program.deal = { ...program.deal, ...(body.stage_id ? { stage_id: Number(body.stage_id) } : {}), revision: program.deal.revision + 1 });
	},
	callWithEtag: async () => ({ data: { ...program.deal }, etag: `"${program.deal.revision}"` }),
}));
vi.mock('$lib/api/rows', () => ({ rows: { history: async () => ({ items: [] }) } }));
vi.mock('./boards.svelte', () => ({ boards: { current: undefined } }));
vi.mock('./toasts.svelte', () => ({ toasts: { bad: (text: string) => program.said.push(text), show: (text: string) => program.said.push(text) } }));
vi.mock('./undo', () => ({ offerUndo: () => {} }));
const exit_criteria = ['line', 'contact', 'source'].map((field) => ({ kind: 'field', field, text: `A ${field}` }));
vi.mock('./names.svelte', () => ({ names: { name: () => '', stages: async () => [{ id: 5, name: 'Talked', kind: 'open', exit_criteria }, { id: 9, name: 'Won', kind: 'won' }] } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { moves } = await import('./moves.svelte');

const filled = { fields: { source: 'fair' }, ticked: [], links: { line: 4, contact: 8 } };
const moveRefused = { errors: [{ field: 'closed_on', code: 'invalid', message: 'Not in the future.' }] };
const exitRefused = { errors: exit_criteria.map(({ field, text }) => ({ field, code: 'exit_criterion', message: text })) };
const times = (deed: string) => program.sent.filter((one) => one.startsWith(deed)).length;

/** Deals are made anew for each test: what was moved from here is remembered. */
beforeEach(() => {
	moves.cancel();
	program.refusals.clear();
	Object.assign(program, { deal: { id: program.deal.id + 1, stage_id: 5, revision: 3 }, sent: [], said: [] });
});

const win = () => moves.start({ ...program.deal, title: 'Chairs', currency: 'IDR' }, { id: 9, name: 'Won', kind: 'won' });
const answer = () => moves.fillAndMove(moves.question!, filled);

test('what was linked to a deal whose win is refused is neither asked for nor linked again', async () => {
	await win();
	program.refusals.set('post /deals/{id}/move', moveRefused);
	await answer();
	expect(moves.question?.unmet).toEqual([{ field: 'source', message: 'A source' }]);
	await answer();
	expect([times('post /deal_lines'), times('post /deal_contacts')]).toEqual([1, 1]);
	expect(program.deal.stage_id).toBe(9);
	expect(moves.question).toBeUndefined();
});

test('the same holds for a stage that is asked about only after its move was refused', async () => {
	program.refusals.set('post /deals/{id}/move', exitRefused);
	await moves.start({ ...program.deal, title: 'Chairs', currency: 'IDR' }, { id: 6, name: 'Visited', kind: 'open' });
	expect(moves.question?.unmet).toHaveLength(3);
	program.refusals.set('post /deal_contacts', { detail: 'is archived' });
	await expect(answer()).rejects.toThrow(ApiError);
	expect(moves.question?.unmet?.map(({ field }) => field)).toEqual(['contact', 'source']);
	await answer();
	expect([times('post /deal_lines'), times('post /deal_contacts')]).toEqual([1, 2]);
	expect(program.deal.stage_id).toBe(6);
});

test('who has filled in a field before a link is refused has not changed the deal behind their own back', async () => {
	await win();
	program.refusals.set('post /deal_lines', { detail: 'is archived' });
	await expect(answer()).rejects.toThrow(ApiError);
	await answer();
	expect(moves.question?.changed).toBeUndefined();
	expect(program.sent[0]).toBe('patch /deals/{id} "3"');
	expect(program.deal.stage_id).toBe(9);
});
