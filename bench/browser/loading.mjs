// What it takes until the board, and the pages that add up years, can be used: bytes and time.
import { close, median, processorTime, say } from './window.mjs';

const boardIsDrawn = 'main[aria-busy=false] [data-card]';

/** Bytes of scripts and styles as the server compressed them; what is fetched once there are cards does not count. */
export async function weight(bench) {
	const page = await bench.open({ serviceWorkers: 'block' });
	await page.goto(`${bench.url}/pipelines/1`, { waitUntil: 'commit' });
	const board = await page.evaluate(async (cards) => {
		const shown = await window.bench.frameWith(() => document.querySelector(cards));
		const files = performance.getEntriesByType('resource').filter((one) => one.startTime < shown && /\.(js|css)$/.test(one.name));
		return files.map((one) => one.encodedBodySize);
	}, boardIsDrawn);
	const named = await namedFiles(bench, '/');
	await close(page);
	say('scripts and styles that `/` names, with static imports', sum(await sizes(bench, named)) / 1024, '<= 120', ' KiB');
	say('all scripts and styles loaded before the board shows', sum(board) / 1024, '<= 160', ' KiB');
	say('  in so many files', board.length);
}

/** The scripts and styles of a page, and what they import without being asked. */
async function namedFiles(bench, path) {
	const html = await (await fetch(bench.url + path)).text();
	const left = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
	const seen = new Set();
	while (left.length > 0) {
		const file = left.pop();
		if (seen.has(file)) continue;
		seen.add(file);
		const text = await (await fetch(bench.url + file)).text();
		for (const [, name] of text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) left.push(new URL(name, bench.url + file).pathname);
	}
	return [...seen];
}

async function sizes(bench, files) {
	const heads = files.map((file) => fetch(bench.url + file, { method: 'HEAD', headers: { 'Accept-Encoding': 'br' } }));
	return (await Promise.all(heads)).map((head) => Number(head.headers.get('content-length')));
}

const sum = (values) => values.reduce((total, one) => total + one, 0);

/** From navigation, with a cold cache, until cards are drawn and the key for the next card is answered. */
export async function usable(bench) {
	await boardOnce(bench, 1); // so that the program has read the board before
	const slow = await times(5, () => boardOnce(bench, 4));
	const plain = await times(5, () => boardOnce(bench, 1));
	say('board usable, processor slowed 4 times, from navigation', middle(slow, 'answered') / 1000, '<= 1.5', ' s');
	say('  of this until cards are drawn', middle(slow, 'drawn') / 1000, undefined, ' s');
	say('board usable, processor not slowed', middle(plain, 'answered') / 1000, undefined, ' s');
	say("  of this processor time of the page's main thread", middle(plain, 'processor') / 1000, undefined, ' s');
	say('  an empty page of the same program until it is drawn', (await emptyPage(bench)) / 1000, undefined, ' s');
}

async function boardOnce(bench, slower) {
	const page = await bench.open({ slower });
	await page.goto(`${bench.url}/pipelines/1`, { waitUntil: 'commit' });
	const drawn = await page.evaluate((cards) => window.bench.frameWith(() => document.querySelector(cards)), boardIsDrawn);
	const answer = page.evaluate(() => window.bench.frameWith(() => document.activeElement?.closest('[data-card]')));
	await page.keyboard.press('j');
	const figures = { drawn, answered: await answer, processor: await processorTime(page) };
	await close(page);
	return figures;
}

/** What the machine itself needs for a page, slowed 4 times. */
async function emptyPage(bench) {
	const once = async () => {
		const page = await bench.open({ slower: 4 });
		await page.goto(`${bench.url}/healthz`, { waitUntil: 'commit' });
		const drawn = await page.evaluate(() => window.bench.frameWith(() => true));
		await close(page);
		return drawn;
	};
	return median(await times(5, once));
}

async function times(count, once) {
	const figures = [];
	for (let i = 0; i < count; i++) figures.push(await once());
	return figures;
}

const middle = (figures, name) => median(figures.map((one) => one[name]));

/** Insight of its own period, and reviews of a week and of a year. */
export async function pages(bench) {
	const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
	const asked = {
		'Insight, as it opens': '/insight',
		'review of a week': `/review?pipeline=1&from=${day(7)}&to=${day(0)}`,
		'review of a year until today': `/review?pipeline=1&from=${day(365)}&to=${day(0)}`,
		'review of a year until a year ago': `/review?pipeline=1&from=${day(730)}&to=${day(365)}`,
	};
	for (const [name, path] of Object.entries(asked)) say(`${name}, until all is shown`, median(await times(3, () => shown(bench, path))) / 1000, undefined, ' s');
}

async function shown(bench, path) {
	const page = await bench.open();
	await page.goto(bench.url + path, { waitUntil: 'commit' });
	const at = await page.evaluate(() => window.bench.frameWith(() => document.querySelector('main[aria-busy=false]') && !document.querySelector('main [aria-busy=true], main .loading')));
	await close(page);
	return at;
}
