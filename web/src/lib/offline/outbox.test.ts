// The outbox on a disk that is a few maps: what is taken back, and what becomes of changes to a row whose
// creation is still on its way.
import type { Reply, Sent } from '$lib/api/network';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Entry } from './entry';

const disk = vi.hoisted(() => {
	vi.stubGlobal('navigator', { onLine: true });
	vi.stubGlobal('addEventListener', () => {});
	vi.stubGlobal('BroadcastChannel', class { postMessage() {} });
	const kept = new Map<string, string>();
	vi.stubGlobal('localStorage', { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => kept.set(key, value) });
	return { outbox: new Map<number, unknown>(), notes: new Map<string, unknown>(), kept, seq: 0 };
});

vi.mock('./store', () => {
	const asked = (result: unknown) => {
		const request = { result, onsuccess: undefined as (() => void) | undefined };
		queueMicrotask(() => request.onsuccess?.());
		return request;
	};
	const stores = {
		outbox: {
			add: (entry: object) => (disk.outbox.set(++disk.seq, { ...entry, seq: disk.seq }), asked(disk.seq)),
			put: (entry: { seq: number }) => asked(disk.outbox.set(entry.seq, entry)),
			delete: (seq: number) => asked(disk.outbox.delete(seq)),
			getAll: () => asked([...disk.outbox.values()]),
		},
		notes: { get: (key: string) => asked(disk.notes.get(key)), put: (value: unknown, key: string) => asked(disk.notes.set(key, value)) },
	};
	const inStore = async (_: unknown, __: unknown, work: (of: (name: keyof typeof stores) => unknown) => { result: unknown } | undefined) => {
		const request = work((name) => stores[name]);
		await new Promise((done) => setTimeout(done));
		return request?.result;
	};
	return { inStore, notes: { get: async (key: string) => disk.notes.get(key), set: async (key: string, value: unknown) => void disk.notes.set(key, value) } };
});

const sent: Sent[] = [];
/** What the program answers to a change; undefined: nothing is heard of it. */
let program: (sent: Sent) => Partial<Reply> | undefined;

vi.mock('$lib/api/network', async (original) => ({
	...(await original<object>()),
	overNetwork: async (asked: Sent) => {
		if (asked.path === '/session') return { status: 200, data: { user: { id: 7 } }, text: '' };
		sent.push(asked);
		const reply = program(asked);
		if (!reply) throw new Error('lost');
		return { data: {}, text: '', ...reply };
	},
}));

const { outbox } = await import('./outbox.svelte');

beforeEach(() => {
	outbox.user = { id: 7, name: 'Ani', currency: 'IDR' };
	outbox.all = [];
	disk.outbox.clear();
	disk.kept.clear();
	sent.length = 0;
});

const change = (path: string, body: object = { title: 'x' }): Sent => ({ method: 'patch', path, body });
const paths = () => outbox.entries.map(({ path }) => path);

test('what is done to a row whose creation is on its way goes to the row that was made', async () => {
	const made = await outbox.add({ method: 'post', path: '/deals', body: { title: 'New' } }, Date.now());
	let answer = (_: Reply) => {};
	const sending = outbox.sendAtOnce(made, () => new Promise((done) => (answer = done)));
	await outbox.add(change(`/deals/${made.temp}`), 0);
	answer({ status: 201, data: { id: 41, revision: 1 }, text: '' });
	expect((await sending)?.status).toBe(201);
	program = () => ({ status: 200, data: { id: 41, revision: 2 } });
	await outbox.flush();
	expect([sent.map(({ path }) => path), outbox.all]).toEqual([['/deals/41'], []]);
	expect(disk.notes.get('ids')).toEqual([[made.temp, 41]]);
});

test('an undo takes back what waits only if nothing newer was done', async () => {
	const clash = await outbox.add(change('/deals/5'), 0);
	const behind = await outbox.add(change('/deals/5', { amount: '1.00' }), 0);
	outbox.all = outbox.all.map((entry) => (entry.seq === clash.seq ? { ...entry, state: 'clash' as const } : entry));
	disk.outbox.set(clash.seq, { ...clash, state: 'clash' });
	outbox.did(behind.at + 1);
	expect([await outbox.takeBack(), paths().length]).toEqual(['nothing', 2]);
	vi.useFakeTimers({ now: behind.at + 2, toFake: ['Date'] });
	await outbox.add(change('/deals/6'), 0);
	vi.useRealTimers();
	expect([await outbox.takeBack(), paths()]).toEqual(['done', ['/deals/5', '/deals/5']]);
});

test('what was carried out is known as the last that was done as soon as its answer is', async () => {
	const entry = await outbox.add(change('/deals/5'), Date.now());
	const sending = outbox.sendAtOnce(entry, async () => ({ status: 200, data: {}, text: '' }));
	expect([(await sending)?.status, outbox.lastDone]).toEqual([200, entry.at]);
});

test('an undo comes too late for what another window has begun to send', async () => {
	const entry = await outbox.add(change('/deals/5'), 0);
	disk.outbox.set(entry.seq, { ...entry, tried: 1 } satisfies Entry);
	expect([await outbox.takeBack(), disk.outbox.size]).toEqual(['too late', 1]);
});

test('what is put in line while others are being sent is sent behind them, in order', async () => {
	await outbox.add(change('/deals/5'), 0);
	program = ({ path }) => {
		if (path === '/deals/5' && sent.length === 1) void outbox.add(change('/deals/6'), 0).then(() => outbox.wait());
		return { status: 200 };
	};
	await outbox.flush();
	expect([sent.map(({ path }) => path), outbox.all]).toEqual([['/deals/5', '/deals/6'], []]);
});
