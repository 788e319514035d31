// Sends one change of the outbox, and says what became of it. A change that was lost on its way is simply
// sent again: its key makes the program answer as it did the first time. One that another's change has
// overtaken is merged field by field (merge.ts).
import { randomKey, type Reply, type Sent } from '$lib/api/network';
import { overwrites, readPath, type Clash, type Entry, type Refusal } from './entry';
import { deep, flat, merge, type Fields } from './merge';

export type Send = (sent: Sent, key?: string) => Promise<Reply>;

export type Outcome =
	| { kind: 'done'; data: unknown; etag?: string | undefined }
	| { kind: 'refused'; refusal: Refusal }
	| { kind: 'clash'; clashes: Clash[]; ifMatch: string | undefined }
	/** There is no program to hear it, or it is too busy, or somebody else is signed in. */
	| { kind: 'later'; signedOut?: boolean };

/** No row has this ETag: the change is done only if it was done before (then it is answered as before), and
 *  otherwise first compared with the row as it is now. */
const neverFits = '"0"';
const mostMerges = 3;

/** `keep` writes the entry down before it is sent in another form. Throws nothing. */
export async function deliver(entry: Entry, send: Send, keep: (entry: Entry) => Promise<void>): Promise<Outcome> {
	let now = entry;
	for (let attempt = 0; attempt <= mostMerges; attempt++) {
		const reply = await trySending(now, send);
		if (!reply) return { kind: 'later' };
		if (reply.status < 300) return { kind: 'done', data: reply.data, etag: reply.etag };
		if (reply.status !== 412) return refused(entry, reply);
		const merged = await compare(now, send);
		if ('kind' in merged) return merged;
		await keep(merged);
		now = merged;
	}
	return { kind: 'later' };
}

async function trySending({ method, path, body, key, ...entry }: Entry, send: Send): Promise<Reply | undefined> {
	const ifMatch = overwrites({ method, path }) ? (entry.ifMatch ?? neverFits) : undefined;
	const reply = await send({ method, path, body, ifMatch }, key).catch(() => undefined);
	return reply && [429, 502, 503, 504].includes(reply.status) ? undefined : reply;
}

function refused({ method }: Entry, { status, data }: Reply): Outcome {
	if (status === 401) return { kind: 'later', signedOut: true };
	// Somebody else has archived it meanwhile: so it is.
	if (status === 404 && method === 'delete') return { kind: 'done', data: undefined };
	return { kind: 'refused', refusal: { ...(data as object | undefined), status } };
}

/** The entry as it can be sent on, or what has become of it already. */
async function compare(entry: Entry, send: Send): Promise<Entry | Outcome> {
	const { plural, id, verb } = readPath(entry.path);
	const reply = await send({ method: 'get', path: `/${plural}/${id}` }).catch(() => undefined);
	if (!reply || reply.status >= 500) return { kind: 'later' };
	if (reply.status >= 300) return refused(entry, reply);
	const wanted = flat(entry.body ?? {});
	// A move is one deed: where the deal stands decides, the rest goes with it.
	const judged = verb === 'move' ? { stage_id: wanted.stage_id } : wanted;
	const { mine, clashes } = merge(judged, flat(entry.seen), flat(reply.data as Fields));
	if (clashes.length > 0) return { kind: 'clash', clashes: await withAuthors(`/${plural}/${id}/history`, clashes, send), ifMatch: reply.etag };
	if (Object.keys(mine).length === 0) return { kind: 'done', data: reply.data, etag: reply.etag };
	const isWhole = verb === 'move' || Object.keys(mine).length === Object.keys(wanted).length;
	// Another body is another request, and needs a key of its own. The first one is known to be undone.
	return { ...entry, ifMatch: reply.etag, ...(isWhole ? {} : { body: deep(mine), key: randomKey() }) };
}

type HistoryItem = { at: string; actor: { name: string } | null; changes: Record<string, unknown> };

/** Who set the fields last, and when; without it where the history cannot be read. */
async function withAuthors(path: string, clashes: Clash[], send: Send): Promise<Clash[]> {
	const reply = await send({ method: 'get', path: `${path}?limit=50` }).catch(() => undefined);
	const items = (reply?.data as { items?: HistoryItem[] } | undefined)?.items ?? [];
	return clashes.map((clash) => {
		const change = items.find(({ changes }) => clash.field in changes || clash.field.split('.')[0]! in changes);
		return { ...clash, who: change?.actor?.name, at: change?.at };
	});
}

/** The entry as its user decided: of the fields in question only those that are to be theirs, and all the
 *  others. Undefined when nothing is left to send. */
export function decided(entry: Entry, keepMine: (field: string) => boolean): Entry | undefined {
	const clashes = entry.clashes ?? [];
	const dropped = clashes.filter(({ field }) => !keepMine(field)).map(({ field }) => field);
	if (dropped.length > 0 && readPath(entry.path).verb === 'move') return undefined;
	const fields = Object.entries(flat(entry.body ?? {})).filter(([name]) => !dropped.includes(name));
	if (fields.length === 0) return undefined;
	const seen = { ...flat(entry.seen), ...Object.fromEntries(clashes.map(({ field, theirs }) => [field, theirs])) };
	const body = deep(Object.fromEntries(fields));
	return { ...entry, body, seen, key: randomKey(), state: 'waiting', clashes: undefined, refusal: undefined };
}
