import { beforeEach, expect, test, vi } from 'vitest';

/** What the program keeps, and the changes whose answers wait until the test gives them. */
const program = vi.hoisted(() => ({
	kept: new Map<number, { revision: number; [field: string]: unknown }>(),
	answers: [] as (() => void)[],
	written: [] as [number, object][],
	said: [] as string[],
	pages: {} as Record<string, { items: { id: number }[]; next: string | null }>,
}));

vi.mock('$lib/api/rows', async () => {
	const { ApiError } = await import('$lib/api/problem');
	const read = (id: number) => ({ data: { ...program.kept.get(id)! }, etag: `"${program.kept.get(id)!.revision}"` });
	const change = (id: number, body: object, etag: string) => {
		if (etag !== read(id).etag) throw new ApiError(412, { detail: 'somebody changed this' });
		program.written.push([id, body]);
		program.kept.set(id, { ...program.kept.get(id)!, ...body, revision: program.kept.get(id)!.revision + 1 });
		return read(id);
	};
	return {
		rows: {
			get: (_: string, id: number) => Promise.resolve(read(id)),
			history: (_: string, __: number, { cursor = '' }: { cursor?: string }) => Promise.resolve(program.pages[cursor] ?? { items: [], next: null }),
			change: (_: string, id: number, body: object, etag: string) =>
				new Promise((done, failed) => program.answers.push(() => { try { done(change(id, body, etag)); } catch (error) { failed(error); } })),
		},
	};
});
vi.mock('./toasts.svelte', () => ({ toasts: { bad: (text: string) => program.said.push(text) } }));

const { OpenRecord } = await import('./record.svelte');
const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const settle = () => new Promise((done) => setTimeout(done));

async function opened(id: number) {
	const record = new OpenRecord('deal');
	await record.open(id);
	return record;
}

/** Lets the changes through that wait, and those that follow from them. */
async function answer() {
	for (let give = program.answers.shift(); give; give = program.answers.shift()) {
		give();
		await settle();
	}
}

/** As if somebody else did it. */
function other(id: number, fields: object) {
	program.kept.set(id, { ...program.kept.get(id)!, ...fields, revision: program.kept.get(id)!.revision + 1 });
}

beforeEach(() => {
	program.kept = new Map([1, 2].map((id) => [id, { id, revision: 1, title: `Deal ${id}`, amount: '1.00', checklist: { need: true } }]));
	program.answers = [];
	program.written = [];
	program.said = [];
	program.pages = {};
});

test('a change of other fields in between is none of this one', async () => {
	const record = await opened(1);
	other(1, { title: 'Renamed' });
	const saved = record.save('amount', '2.00');
	await answer();
	expect(await saved).toBe(true);
	expect(program.kept.get(1)).toMatchObject({ title: 'Renamed', amount: '2.00' });
});

test('two values of one field are a conflict', async () => {
	const record = await opened(1);
	other(1, { amount: '5.00' });
	const saved = record.save('amount', '2.00');
	await answer();
	expect(await saved).toBe(false);
	expect(record.conflict).toEqual({ field: 'amount', mine: '2.00', before: '1.00', by: undefined });
	expect(program.kept.get(1)?.amount).toBe('5.00');
});

test.each([
	['nobody else changed it', () => {}],
	['another field changed', () => other(1, { title: 'Renamed' })],
	['the same field changed', () => other(1, { amount: '5.00' })],
])('a save that is answered after another row was opened touches only its own: %s', async (_, meanwhile) => {
	const record = await opened(1);
	meanwhile();
	const saved = record.save('amount', '2.00');
	await record.open(2);
	await answer();
	await saved;
	expect(program.written.filter(([id]) => id === 2)).toEqual([]);
	expect([record.id, record.row?.id, record.conflict]).toEqual([2, 2, undefined]);
	expect(program.kept.get(2)?.amount).toBe('1.00');
});

test('who has left a row is told that it was not saved', async () => {
	const record = await opened(1);
	other(1, { amount: '5.00' });
	const saved = record.save('amount', '2.00');
	await record.open(2);
	await answer();
	expect(await saved).toBe(false);
	expect(program.said).toEqual(['“Deal 1” was not saved: Somebody changed this']);
});

test('a row that is left while it is read again is not written', async () => {
	const record = await opened(1);
	other(1, { title: 'Renamed' });
	const saved = record.save('amount', '2.00');
	program.answers.shift()!();
	// The refusal is known and the row on its way.
	await Promise.resolve();
	await record.open(2);
	await answer();
	expect(await saved).toBe(false);
	expect(program.written).toEqual([]);
	expect(program.said).toHaveLength(1);
});

test('an object that nobody changed is no conflict', async () => {
	const record = await opened(1);
	other(1, { title: 'Renamed', checklist: { need: true } });
	const saved = record.save('checklist', { need: true, budget: true });
	await answer();
	expect(await saved).toBe(true);
	expect(record.conflict).toBe(undefined);
});

test('a tick leaves the ticks that others have set meanwhile, and asks nothing', async () => {
	const record = await opened(1);
	other(1, { checklist: { need: true, law: true } });
	const saved = record.saveKey('checklist', 'budget', true);
	await answer();
	expect(await saved).toBe(true);
	expect(record.conflict).toBe(undefined);
	expect(program.kept.get(1)?.checklist).toEqual({ need: true, law: true, budget: true });
});

test('two ticks, the second before the first is answered, are both kept', async () => {
	const record = await opened(1);
	const both = [record.saveKey('checklist', 'law', true), record.saveKey('checklist', 'budget', true)];
	await answer();
	expect(await Promise.all(both)).toEqual([true, true]);
	expect(program.kept.get(1)?.checklist).toEqual({ need: true, law: true, budget: true });
});

test('two quick saves of one field do not meet as a conflict with oneself', async () => {
	const record = await opened(1);
	const both = [record.save('amount', '2.00'), record.save('amount', '3.00')];
	await answer();
	expect(await Promise.all(both)).toEqual([true, true]);
	expect(record.conflict).toBe(undefined);
	expect(program.kept.get(1)?.amount).toBe('3.00');
});

test('a second save is done also when another row is open by then', async () => {
	const record = await opened(1);
	const both = [record.save('amount', '2.00'), record.save('amount', '3.00')];
	await record.open(2);
	await answer();
	expect(await Promise.all(both)).toEqual([true, true]);
	expect(program.kept.get(1)?.amount).toBe('3.00');
	expect([record.row?.id, program.kept.get(2)?.amount]).toEqual([2, '1.00']);
});

test('an answer from before a change that comes after it does not bring the old value back', async () => {
	const record = await opened(1);
	const before = program.kept.get(1)!;
	const saved = record.save('amount', '2.00');
	await answer();
	await saved;
	const now = program.kept.get(1)!;
	program.kept.set(1, before);
	await record.reload();
	program.kept.set(1, now);
	expect(record.row?.amount).toBe('2.00');
	const again = record.save('amount', '3.00');
	await answer();
	expect([await again, record.conflict]).toEqual([true, undefined]);
});

test('more of the history comes once, however often it is asked for', async () => {
	program.pages = { '': { items: [{ id: 3 }], next: 'on' }, on: { items: [{ id: 2 }, { id: 1 }], next: null } };
	const record = await opened(1);
	await Promise.all([record.loadMoreHistory(), record.loadMoreHistory()]);
	expect(record.history.map(({ id }) => id)).toEqual([3, 2, 1]);
});
