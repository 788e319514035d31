// The board under the hand: frames of a drag, the answer to a move, elements, and memory while others work.
import { close, median, most, say, sleep } from './window.mjs';

const cardsIn = (page, stage) => page.locator(`.column[data-stage="${stage}"] [data-card]`);

/** The two first stages of the pipeline: cards move back from the second, which no criterion keeps them from. */
async function firstStages(page) {
	const ids = await page.locator('.columns > .column').evaluateAll((all) => all.map((one) => Number(one.dataset.stage)));
	return { to: ids[0], from: ids[1], all: ids };
}

/** Frames while a card is dragged over the columns for 5 s, against the same way of the mouse over an empty page. */
export async function frames(bench) {
	for (const slower of [4, 1]) {
		const floor = await dragFrames(bench, slower, (page) => page.goto(`${bench.url}/healthz`), false);
		const board = await dragFrames(bench, slower, (page) => bench.openBoard(page), true);
		say(`drag, processor slowed ${slower} times: frames a second`, board.rate, slower === 4 ? '>= 50' : undefined);
		say('  of an empty page in the same run', floor.rate);
		say('  the longest time between two', board.longest, undefined, ' ms');
	}
}

async function dragFrames(bench, slower, go, isBoard) {
	const page = await bench.open({ slower });
	await go(page);
	if (isBoard) {
		const { from } = await firstStages(page);
		await settled(page);
		const box = await cardsIn(page, from).nth(1).boundingBox();
		await page.mouse.move(box.x + 30, box.y + 12);
	}
	await page.mouse.down();
	await wander(page, 500);
	if (isBoard && !(await page.locator('.card.dragging').count())) throw new Error('no card is dragged');
	await page.evaluate(() => window.bench.countFrames());
	await wander(page, 5000);
	const figures = await page.evaluate(() => window.bench.stopFrames());
	if (isBoard) await page.keyboard.press('Escape');
	await page.mouse.up();
	await close(page);
	return figures;
}

/** To and fro over the width of the board, 60 times a second. */
async function wander(page, ms) {
	const begun = performance.now();
	for (let now = 0; now < ms; now = performance.now() - begun) {
		const swing = (1 - Math.cos(now / 600)) / 2;
		await Promise.all([page.mouse.move(280 + 950 * swing, 330 + 120 * Math.sin(now / 350)), sleep(16)]);
	}
}

/** Until the page has nothing more to do: what it loads after the board. */
async function settled(page) {
	await page.waitForLoadState('networkidle').catch(() => {});
	await sleep(500);
}

/** From the input to the first frame in which the card stands in its new column. */
export async function moves(bench) {
	for (const slower of [1, 4]) {
		const page = await bench.open({ slower });
		await page.goto(`${bench.url}/healthz`);
		const floor = [];
		for (let i = 0; i < 10; i++) floor.push(await emptyAnswer(page));
		await bench.openBoard(page);
		await settled(page);
		const stages = await firstStages(page);
		for (const [name, move] of Object.entries({ key: moveByKey, menu: moveByMenu, drop: moveByDrop })) {
			const taken = [];
			for (let i = 0; i < 9; i++) taken.push(await move(page, stages));
			say(`move by ${name}, slowed ${slower} times, middle of 9`, median(taken), slower === 1 ? '<= 50' : undefined, ' ms');
			say('  the slowest', most(taken), undefined, ' ms');
		}
		say(`  a key on an empty page, slowed ${slower} times`, median(floor), undefined, ' ms');
		await close(page);
	}
}

/** The frame after a key on a page that does nothing. */
async function emptyAnswer(page) {
	const answer = page.evaluate(() => window.bench.answer('keydown', () => true));
	await sleep(50);
	await page.keyboard.press('x');
	return answer;
}

/** Arms the page for an event that brings the topmost card of the second stage into the first. */
async function arm(page, kind, { from, to }) {
	await sleep(400);
	const card = cardsIn(page, from).first();
	const deal = await card.getAttribute('data-card');
	const place = `.column[data-stage="${to}"] [data-card="${deal}"]`;
	const answer = page.evaluate(([kind, place]) => window.bench.answer(kind, () => document.querySelector(place)), [kind, place]);
	await sleep(100);
	return { card: page.locator(`.column[data-stage="${from}"] [data-card="${deal}"]`), answer };
}

async function moveByKey(page, stages) {
	await cardsIn(page, stages.from).first().locator('a').first().focus();
	const { answer } = await arm(page, 'keydown', stages);
	await page.keyboard.press('[');
	return answer;
}

async function moveByMenu(page, stages) {
	await cardsIn(page, stages.from).first().hover();
	await cardsIn(page, stages.from).first().locator('[aria-haspopup=menu]').click();
	await page.getByRole('menuitem').first().waitFor();
	const { answer } = await arm(page, 'click', stages);
	await page.getByRole('menuitem').first().click();
	return answer;
}

async function moveByDrop(page, stages) {
	const { card, answer } = await arm(page, 'drop', stages);
	const from = await card.boundingBox();
	const to = await page.locator(`.column[data-stage="${stages.to}"]`).boundingBox();
	await page.mouse.move(from.x + 30, from.y + 12);
	await page.mouse.down();
	await page.mouse.move(from.x + 40, from.y + 30, { steps: 3 });
	for (let step = 1; step <= 20; step++) {
		const part = step / 20;
		await Promise.all([page.mouse.move(from.x + (to.x + 100 - from.x) * part, from.y + 30 + (to.y + 200 - from.y) * part), sleep(16)]);
	}
	await page.mouse.up();
	return answer;
}

/** Elements in the page with the largest stages, when 5,000 cards were scrolled through. */
export async function nodes(bench) {
	const page = await bench.open();
	let cards = 0;
	page.on('response', async (response) => {
		if (!response.url().includes('cursor=')) return;
		const { stages } = await response.json();
		cards += stages.reduce((sum, stage) => sum + stage.deals.length, 0);
	});
	await bench.openBoard(page);
	const list = page.locator('.column .list').first();
	for (let step = 0; step < 3000 && cards < 5000; step++) {
		await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
		await sleep(30);
	}
	say('cards that were loaded by scrolling a column', cards);
	say('elements in the page', await page.evaluate(() => document.querySelectorAll('*').length), '<= 3000');
	await page.devtools.send('HeapProfiler.collectGarbage');
	say('  nodes of all kinds that Chromium holds', (await page.devtools.send('Memory.getDOMCounters')).nodes);
	await close(page);
}

/** Memory while others change deals: as many changes as are asked for, ten times as fast as 20 a second. */
export async function memory(bench) {
	const changes = Number(process.env.ALUR_BENCH_CHANGES ?? 7200);
	const page = await bench.open();
	await bench.openBoard(page);
	await settled(page);
	const deals = await page.locator('[data-card]').evaluateAll((all) => all.map((one) => Number(one.dataset.card)));
	const begun = performance.now();
	const held = [];
	// A tenth before the first look: what is loaded on the first changes stays.
	await change(bench, deals, changes / 10);
	held.push(await heap(page));
	for (let part = 0; part < 6; part++) {
		await change(bench, deals, (changes * 0.9) / 6);
		held.push(await heap(page));
	}
	const seconds = (performance.now() - begun) / 1000;
	console.log(`      heap in MiB: ${held.map((one) => (one / 1048576).toFixed(1)).join(', ')}`);
	say('changes', changes);
	say('  a second', changes / seconds);
	say('memory of the page at the end against the beginning', held.at(-1) / held[0], '<= 1.1');
	await close(page);
}

/** Half of the changes are of cards that are shown, half of any others. */
async function change(bench, deals, count) {
	for (let done = 0; done < count; done += 20) {
		const begun = performance.now();
		const operations = Array.from({ length: 20 }, (_, i) => ({
			op: 'update',
			id: i % 2 ? deals[Math.floor(Math.random() * deals.length)] : 1 + Math.floor(Math.random() * 5000),
			body: { amount: `${Math.floor(Math.random() * 1e9)}.00` },
		}));
		const once = [...new Map(operations.map((one) => [one.id, one])).values()];
		await bench.ask('POST', '/deals/batch', { operations: once });
		await sleep(Math.max(0, 100 - (performance.now() - begun)));
	}
}

/** Bytes of the page's heap after everything that can be freed was. */
async function heap(page) {
	await sleep(2500); // the last changes are shown
	for (let i = 0; i < 3; i++) await page.devtools.send('HeapProfiler.collectGarbage');
	return (await page.devtools.send('Runtime.getHeapUsage')).usedSize;
}
