// Replaying against a program that does what the real one does with keys and ETags, over a network that loses
// requests and answers as it likes.
import type { Reply, Sent } from '$lib/api/network';
import { ApiError } from '$lib/api/problem';
import { expect, test } from 'vitest';
import { decided, deliver, type Outcome } from './deliver';
import type { Entry } from './entry';

type Weather = 'fine' | 'request lost' | 'answer lost';

class Program {
	row: Record<string, unknown> & { revision: number } = { id: 5, revision: 1, amount: '1.00', title: 'A', stage_id: 1 };
	changes = 0;
	weather: Weather[] = [];
	readonly #answers = new Map<string, Reply>();

	readonly send = async (sent: Sent, key = ''): Promise<Reply> => {
		const weather = this.weather.shift() ?? 'fine';
		if (weather === 'request lost') throw new ApiError(0, {});
		const reply = sent.method === 'get' ? this.#read(sent.path) : this.#write(sent, key);
		if (weather === 'answer lost') throw new ApiError(0, {});
		return reply;
	};

	/** Somebody else writes. */
	write(values: object) {
		this.row = { ...this.row, ...values, revision: this.row.revision + 1 };
	}

	#read(path: string): Reply {
		const data = path.includes('/history') ? { items: [{ at: '2026-01-01T00:00:00.000Z', actor: { name: 'Budi' }, changes: { amount: ['1.00', '5.00'] } }] } : this.row;
		return { status: 200, data, text: '', etag: `"${this.row.revision}"` };
	}

	#write({ body, ifMatch }: Sent, key: string): Reply {
		const before = this.#answers.get(key);
		if (before) return before;
		if (ifMatch && ifMatch !== `"${this.row.revision}"`) return { status: 412, data: {}, text: '' };
		this.changes++;
		this.write(body as object);
		const reply = { status: 200, data: this.row, text: '', etag: `"${this.row.revision}"` };
		this.#answers.set(key, reply);
		return reply;
	}
}

function entry(body: Record<string, unknown>, more: Partial<Entry> = {}): Entry {
	const seen = { amount: '1.00', title: 'A', stage_id: 1 };
	return { seq: 1, key: 'k', user: 1, by: 'Ani', at: 0, method: 'patch', path: '/deals/5', body, temp: -1, seen, title: 'A', tried: 0, state: 'waiting', ...more };
}

/** Until the program has answered; what was written down in between is what is sent next. */
async function replay(program: Program, first: Entry): Promise<Outcome> {
	let now = first;
	for (let attempt = 0; attempt < 20; attempt++) {
		const outcome = await deliver(now, program.send, async (next) => void (now = next));
		if (outcome.kind !== 'later') return outcome;
	}
	throw new Error('it never arrived');
}

const weathers: Weather[] = ['fine', 'request lost', 'answer lost'];
const week = weathers.flatMap((one) => weathers.flatMap((two) => weathers.flatMap((three) => weathers.map((four) => [one, two, three, four]))));

test('in any weather a change is done once', async () => {
	for (const weather of week)
		for (const ifMatch of ['"1"', undefined]) {
			const program = new Program();
			program.weather = [...weather];
			expect((await replay(program, entry({ amount: '2' }, { ifMatch }))).kind).toBe('done');
			expect([program.changes, program.row.amount], weather.join()).toEqual([1, '2']);
		}
});

test('in any weather another value is never overwritten unseen', async () => {
	for (const weather of week) {
		const program = new Program();
		program.write({ amount: '5.00' });
		program.weather = [...weather];
		const outcome = await replay(program, entry({ amount: '2', title: 'B' }, { ifMatch: '"1"' }));
		expect([outcome.kind, program.row.amount, program.changes], weather.join()).toEqual(['clash', '5.00', 0]);
	}
});

test('a change that arrived, whose answer was lost and which another then changed, is not asked about', async () => {
	const program = new Program();
	program.weather = ['answer lost'];
	const mine = entry({ amount: '2' });
	program.send({ method: 'patch', path: '/deals/5', body: { amount: '2' }, ifMatch: '"1"' }, mine.key).catch(() => {});
	program.write({ amount: '5.00' });
	expect((await replay(program, mine)).kind).toBe('done');
	expect(program.row.amount).toBe('5.00');
});

test('fields that others left alone are sent without the ones that say so already', async () => {
	const program = new Program();
	program.write({ amount: '2.00', stage_id: 3 });
	expect((await replay(program, entry({ amount: '2', title: 'B' }, { ifMatch: '"1"' }))).kind).toBe('done');
	expect([program.row.title, program.row.amount, program.row.stage_id]).toEqual(['B', '2.00', 3]);
});

test('a conflict names who wrote, when, and both values; a choice of mine goes over it, of theirs leaves it', async () => {
	for (const [choice, amount] of [['mine', '2'], ['theirs', '5.00']] as const) {
		const program = new Program();
		program.write({ amount: '5.00' });
		const first = entry({ amount: '2', title: 'B' }, { ifMatch: '"1"' });
		const outcome = await replay(program, first);
		if (outcome.kind !== 'clash') throw new Error(outcome.kind);
		expect(outcome.clashes).toEqual([{ field: 'amount', mine: '2', theirs: '5.00', who: 'Budi', at: '2026-01-01T00:00:00.000Z' }]);
		const next = decided({ ...first, state: 'clash', clashes: outcome.clashes, ifMatch: outcome.ifMatch }, () => choice === 'mine')!;
		expect((await replay(program, next)).kind).toBe('done');
		expect([program.row.amount, program.row.title]).toEqual([amount, 'B']);
	}
});

test('a move is decided as a whole', async () => {
	const program = new Program();
	program.write({ stage_id: 3 });
	const move = entry({ stage_id: 2, amount: '9' }, { method: 'post', path: '/deals/5/move' });
	const outcome = await replay(program, move);
	if (outcome.kind !== 'clash') throw new Error(outcome.kind);
	expect(outcome.clashes.map(({ field }) => field)).toEqual(['stage_id']);
	expect(decided({ ...move, clashes: outcome.clashes }, () => false)).toBeUndefined();
});

const answers: [number, Entry['method'], Outcome['kind']][] = [
	[422, 'patch', 'refused'],
	[403, 'patch', 'refused'],
	[404, 'patch', 'refused'],
	[404, 'delete', 'done'],
	[401, 'patch', 'later'],
	[429, 'patch', 'later'],
	[503, 'patch', 'later'],
];

test.each(answers)('%i to a %s is %s', async (status, method, kind) => {
	const send = async () => ({ status, data: {}, text: '' });
	expect((await deliver(entry({}, { method }), send, async () => {})).kind).toBe(kind);
});
