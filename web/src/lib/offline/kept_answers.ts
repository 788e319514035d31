// The last answers to what was read, so that the app opens on them without a network. They are the
// user's: carrier.ts wipes them when another signs in. How much is kept has a bound in number, size and age.
import { inStore } from './store';

export type KeptAnswer = { path: string; text: string; etag?: string | undefined; at: number };

const most = 400;
const mostCharacters = 16_000_000;
const longest = 1_000_000;
const oldest = 14 * 86_400_000;
/** Changes of others can come many times a second: answers are written together, a little later. */
const pause = 1000;

const waiting = new Map<string, KeptAnswer>();
let timer: ReturnType<typeof setTimeout> | undefined;
let written = 0;
let forgotten = 0;

/** Pages behind the first, searches and the past are not worth the room. */
function isWorthKeeping(path: string): boolean {
	return !/[?&](cursor|as_of|q|id\.in|stage_id\.in)=|^\/(search|events|exports|duplicates)/.test(path);
}

/** A board is asked for as a whole and column by column; it is kept as one. */
function boardOf(path: string): { whole: string; stage: number | undefined } | undefined {
	const [address = '', query] = path.split('?');
	if (!/^\/pipelines\/\d+\/board$/.test(address)) return undefined;
	const parameters = new URLSearchParams(query);
	const stage = Number(parameters.get('stage_id')) || undefined;
	parameters.delete('stage_id');
	parameters.delete('limit');
	return { whole: `${address}?${parameters}`, stage };
}

export function keepAnswer(path: string, text: string, etag?: string) {
	if (text.length > longest || !isWorthKeeping(path)) return;
	waiting.set(path, { path, text, etag, at: Date.now() });
	timer ??= setTimeout(() => void writeAnswers().catch(() => {}), pause);
}

export async function writeAnswers() {
	clearTimeout(timer);
	timer = undefined;
	const answers = [...waiting.values()];
	const before = forgotten;
	waiting.clear();
	const ready = new Map<string, KeptAnswer>();
	for (const answer of answers) await makeReady(answer, ready);
	if (before !== forgotten) return;
	await inStore(['answers'], 'readwrite', (of) => {
		for (const answer of ready.values()) of('answers').put(answer);
	});
	if (written++ % 50 === 0) await forgetOld();
}

export async function findAnswer(path: string): Promise<KeptAnswer | undefined> {
	if (waiting.size > 0) await writeAnswers();
	const board = boardOf(path);
	const kept = isWorthKeeping(path) ? await read(board?.whole ?? path) : undefined;
	if (!kept || Date.now() - kept.at > oldest) return undefined;
	return board?.stage ? { ...kept, path, text: columnOf(kept.text, board.stage) } : kept;
}

export async function forgetAnswers() {
	clearTimeout(timer);
	timer = undefined;
	waiting.clear();
	forgotten++;
	await inStore(['answers'], 'readwrite', (of) => void of('answers').clear());
}

function read(path: string): Promise<KeptAnswer | undefined> {
	return inStore(['answers'], 'readonly', (of) => of('answers').get(path) as IDBRequest<KeptAnswer | undefined>);
}

type BoardText = { stages: { id: number }[] };

/** A column takes its place in the board that is kept. */
async function makeReady(answer: KeptAnswer, ready: Map<string, KeptAnswer>) {
	const board = boardOf(answer.path);
	if (!board) return ready.set(answer.path, answer);
	if (!board.stage) return ready.set(board.whole, { ...answer, path: board.whole });
	const kept = ready.get(board.whole) ?? (await read(board.whole));
	if (!kept) return undefined;
	const [whole, part] = [JSON.parse(kept.text) as BoardText, JSON.parse(answer.text) as BoardText];
	whole.stages = whole.stages.map((stage) => part.stages.find(({ id }) => id === stage.id) ?? stage);
	return ready.set(board.whole, { ...answer, path: board.whole, text: JSON.stringify(whole) });
}

function columnOf(text: string, stage: number): string {
	const board = JSON.parse(text) as BoardText;
	return JSON.stringify({ ...board, stages: board.stages.filter(({ id }) => id === stage) });
}

/** From the newest on, until one of the bounds is reached; what comes behind goes. */
async function forgetOld() {
	let [number, characters] = [0, 0];
	await inStore(['answers'], 'readwrite', (of) => {
		const walk = of('answers').index('at').openCursor(null, 'prev');
		walk.onsuccess = () => {
			const cursor = walk.result;
			if (!cursor) return;
			const { text, at } = cursor.value as KeptAnswer;
			characters += text.length;
			if (++number > most || characters > mostCharacters || Date.now() - at > oldest) cursor.delete();
			cursor.continue();
		};
	});
}

addEventListener('pagehide', () => void (waiting.size > 0 && writeAnswers().catch(() => {})));
