// A change that waits for the program, as it lies in the outbox, and what it does to which rows.
import type { Method } from '$lib/api/network';

/** A field that somebody else changed too: as it was seen, as it is wanted, as it is now. */
export type Clash = { field: string; mine: unknown; theirs: unknown; who?: string | undefined; at?: string | undefined };

export type Refusal = { status: number; title?: string; detail?: string; errors?: { field: string; code: string; message: string }[] };

export type Entry = {
	/** The order in which changes were made and are sent. */
	seq: number;
	/** The Idempotency-Key: however often it is sent, it is done once. */
	key: string;
	/** Whose change it is. */
	user: number;
	by: string;
	at: number;
	method: Exclude<Method, 'get'>;
	path: string;
	body?: Record<string, unknown> | undefined;
	ifMatch?: string | undefined;
	/** The id by which a new row is called until the program gives it one; of a batch, that of its first. */
	temp: number;
	/** The fields that it changes as its user saw them. */
	seen: Record<string, unknown>;
	/** What its user calls the row. */
	title: string;
	/** When it was first sent; 0: never, so the program cannot know it. */
	tried: number;
	state: 'waiting' | 'refused' | 'clash';
	refusal?: Refusal | undefined;
	clashes?: Clash[] | undefined;
};

export type Change = {
	plural: string;
	id: number;
	how: 'create' | 'update' | 'archive' | 'restore';
	values: Record<string, unknown>;
};

type Path = { plural: string; id?: number; verb?: string };
type Operation = { op: string; id?: number; body?: Record<string, unknown> };

/** `/deals/5/move`, `/deals/5`, `/deals/batch`, `/deals`; whatever stands after a `?` is left out. */
export function readPath(path: string): Path {
	const [plural = '', second, third] = path.split('?')[0]!.slice(1).split('/');
	const id = second === undefined ? NaN : Number(second);
	if (second === undefined) return { plural };
	if (Number.isNaN(id)) return { plural, verb: second };
	return third === undefined ? { plural, id } : { plural, id, verb: third };
}

const sales = ['companies', 'contacts', 'leads', 'deals', 'deal_lines', 'deal_contacts', 'activities'];
/** What else than plain fields can be changed without an answer: its result is known beforehand. */
const verbs = ['move', 'restore', 'qualify', 'disqualify'];

/** Whether the change can wait. Others need the program's answer: imports, settings, merging, converting. */
export function canWait(method: Method, path: string): boolean {
	const { plural, id, verb } = readPath(path);
	if (!sales.includes(plural)) return false;
	if (method !== 'post') return id !== undefined && verb === undefined;
	if (id === undefined) return verb === undefined || (verb === 'batch' && plural === 'activities');
	return verbs.includes(verb ?? '');
}

/** Operations whose answer is the row of their address, as reading it would give it. */
const answerTheirRow = ['move', 'restore', 'qualify', 'disqualify', 'reopen', 'convert', 'unconvert'];

/** Whether what the change answers may be kept as its row. Others answer rows of another kind; a new token's
 *  answer has its secret, which stays nowhere. */
export function answersItsRow(path: string): boolean {
	const { plural, verb } = readPath(path);
	return plural !== 'tokens' && (verb === undefined || answerTheirRow.includes(verb));
}

/** Whether another's change in between would be lost by it. */
export function overwrites({ method, path }: Pick<Entry, 'method' | 'path'>): boolean {
	return method === 'patch' || readPath(path).verb === 'move';
}

export function changesOf(entry: Pick<Entry, 'method' | 'path' | 'body' | 'temp'>): Change[] {
	const { plural, id, verb } = readPath(entry.path);
	const values = entry.body ?? {};
	if (verb === 'batch') return ((values.operations ?? []) as Operation[]).map((one, at) => ofBatch(plural, one, entry.temp - at));
	if (id === undefined) return [{ plural, id: entry.temp, how: 'create', values }];
	if (entry.method === 'delete') return [{ plural, id, how: 'archive', values: {} }];
	if (verb === 'restore') return [{ plural, id, how: 'restore', values: {} }];
	return [{ plural, id, how: 'update', values: ofVerb(verb, values) }];
}

function ofBatch(plural: string, { op, id, body = {} }: Operation, temp: number): Change {
	const how = op === 'archive' || op === 'restore' || op === 'create' ? op : 'update';
	return { plural, id: id ?? temp, how, values: body };
}

/** What an operation is known to set. The program sets more; it tells when it has done it. */
function ofVerb(verb: string | undefined, values: Record<string, unknown>): Record<string, unknown> {
	if (verb === 'qualify') return { lifecycle: 'prospect' };
	if (verb === 'disqualify') return { lifecycle: 'disqualified' };
	if (verb !== 'move') return values;
	const { override: _, revive_on: __, ...set } = values;
	return set;
}

/** Ids of rows that the program does not know yet are far below zero. No other number is. */
export function isTemporary(id: unknown): id is number {
	return typeof id === 'number' && id < -1e12;
}

/** Whether an address speaks of a row made here; what somebody searches for may look like its id. */
export function speaksOfTemporary(path: string): boolean {
	const [address = '', query] = path.split('?');
	const values = [...new URLSearchParams(query)].flatMap(([name, value]) => (name === 'q' ? [] : value.split(',')));
	return [...address.split('/'), ...values].some((value) => /^-\d{16}$/.test(value));
}

let last = 0;

/** A new one, not given twice in this window, and hardly by two; room below it for the rows of a batch. */
export function temporaryId(now = Date.now()): number {
	last = Math.max(last + 1, now * 4 + Math.floor(Math.random() * 4));
	return -last * 1000;
}

/** The temporary ids that a change speaks of, in its address and anywhere in its body. */
export function temporaryIds(entry: Pick<Entry, 'path' | 'body'>): number[] {
	const found: number[] = [];
	const look = (value: unknown) => {
		if (isTemporary(value)) found.push(value);
		else if (value && typeof value === 'object') Object.values(value).forEach(look);
	};
	look(readPath(entry.path).id);
	look(entry.body);
	return found;
}

/** The same with the ids that the program has given since. */
export function withRealIds<T>(value: T, ids: ReadonlyMap<number, number>): T {
	if (ids.size === 0 || value === undefined) return value;
	if (typeof value === 'string') return value.replace(/-\d{13,}/g, (id) => String(ids.get(Number(id)) ?? id)) as T;
	return JSON.parse(JSON.stringify(value), (_, one: unknown) => (isTemporary(one) ? (ids.get(one) ?? one) : one)) as T;
}

/** The rows that a change touches, or needs to be there: what happens to one of them holds it up. */
export function rowsOf(entry: Entry): string[] {
	return [...changesOf(entry).map(({ plural, id }) => `${plural}:${id}`), ...temporaryIds(entry).map((id) => `new:${id}`)];
}
