// The changes that the program has not confirmed yet, on disk, in the order in which they were made. They
// are sent when the program can be reached, by one window at a time; what it refuses or what others have
// overtaken stays here for its user to decide.
import { overNetwork, randomKey, type Reply, type Sent } from '$lib/api/network';
import { decided, deliver, type Outcome } from './deliver';
import { changesOf, isTemporary, overwrites, rowsOf, temporaryId, withRealIds, type Change, type Entry } from './entry';
import { deep, flat, type Fields } from './merge';
import { network } from './network.svelte';
import { overRow, type Known } from './overlay';
import { rowsSeen } from './rows_seen';
import { inStore, notes } from './store';
import { SvelteSet } from 'svelte/reactivity';

const lockName = 'alur-outbox';
/** The program forgets the answers to keys after two days: later it could not tell a repeat. */
const keysLast = 46 * 3_600_000;
const firstPause = 2_000;
const longestPause = 60_000;
const mostIds = 1000;
/** What is not answered by then is sent again later. */
const patienceOfSending = 30_000;
/** How long an undo waits for a window that is sending. */
const patienceOfTakingBack = 2_000;
/** When its user made the newest change that was carried out; for all windows. */
const doneKey = 'alur.done';

type User = { id: number; name: string; currency: string };
type TakenBack = 'done' | 'too late' | 'nothing';
/** since: when the oldest of those that were sent was made. */
type Told = { sent: number; held: number; since?: number };

class Outbox {
	/** Everything on this device, also of others who used it. */
	all = $state.raw<Entry[]>([]);
	user = $state.raw<User>();
	sending = $state(false);
	readonly entries = $derived(this.all.filter(({ user }) => user === this.user?.id));
	readonly foreign = $derived(this.user ? this.all.filter(({ user }) => user !== this.user?.id) : []);
	/** How many stand in line; those that are sent at once are nobody's worry. */
	readonly waiting = $derived(this.entries.filter(({ seq, state }) => state === 'waiting' && !this.#onTheirWay.has(seq)).length);
	readonly held = $derived(this.entries.filter(({ state }) => state !== 'waiting'));
	/** Told when waiting changes were sent, so that pages show what the program made of them. */
	onSent: (told: Told) => void = () => {};
	#ids = new Map<number, number>();
	#pause = firstPause;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#flushing: Promise<void> | undefined;
	/** Something was put in line while others were being sent. */
	#again = false;
	/** Changes that this window is sending for the first time; nobody has to wait behind them. */
	readonly #onTheirWay = new SvelteSet<number>();
	readonly #others = 'BroadcastChannel' in globalThis ? new BroadcastChannel(lockName) : undefined;

	async open() {
		this.#others?.addEventListener('message', (event: MessageEvent<Told>) => void this.#follow(event.data));
		network.onBack(() => void this.flush());
		await this.#read();
	}

	/** What waiting changes do to rows, in order. What was refused is not shown as done. A row that is being made just
	 *  now comes with its answer: the stream of changes may have told of it already, and it would be there twice. */
	changes(): Change[] {
		const waiting = this.entries.filter(({ state }) => state === 'waiting');
		return waiting.flatMap((entry) => changesOf(this.#real(entry)).filter(({ how }) => how !== 'create' || !this.#onTheirWay.has(entry.seq)));
	}

	/** What laying changes over answers needs to know. */
	known(): Known {
		const { id, currency } = this.user ?? { id: 0, currency: '' };
		return { me: id, currency, row: (plural, row) => rowsSeen.get(plural, row) };
	}

	realIds<T>(value: T): T {
		return withRealIds(value, this.#ids);
	}

	/** Whether a change has to stand in line. */
	get isBusy(): boolean {
		return this.waiting > 0;
	}

	/** On disk when this returns. `tried` when it is about to be sent. */
	async add({ method, path, body, ifMatch }: Sent, tried: number): Promise<Entry> {
		const plain = (body === undefined ? undefined : JSON.parse(JSON.stringify(body))) as Fields | undefined;
		const draft = { method: method as Entry['method'], path, body: plain, temp: temporaryId() };
		const { seen, title, revision } = this.#before(draft);
		const entry: Omit<Entry, 'seq'> = {
			...draft,
			key: randomKey(),
			user: this.user?.id ?? 0,
			by: this.user?.name ?? '',
			at: Date.now(),
			ifMatch: ifMatch ?? revision,
			seen,
			title,
			tried,
			state: 'waiting',
		};
		const seq = (await inStore(['outbox'], 'readwrite', (of) => of('outbox').add(entry))) as number;
		const added = { ...entry, seq };
		if (tried > 0) this.#onTheirWay.add(seq);
		this.all = [...this.all, added];
		return added;
	}

	/** Sends a change for the first time, unless another window is sending older ones. Undefined: no answer. */
	async sendAtOnce(entry: Entry, send: () => Promise<Reply>): Promise<Reply | undefined> {
		try {
			const reply = await withLock('shared', send);
			if ([429, 502, 503, 504].includes(reply.status)) {
				network.silent();
				return undefined;
			}
			// Should the page be closed before it is gone from the disk, it is sent again and answered alike. What its
			// user did meanwhile to a row that it has made stays, and goes to the id that the program gave.
			if (reply.status < 300) void this.#finish(entry, reply.data).catch(() => {});
			else if (reply.status !== 401) void this.discard([entry.seq], { quietly: true }).catch(() => {});
			return reply;
		} catch {
			return undefined;
		} finally {
			this.#onTheirWay.delete(entry.seq);
		}
	}

	/** A change was put in line: other windows show it, and it is sent as soon as that can be. */
	wait() {
		this.#tellOthers({ sent: 0, held: 0 });
		if (!network.down) void this.flush();
		else if (!this.#timer) this.#tryLater();
	}

	/** Sends what waits. Harmless to call at any time. */
	flush(): Promise<void> {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#again = true;
		this.#flushing ??= this.#flush().finally(() => (this.#flushing = undefined));
		return this.#flushing;
	}

	/** The user did something at this time that the program has carried out. */
	did(at: number) {
		if (at > this.lastDone) localStorage.setItem(doneKey, String(at));
	}

	/** When its user did what was carried out last, here or in another window. */
	get lastDone(): number {
		return Number(localStorage.getItem(doneKey) ?? 0);
	}

	forget() {
		localStorage.removeItem(doneKey);
	}

	/** Takes the newest change back as long as the program cannot have heard of it. Nothing: what its user did last
	 *  has been carried out, even if something older still waits (behind one that needs a decision). */
	async takeBack(): Promise<TakenBack> {
		if (!this.entries.some(({ state }) => state === 'waiting')) return 'nothing';
		if (this.sending && !navigator.locks) return 'too late';
		return withLock('exclusive', () => this.#takeBackNow(), patienceOfTakingBack).catch(() => 'too late' as const);
	}

	/** With what was to be done to rows that it would have made. */
	async discard(seqs: number[], { quietly = false } = {}) {
		const gone = new Set(seqs);
		for (const entry of this.all) if (rowsOf(entry).some((row) => row.startsWith('new:') && this.#isMadeBy(gone, row))) gone.add(entry.seq);
		this.all = this.all.filter(({ seq }) => !gone.has(seq));
		await inStore(['outbox'], 'readwrite', (of) => {
			for (const seq of gone) of('outbox').delete(seq);
		});
		if (!quietly) this.#tellOthers({ sent: 0, held: 0 });
	}

	/** Its user has chosen between their values and those of others. */
	async decide(entry: Entry, keepMine: (field: string) => boolean) {
		const now = decided(entry, keepMine);
		if (!now) await this.discard([entry.seq]);
		else await this.#put(now);
		void this.flush();
	}

	/** As it is, or with other values in place of those that were refused. */
	async again(entry: Entry, values: Fields = {}) {
		const key = randomKey();
		await this.#put({ ...entry, key, body: entry.body && deep({ ...flat(entry.body), ...flat(values) }), tried: 0, state: 'waiting', refusal: undefined });
		void this.flush();
	}

	// --- what follows is how ----------------------------------------------------------------------------

	/** No window sends meanwhile. */
	async #takeBackNow(): Promise<TakenBack> {
		await this.#read();
		const newest = this.entries.findLast(({ state }) => state === 'waiting');
		if (!newest || newest.at < this.lastDone) return 'nothing';
		if (newest.tried > 0) return 'too late';
		await this.discard([newest.seq]);
		return 'done';
	}

	/** Until nothing was put in line meanwhile: nobody else would send that. */
	async #flush() {
		while (this.#again) {
			this.#again = false;
			await this.#sendAll();
		}
	}

	async #sendAll() {
		if (this.waiting === 0) return;
		this.sending = true;
		const told = await withLock('exclusive', () => this.#sendInOrder()).catch(() => ({ sent: 0, held: 0, later: true }));
		this.sending = false;
		if (told.sent > 0 || told.held > 0) {
			this.#tellOthers(told);
			this.onSent(told);
		}
		if (told.later) this.#tryLater();
		else this.#pause = firstPause;
	}

	/** Whoever waited for the lock reads again what is left. */
	async #sendInOrder(): Promise<Told & { later: boolean }> {
		await this.#read();
		const told: Told & { later: boolean } = { sent: 0, held: 0, later: false };
		if (!(await this.#isSignedIn())) return { ...told, later: true };
		network.answered();
		const stuck = new Set<string>();
		for (const { seq } of this.entries) {
			const entry = this.entries.find((one) => one.seq === seq);
			if (!entry) continue;
			const isFree = entry.state === 'waiting' && !this.#onTheirWay.has(seq) && !this.#rowsOf(entry).some((row) => stuck.has(row));
			const outcome = isFree ? await this.#deliver(entry) : undefined;
			if (outcome?.kind === 'later') return { ...told, later: true };
			if (outcome?.kind === 'done') {
				told.sent++;
				told.since ??= entry.at;
			} else for (const row of this.#heldUpBy(entry)) stuck.add(row);
			if (outcome && outcome.kind !== 'done') told.held++;
		}
		return told;
	}

	async #deliver(entry: Entry): Promise<Outcome> {
		const now = Date.now();
		const isForgotten = entry.tried > 0 && now - entry.tried > keysLast && !overwrites(entry);
		if (isForgotten) return this.#settle(entry, { kind: 'refused', refusal: { status: 0 } });
		if (entry.tried === 0) await this.#put({ ...entry, tried: now });
		return this.#settle(entry, await deliver(this.#real({ ...entry, tried: entry.tried || now }), inTime, (next) => this.#put(next)));
	}

	async #settle(entry: Entry, outcome: Outcome): Promise<Outcome> {
		if (outcome.kind === 'refused') await this.#put({ ...entry, state: 'refused', refusal: outcome.refusal });
		if (outcome.kind === 'clash') await this.#put({ ...entry, state: 'clash', clashes: outcome.clashes, ifMatch: outcome.ifMatch });
		if (outcome.kind === 'done') await this.#finish(entry, outcome.data);
		return outcome;
	}

	/** The change leaves in the same breath as its rows' ids are learnt: a page that is closed in between
	 *  would lose who is meant by what is still to come. */
	async #finish(entry: Entry, data: unknown) {
		this.did(entry.at);
		const learnt: [number, number][] = [];
		const rows = ((data as { items?: { id: number }[] } | undefined)?.items ?? [data]) as ({ id: number } | undefined)[];
		changesOf(entry).forEach(({ how }, at) => {
			if (how === 'create' && rows[at]) learnt.push([entry.temp - at, rows[at].id]);
		});
		this.#ids = new Map([...this.#ids, ...learnt].slice(-mostIds));
		this.all = this.all.filter(({ seq }) => seq !== entry.seq);
		await inStore(['outbox', 'notes'], 'readwrite', (of) => {
			of('outbox').delete(entry.seq);
			if (learnt.length === 0) return;
			// Another window may have learnt others meanwhile.
			const kept = of('notes').get('ids') as IDBRequest<[number, number][] | undefined>;
			kept.onsuccess = () => of('notes').put([...new Map([...(kept.result ?? []), ...learnt])].slice(-mostIds), 'ids');
		});
	}

	/** A session of somebody else must not carry out what this user did. */
	async #isSignedIn(): Promise<boolean> {
		const reply = await inTime({ method: 'get', path: '/session' }).catch(() => undefined);
		return reply?.status === 200 && (reply.data as { user: User }).user.id === this.user?.id;
	}

	#tryLater() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => void this.flush(), this.#pause * (0.75 + Math.random() / 2));
		this.#pause = Math.min(this.#pause * 2, longestPause);
	}

	async #put(entry: Entry) {
		this.all = this.all.map((one) => (one.seq === entry.seq ? entry : one));
		await inStore(['outbox'], 'readwrite', (of) => of('outbox').put(entry));
	}

	async #read() {
		this.#ids = new Map([...((await notes.get<[number, number][]>('ids')) ?? []), ...this.#ids]);
		this.all = await inStore(['outbox'], 'readonly', (of) => of('outbox').getAll() as IDBRequest<Entry[]>);
	}

	async #follow(told: Told) {
		await this.#read();
		if (told.sent > 0) this.onSent({ ...told, sent: 0 });
	}

	#tellOthers(told: Told) {
		this.#others?.postMessage(told);
	}

	#real(entry: Entry): Entry {
		return { ...withRealIds(entry, this.#ids), path: withRealIds(entry.path, this.#ids) };
	}

	#rowsOf(entry: Entry): string[] {
		return rowsOf(this.#real(entry));
	}

	/** Later changes of the same rows, and of rows that belong to those it was to make. */
	#heldUpBy(entry: Entry): string[] {
		const made = changesOf(entry).filter(({ how }) => how === 'create');
		return [...this.#rowsOf(entry).filter((row) => !row.startsWith('new:')), ...made.map(({ id }) => `new:${id}`)];
	}

	#isMadeBy(seqs: Set<number>, row: string): boolean {
		return this.all.some((entry) => seqs.has(entry.seq) && changesOf(entry).some(({ id, how }) => how === 'create' && `new:${id}` === row));
	}

	/** The row as its user saw it: what the program said, and what they have changed since. */
	#before(draft: Pick<Entry, 'method' | 'path' | 'body' | 'temp'>) {
		const [change] = changesOf(draft);
		if (!change) return { seen: {}, title: '', revision: undefined };
		const { plural, id, how, values } = change;
		const given = rowsSeen.get(plural, this.realIds(id));
		const own = this.changes().filter((one) => one.plural === plural && one.id === id);
		const row = flat(overRow(id, given, own, this.known()) ?? {});
		// Of a row that is known as a whole, or made here, what is not there is not set.
		const isWhole = isTemporary(id) || rowsSeen.whole(plural, id) !== undefined;
		const known = Object.keys(flat(values)).filter((name) => isWhole || name in row);
		const named = how === 'create' ? values : row;
		return {
			seen: Object.fromEntries(known.map((name) => [name, row[name] ?? null])),
			title: String(named.title ?? named.subject ?? named.name ?? ''),
			revision: how === 'update' && !isTemporary(id) && given && 'revision' in given ? `"${String(given.revision)}"` : undefined,
		};
	}
}

/** Several windows may send single changes side by side, but only one sends what has waited. Locks exist where
 *  the page came over TLS or loopback; elsewhere the keys alone keep changes from being done twice. */
async function withLock<T>(mode: 'shared' | 'exclusive', work: () => Promise<T>, patience?: number): Promise<T> {
	if (!navigator.locks) return work();
	const options = mode === 'shared' ? { mode, ifAvailable: true } : patience ? { mode, signal: AbortSignal.timeout(patience) } : { mode };
	return navigator.locks.request(lockName, options, async (lock) => {
		if (!lock) throw new Error('another window is sending');
		return work();
	});
}

/** A connection that hangs must not hold up for ever what waits, in all windows. */
function inTime(sent: Sent, key?: string): Promise<Reply> {
	return overNetwork({ ...sent, signal: AbortSignal.timeout(patienceOfSending) }, key);
}

export const outbox = new Outbox();
