// How requests travel over a network that is told by hand when to answer.
import type { Reply, Sent } from '$lib/api/network';
import { ApiError } from '$lib/api/problem';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';

type Asked = { sent: Sent; key: string | undefined; answer: (reply?: Partial<Reply>) => void; fail: (error: unknown) => void };

const wire = vi.hoisted(() => {
	vi.stubGlobal('navigator', { onLine: true });
	vi.stubGlobal('addEventListener', () => {});
	vi.stubGlobal('localStorage', { getItem: () => null, setItem: () => {}, removeItem: () => {} });
	vi.stubGlobal('location', { pathname: '/' });
	return { asked: [] as Asked[], kept: undefined as object | undefined };
});

vi.mock('./store', () => ({ inStore: async () => undefined, notes: { get: async () => undefined, set: async () => {} } }));
vi.mock('./kept_answers', () => ({ findAnswer: async () => wire.kept, keepAnswer: () => {}, forgetAnswers: async () => {} }));
vi.mock('$lib/api/network', async (original) => {
	const ask = (sent: Sent, key?: string) =>
		new Promise<Reply>((done, fail) => {
			const answer = (reply: Partial<Reply> = {}) => done({ status: 200, data: {}, text: '{}', ...reply });
			sent.signal?.addEventListener('abort', () => fail((sent.signal!.reason as Error).name === 'TimeoutError' ? new ApiError(0, {}) : sent.signal!.reason));
			wire.asked.push({ sent, key, answer, fail });
		});
	return { ...(await original<object>()), overNetwork: ask, overNetworkTwice: ask };
});

const { carry } = await import('./carrier');
const { network } = await import('./network.svelte');

const undo: Sent = { method: 'post', path: '/undo', body: {} };
const lose = () => network.silent();
const asked = (path: string) => wire.asked.filter(({ sent }) => sent.path === path);
const settle = () => vi.advanceTimersByTimeAsync(0);

beforeEach(() => {
	vi.useFakeTimers();
	Object.assign(wire, { asked: [], kept: undefined });
	network.answered();
});
afterEach(() => void vi.useRealTimers());

test('every undo is one of its own, also while the one before waits for its answer, or never had one', async () => {
	const [first, second] = [carry(undo), carry(undo)];
	first.catch(() => {});
	await settle();
	asked('/undo')[0]!.fail(new ApiError(0, {}));
	asked('/undo')[1]!.answer();
	await second;
	void carry(undo);
	await settle();
	expect(new Set(asked('/undo').map(({ key }) => key)).size).toBe(3);
});

test('another deed that is repeated without an answer is known again', async () => {
	const merge: Sent = { method: 'post', path: '/companies/1/merge', body: {} };
	carry(merge).catch(() => {});
	await settle();
	asked(merge.path)[0]!.fail(new ApiError(0, {}));
	await settle();
	network.answered();
	void carry(merge);
	await settle();
	const [first, second] = asked(merge.path);
	expect(second!.key).toBe(first!.key);
});

test('on a connection that is slow and was lost the next deed is sent once the program has said that it is there', async () => {
	lose();
	const first = carry(undo);
	const failed = expect(first).rejects.toBeInstanceOf(ApiError);
	await vi.advanceTimersByTimeAsync(3_000);
	await failed;
	asked('/session')[0]!.answer();
	await settle();
	void carry(undo);
	await settle();
	expect([network.lost, asked('/undo').length]).toEqual([false, 1]);
});

test('signing in asks nothing before', async () => {
	lose();
	void carry({ method: 'post', path: '/session', body: {} });
	await settle();
	expect(wire.asked.map(({ sent }) => sent.method)).toEqual(['post']);
});

test('a late read that its page has given up says nothing about the network, one that fails does', async () => {
	for (const isGivenUp of [true, false]) {
		network.answered();
		wire.asked = [];
		wire.kept = { text: '{}', at: 1 };
		const page = new AbortController();
		const reading = carry({ method: 'get', path: '/deals', signal: page.signal });
		await vi.advanceTimersByTimeAsync(9_000);
		await reading;
		if (isGivenUp) page.abort();
		else asked('/deals')[0]!.fail(new ApiError(0, {}));
		await settle();
		expect(network.lost).toBe(!isGivenUp);
	}
});
