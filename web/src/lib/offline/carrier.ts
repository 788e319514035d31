// How requests travel: over the network where there is one, else to what this device keeps. What is read
// is kept for such times; what is changed goes through the outbox, so that it is not lost on its way.
import { hooks, overNetwork, overNetworkTwice, randomKey, type Reply, type Sent } from '$lib/api/network';
import { ApiError } from '$lib/api/problem';
import { answersItsRow, canWait, changesOf, isTemporary, readPath, speaksOfTemporary, temporaryIds, type Entry } from './entry';
import { findAnswer, forgetAnswers, keepAnswer } from './kept_answers';
import { network } from './network.svelte';
import { outbox } from './outbox.svelte';
import { overlay, overRow } from './overlay';
import { rowsSeen } from './rows_seen';
import { untrack } from 'svelte';

/** How long a read may take before what is kept is shown in its place. */
const patience = 8_000;
const patienceAtStart = 3_000;
/** The same once a request has failed. */
const patienceWhenLost = 2_000;
/** A change that is not answered by then waits in the outbox. */
const patienceOfWriting = 15_000;
/** While a deed takes long, the program may take that long to say that it is there at all. */
const patienceOfWatching = 15_000;
/** A deed that is repeated later than that is meant as another one. */
const repeatedWithin = 600_000;

/** Pages ask in effects, which must not run again because the network went. */
export function carry(sent: Sent): Promise<Reply> {
	return untrack(() => carryNow(sent));
}

async function carryNow(sent: Sent): Promise<Reply> {
	const path = outbox.realIds(sent.path);
	const real = { ...sent, path, body: outbox.realIds(sent.body) };
	const reply = await (sent.method === 'get' ? read(real) : canWait(sent.method, path) && outbox.user ? change(real) : act(real));
	if (path === '/session') await meet(sent.method, reply);
	else if (reply.status === 401) lock();
	return reply;
}

// --- reading -----------------------------------------------------------------------------------------

async function read(sent: Sent): Promise<Reply> {
	if (speaksOfTemporary(sent.path)) return madeHere(sent.path);
	const fetching = fetchAnswer(sent);
	fetching.catch(() => {});
	try {
		const longest = network.lost ? patienceWhenLost : sent.path === '/session' ? patienceAtStart : patience;
		const inTime = await Promise.race([fetching, after(longest)]);
		if (inTime) return laidOver(sent.path, inTime);
	} catch (error) {
		if (!(error instanceof ApiError)) throw error;
		network.silent();
		return laidOver(sent.path, await kept(sent.path).catch(() => Promise.reject(error)));
	}
	const answer = await kept(sent.path).catch(() => undefined);
	if (!answer && network.lost) throw new ApiError(0, {});
	if (!answer) return laidOver(sent.path, await fetching);
	network.slow();
	fetching.then((late) => late.status === 200 && late.text !== answer.text && network.brings(), (error) => error instanceof ApiError && network.silent());
	return laidOver(sent.path, answer);
}

async function fetchAnswer(sent: Sent): Promise<Reply> {
	const asked = wiped;
	const reply = await (network.down ? overNetwork(sent) : overNetworkTwice(sent));
	network.answered();
	if (reply.status === 200 && asked === wiped) {
		rowsSeen.learn(sent.path, reply.data);
		keepAnswer(sent.path, reply.text, reply.etag);
	}
	return reply;
}

/** Pages of which it is worth saying how old they are; names and the like are beside the point. */
const isContent = /^\/(pipelines\/\d+\/(board|calendar|review|waterfall|insight)|today|(deals|leads)\/\d+|(deals|leads|companies|contacts|products|activities|review_decisions)(\?|$))/;

async function kept(path: string): Promise<Reply> {
	if (path === '/session' && isLocked()) throw new ApiError(401, {});
	const answer = await findAnswer(path);
	if (!answer) return fromRow(path);
	const data: unknown = JSON.parse(answer.text);
	rowsSeen.learn(path, data);
	if (isContent.test(path) || path === location.pathname) network.shows(answer.at);
	return { status: 200, data, text: answer.text, etag: answer.etag };
}

/** A row that was seen in a list, or a deal on the board, needs not to have been opened. */
function fromRow(path: string): Reply {
	const { plural, id, verb } = readPath(path);
	const row = id !== undefined && verb === undefined && !path.includes('as_of=') ? rowsSeen.get(plural, id) : undefined;
	if (row?.revision === undefined) throw new ApiError(0, {});
	return { status: 200, data: row, text: '', etag: `"${String(row.revision)}"` };
}

/** What is asked of a row that waits in the outbox is known here, and only here. */
function madeHere(path: string): Reply {
	const { id, verb } = readPath(path);
	const isRow = isTemporary(id) && verb === undefined;
	const data = overlay(path, isRow ? undefined : { items: [], next: null }, outbox.changes(), outbox.known());
	if (!data) return { status: 404, data: {}, text: '' };
	return { status: 200, data, text: '', etag: isRow ? '"0"' : undefined };
}

function laidOver(path: string, reply: Reply): Reply {
	if (reply.status !== 200 || path.includes('as_of=')) return reply;
	return { ...reply, data: overlay(path, reply.data, outbox.changes(), outbox.known()) };
}

function after(pause: number): Promise<undefined> {
	return new Promise((done) => setTimeout(() => done(undefined), pause));
}

// --- changing ----------------------------------------------------------------------------------------

/** A change is on disk before it is sent. Behind others it takes its place in line, and its answer is what it
 *  will be. */
async function change(sent: Sent): Promise<Reply> {
	const standsInLine = network.down || outbox.isBusy || temporaryIds(sent as Entry).length > 0;
	const entry = await outbox.add(sent, standsInLine ? 0 : Date.now()).catch(() => undefined);
	if (!entry) return act(sent); // no database: a private window, a full disk
	const reply = standsInLine ? undefined : await outbox.sendAtOnce(entry, () => write({ ...sent, signal: AbortSignal.timeout(patienceOfWriting) }, entry.key));
	if (reply && reply.status !== 401) return reply;
	outbox.wait();
	return assumed(entry);
}

/** Nothing that an undo would take back. */
const isNoDeed = /^\/(session|undo)(\/|$)/;

/** What needs the program's own answer, after all that was to happen before. Where nothing can be reached that is
 *  said at once. */
async function act(sent: Sent): Promise<Reply> {
	const at = Date.now();
	const isSigningIn = sent.method === 'post' && sent.path === '/session'; // its own answer says it, too
	if (network.lost && !isSigningIn) await probe(patienceWhenLost);
	if (outbox.isBusy) await outbox.flush();
	if (speaksOfTemporary(sent.path) || temporaryIds({ path: '', body: sent.body as Entry['body'] }).length > 0) throw new ApiError(0, {});
	const reply = await onceOnly(sent);
	if (reply.status < 300 && !isNoDeed.test(sent.path)) outbox.did(at);
	return reply;
}

/** Is the program there? Throws where it does not say so in time. An answer that comes later counts for what is
 *  done next: a slow connection is one all the same. */
async function probe(longest: number) {
	const asking = overNetwork({ method: 'get', path: '/session', signal: AbortSignal.timeout(patienceOfWatching) }).then(() => network.answered());
	if (!(await Promise.race([asking.then(() => true), after(longest)]))) throw new ApiError(0, {});
}

/** Keys of deeds of which no answer came, so that who repeats one that the program has heard of does not double it. */
const unanswered = new Map<string, { key: string; at: number }>();

async function onceOnly(sent: Sent): Promise<Reply> {
	// Every undo is one of its own: what it takes back is not what the one before took back.
	if (sent.path === '/undo') return unlessGone(sent, (signal) => write({ ...sent, signal }, randomKey()));
	const name = `${sent.method} ${sent.path} ${JSON.stringify(sent.body)}`;
	const before = unanswered.get(name);
	const key = before && Date.now() - before.at < repeatedWithin ? before.key : randomKey();
	unanswered.set(name, { key, at: Date.now() });
	const reply = await unlessGone(sent, (signal) => write({ ...sent, signal }, key));
	unanswered.delete(name);
	return reply;
}

/** Some deeds take the program long: as long as it answers other questions they are waited for. */
async function unlessGone(sent: Sent, send: (signal: AbortSignal) => Promise<Reply>): Promise<Reply> {
	const ends = new AbortController();
	let waits = true;
	sent.signal?.addEventListener('abort', () => ends.abort(sent.signal?.reason));
	const watch = async () => {
		for (await after(patience); waits; await after(patience)) await probe(patienceOfWatching);
	};
	watch().catch(() => ends.abort(new DOMException('no answer', 'TimeoutError')));
	try {
		return await send(ends.signal);
	} finally {
		waits = false;
	}
}

async function write(sent: Sent, key: string): Promise<Reply> {
	try {
		const reply = await overNetworkTwice(sent, key);
		network.answered();
		if (reply.status < 300) learnRow(sent.path, reply);
		return reply;
	} catch (error) {
		if (error instanceof ApiError) network.silent();
		throw error;
	}
}

/** The row that a change answers is what reading it would give now. */
function learnRow(path: string, { data, text, etag }: Reply) {
	if (!answersItsRow(path)) return;
	const { plural } = readPath(path);
	const { id, revision } = (data ?? {}) as { id?: number; revision?: number };
	if (id === undefined || revision === undefined) return;
	rowsSeen.learn(`/${plural}/${id}`, data);
	keepAnswer(`/${plural}/${id}`, text, etag);
}

function assumed(entry: Entry): Reply {
	const items = changesOf(entry).map(({ plural, id, values }) => {
		const own = outbox.changes().filter((change) => change.plural === plural);
		return overRow(id, rowsSeen.get(plural, id), own, outbox.known()) ?? { id, revision: 0, ...values };
	});
	if (entry.method === 'delete') return { status: 204, data: undefined, text: '' };
	const isBatch = readPath(entry.path).verb === 'batch';
	const data = isBatch ? { batch_id: 0, items, refused: [] } : items[0];
	return { status: 200, data, text: '', etag: isBatch ? undefined : `"${String(items[0]?.revision ?? 0)}"` };
}

// --- whose data it is --------------------------------------------------------------------------------

const userKey = 'alur.user';
const lockedKey = 'alur.locked';

type SessionAnswer = { user: { id: number; name: string }; organisation: { currency: string } };

/** Whom this page has shown its data to. */
let met: number | undefined;

/** Another user finds nothing of the one before: neither on this device nor in the memory of this page. */
async function meet(method: Sent['method'], { status, data }: Reply) {
	if (method === 'delete' && (status < 300 || status === 401)) return leave();
	if (method === 'post' && status === 401) return; // who signs in by what is not good is signed in as before, or not at all
	if (status === 401) return lock();
	if (status >= 300) return; // signing in is answered with 201
	const { user, organisation } = data as SessionAnswer;
	if (localStorage.getItem(userKey) !== String(user.id)) await forget();
	localStorage.setItem(userKey, String(user.id));
	localStorage.removeItem(lockedKey);
	if (met !== undefined && met !== user.id) return beginAnew();
	met = user.id;
	outbox.user = { id: user.id, name: user.name, currency: organisation.currency };
	void outbox.flush();
}

/** Whoever waits for an answer here waits until the page is gone. */
function beginAnew(): Promise<never> {
	outbox.user = undefined;
	location.reload();
	return new Promise(() => {});
}

/** What happens to the session in one window happens to all: they share its cookie. */
export function followOtherWindows() {
	addEventListener('storage', ({ key, newValue }) => {
		if (key === userKey && newValue === null) void forget();
		if (key === userKey && newValue !== null && met !== undefined && newValue !== String(met)) void beginAnew();
		if (key === lockedKey && newValue !== null) {
			outbox.user = undefined;
			hooks.signedOut();
		}
	});
}

/** The program knows no session any more: what is kept is shown to nobody, until its user is back. */
function lock() {
	localStorage.setItem(lockedKey, '1');
	outbox.user = undefined;
}

function isLocked(): boolean {
	return localStorage.getItem(lockedKey) !== null;
}

/** Signed out: nothing stays on this device. The page has warned of changes that were not sent. */
async function leave() {
	await outbox.discard(outbox.entries.map(({ seq }) => seq)).catch(() => {});
	await forget();
	localStorage.removeItem(userKey);
	outbox.forget();
	lock();
}

/** How often this page has wiped what is kept: an answer to what was asked before is not kept after. */
let wiped = 0;

async function forget() {
	wiped++;
	rowsSeen.forget();
	await forgetAnswers().catch(() => {});
}
