// Dragging: where a card will stand, zones to win, lose and leave, collapsed stages; and what grows large:
// thousands of cards, and a quarter played in ten seconds.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, card, cardIn, close, column, drag, hold, holdOver, openBoard, pipelineFrom, seriousFaults, titlesIn, toast, until, useAlur } from './support.mjs';

let page;
let pipeline;
let second;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Dragging');
		second = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
	},
});

test('a line shows where a dragged card will stand, and there it stands', async () => {
	for (const [title, amount] of [['Large', '900.00'], ['Small', '100.00']]) await addDeal(page, pipeline, { title, amount, stage_id: second.id });
	const deal = await addDeal(page, pipeline, { title: 'Middling', amount: '500.00' });
	await openBoard(page, pipeline, '?sort=-amount');
	await hold(page, card(page, deal), column(page, second));
	const line = column(page, second).locator('.drop-line');
	await line.waitFor();
	const [above, below] = await Promise.all(['Large', 'Small'].map((title) => column(page, second).getByText(title).boundingBox()));
	const at = (await line.boundingBox()).y;
	assert.ok(above.y < at && at < below.y);
	await page.mouse.up();
	await cardIn(page, second, deal).waitFor();
	assert.deepEqual(await titlesIn(page, second), ['Large', 'Middling', 'Small']);
	await line.waitFor({ state: 'detached' });
});

test('Esc while dragging leaves the card where it was', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Stays' });
	await openBoard(page, pipeline);
	await hold(page, card(page, deal), column(page, second));
	await column(page, second).locator('.drop-line').waitFor();
	await page.keyboard.press('Escape');
	await column(page, second).locator('.drop-line').waitFor({ state: 'detached' });
	await page.mouse.up();
	await page.locator('.zones').waitFor({ state: 'detached' });
	assert.equal((await api(page, 'GET', `/deals/${deal.id}`)).stage_id, pipeline.open[0].id);
});

test('a card dropped on a zone is won after the question, or goes to another pipeline', async () => {
	const other = await pipelineFrom(page, 'start-empty', 'Elsewhere');
	const [won, leaves] = [await addDeal(page, pipeline, { title: 'Wins', amount: '70.00' }), await addDeal(page, pipeline, { title: 'Leaves', amount: '80.00' })];
	await openBoard(page, pipeline);
	await hold(page, card(page, won), column(page, second));
	await holdOver(page, page.locator('[data-zone=won]'));
	await page.mouse.up();
	await page.getByRole('dialog').getByRole('button', { name: /won/i }).click();
	await toast(page).getByText('“Wins” moved to').waitFor();
	await hold(page, card(page, leaves), column(page, second));
	await holdOver(page, page.locator('[data-zone=pipeline]'));
	await page.mouse.up();
	const question = page.getByRole('dialog', { name: 'Send “Leaves” to another pipeline' });
	await question.getByLabel('Pipeline').selectOption({ label: 'Elsewhere' });
	await question.locator('select').nth(1).locator('option').first().waitFor({ state: 'attached' });
	await question.getByRole('button', { name: 'Move it there' }).click();
	await toast(page).getByText('“Leaves” moved to Elsewhere').waitFor();
	assert.equal((await api(page, 'GET', `/deals/${leaves.id}`)).pipeline_id, other.id);
	await card(page, leaves).waitFor({ state: 'detached' });
	await page.keyboard.press('Control+z');
	await card(page, leaves).waitFor();
});

const choose = async (...deals) => {
	for (const deal of deals) {
		await card(page, deal).hover();
		await card(page, deal).getByRole('checkbox').click();
	}
};
const stageOf = async (deal) => (await api(page, 'GET', `/deals/${deal.id}`)).stage_id;

test('the drag of one of several chosen cards moves all of them, wherever they stand, with one undo', async () => {
	const first = pipeline.open[0];
	const third = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Talks', position: 2, probability: 0.7 });
	const [one, two, elsewhere, stays] = [await addDeal(page, pipeline, { title: 'Group one' }), await addDeal(page, pipeline, { title: 'Group two' }), await addDeal(page, pipeline, { title: 'Group three', stage_id: third.id }), await addDeal(page, pipeline, { title: 'Group of its own' })];
	await openBoard(page, pipeline, '?q=Group');
	await choose(one, two, elsewhere);
	await hold(page, card(page, one), column(page, second));
	assert.equal(await page.locator('.card.dragging').count(), 3);
	await page.mouse.up();
	for (const deal of [one, two, elsewhere]) await cardIn(page, second, deal).waitFor();
	await toast(page).getByText('3 deals changed').waitFor();
	assert.deepEqual([await stageOf(one), await stageOf(elsewhere), await stageOf(stays)], [second.id, second.id, first.id]);
	await page.keyboard.press('Control+z');
	for (const deal of [one, two]) await cardIn(page, first, deal).waitFor();
	await cardIn(page, third, elsewhere).waitFor();
	// A card that is not chosen goes alone.
	await choose(one, two);
	await drag(page, card(page, stays), column(page, second));
	await cardIn(page, second, stays).waitFor();
	await toast(page).getByText('“Group of its own” moved to').waitFor();
	assert.equal(await stageOf(one), first.id);
	await page.keyboard.press('Escape');
});

test('several cards on a zone are won after one question, or go to another pipeline', async () => {
	await pipelineFrom(page, 'start-empty', 'Another road');
	const [one, two, three] = [await addDeal(page, pipeline, { title: 'Crowd one', amount: '5.00' }), await addDeal(page, pipeline, { title: 'Crowd two', amount: '6.00' }), await addDeal(page, pipeline, { title: 'Crowd three' })];
	await openBoard(page, pipeline, '?q=Crowd');
	await choose(one, two);
	await hold(page, card(page, one), column(page, second));
	await holdOver(page, page.locator('[data-zone=won]'));
	await page.mouse.up();
	const question = page.getByRole('dialog', { name: '2 deals are won' });
	await question.getByLabel('Closed on').waitFor();
	assert.equal(await question.getByLabel('Final amount').count(), 0);
	assert.deepEqual(await seriousFaults(page), []);
	await question.getByRole('button', { name: 'Mark as won' }).click();
	await toast(page).getByText('2 deals changed').waitFor();
	assert.deepEqual((await Promise.all([one, two].map(async (deal) => (await api(page, 'GET', `/deals/${deal.id}`)).amount))).sort(), ['5.00', '6.00']);
	assert.notEqual((await api(page, 'GET', `/deals/${one.id}`)).closed_on, null);
	await choose(three);
	await page.getByRole('button', { name: 'Move to…' }).click();
	await page.getByRole('menuitem', { name: 'Another pipeline…' }).click();
	const other = page.getByRole('dialog', { name: 'Send 1 deal to another pipeline' });
	await other.getByLabel('Pipeline').selectOption({ label: 'Another road' });
	await other.locator('select').nth(1).locator('option').first().waitFor({ state: 'attached' });
	await other.getByRole('button', { name: 'Move it there' }).click();
	await card(page, three).waitFor({ state: 'detached' });
});

test('what several dragged cards lack is asked once, and written into those that lack it', async () => {
	const strict = await pipelineFrom(page, 'start-empty', 'Strict');
	const next = await api(page, 'POST', '/stages', { pipeline_id: strict.id, name: 'Agreed', position: 1, probability: 0.6 });
	await api(page, 'PATCH', `/stages/${strict.open[0].id}`, { exit_criteria: [{ kind: 'field', field: 'expected_close', text: 'When it will close' }, { kind: 'checklist', key: 'need', text: 'The need is known' }] });
	const [ready, dated, bare] = [
		await addDeal(page, strict, { title: 'Ready', expected_close: '2031-01-31', checklist: { need: true } }),
		await addDeal(page, strict, { title: 'Dated', expected_close: '2031-02-28' }),
		await addDeal(page, strict, { title: 'Bare' }),
	];
	await openBoard(page, strict);
	await choose(ready, dated, bare);
	await drag(page, card(page, dated), column(page, next));
	const question = page.getByRole('dialog', { name: '2 deals lack something for Agreed' });
	await question.getByText('Bare').waitFor();
	await cardIn(page, next, ready).waitFor();
	assert.deepEqual(await seriousFaults(page), []);
	await question.getByLabel('Expected close').fill('31/12/2031');
	await question.getByRole('checkbox', { name: 'The need is known' }).check();
	await question.getByRole('button', { name: 'Save and move' }).click();
	for (const deal of [dated, bare]) await cardIn(page, next, deal).waitFor();
	// The cards stand there before the answer has come.
	await page.locator('.bulk').waitFor({ state: 'detached' });
	const closes = await Promise.all([dated, bare].map(async (deal) => (await api(page, 'GET', `/deals/${deal.id}`)).expected_close));
	assert.deepEqual(closes, ['2031-02-28', '2031-12-31']);
});

test('a collapsed stage counts, takes drops and stays collapsed', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Into the strip', amount: '1.00' });
	await openBoard(page, pipeline);
	const before = Number(await column(page, second).getByTestId('count').textContent());
	await column(page, second).getByRole('button', { name: 'Collapse Offer' }).click({ force: true });
	await column(page, second).getByRole('button', { name: 'Open Offer again' }).waitFor();
	assert.ok((await column(page, second).boundingBox()).width < 60);
	await drag(page, card(page, deal), column(page, second), { x: 20, y: 200 });
	await toast(page).getByText('moved to Offer').waitFor();
	assert.equal(Number(await column(page, second).getByTestId('count').textContent()), before + 1);
	await openBoard(page, pipeline);
	await column(page, second).getByRole('button', { name: 'Open Offer again' }).click();
	await cardIn(page, second, deal).waitFor();
});

test('quick add takes a company, and stays for the next deal', async () => {
	await openBoard(page, pipeline);
	await page.keyboard.press('n');
	await page.getByLabel('What is being sold?').fill('Ten lamps');
	await page.locator('.quick-add').getByLabel('Company').fill('PT Terang');
	await page.getByRole('option', { name: /PT Terang/ }).click();
	await page.getByLabel('What is being sold?').press('Enter');
	await toast(page).getByText('Added “Ten lamps”').waitFor();
	await page.waitForFunction(() => document.activeElement?.closest('.quick-add') && document.activeElement.value === '');
	await page.keyboard.type('Nine chairs');
	await page.keyboard.press('Enter');
	await toast(page).getByText('Added “Nine chairs”').waitFor();
	const [lamps, chairs] = await Promise.all(['Ten lamps', 'Nine chairs'].map(async (title) => (await api(page, 'GET', `/deals?q=${encodeURIComponent(title)}`)).items[0]));
	assert.ok(lamps.company_id);
	assert.equal(chairs.company_id, null);
});

test('a quarter is played day by day, and any key stops it on the day that is shown', async () => {
	const from = new Date(Date.now() - 80 * 86_400_000).toISOString().slice(0, 10);
	await openBoard(page, pipeline, `?as_of=${from}`);
	await page.getByRole('button', { name: 'Play a quarter' }).click();
	const words = async () => page.locator('.banner p').textContent();
	const first = await words();
	await page.waitForFunction((before) => document.querySelector('.banner p')?.textContent !== before, first);
	await page.keyboard.press('j');
	await page.getByRole('button', { name: 'Play a quarter' }).waitFor();
	await page.waitForURL((url) => url.searchParams.get('as_of') > from);
	await page.getByTestId('announcer').getByText(/Stopped on/).waitFor({ state: 'attached' });
});

test('from today a quarter is played from three months ago, or from another day', async () => {
	const day = (back) => new Date(Date.now() - back * 86_400_000).toISOString().slice(0, 10);
	await openBoard(page, pipeline);
	const sheet = page.locator('.popover').first();
	const openSheet = () => page.locator('.as-of').click();
	await openSheet();
	assert.deepEqual(await seriousFaults(page), []);
	await sheet.getByRole('button', { name: 'Play a quarter' }).click();
	await page.locator('.banner').getByRole('button', { name: 'Stop' }).waitFor();
	assert.ok(new URL(page.url()).searchParams.get('as_of') <= day(90));
	assert.equal(await page.locator('.tools.choosing, [data-card] [data-menu]').count(), 0, 'nothing can be changed meanwhile');
	await page.keyboard.press('j');
	await page.locator('.banner').getByRole('button', { name: 'Back to today' }).click();
	await openSheet();
	await sheet.getByLabel('Or watch it move from').fill(day(-1));
	await sheet.getByRole('button', { name: 'Play a quarter' }).click();
	await sheet.getByText('Choose a day before today.').waitFor();
	await sheet.getByLabel('Or watch it move from').fill(day(3));
	// A day takes a ninth of a second: three days are over soon, and today is today again.
	await Promise.all([page.waitForURL((url) => url.searchParams.get('as_of') === day(3)), sheet.getByRole('button', { name: 'Play a quarter' }).click()]);
	await page.waitForURL((url) => !url.searchParams.has('as_of'));
	await page.locator('.banner').waitFor({ state: 'detached' });
});

test('a card that is held at an edge scrolls the board, and the column under it, there and back', { timeout: 60_000 }, async () => {
	const wide = await pipelineFrom(page, 'start-empty', 'Wide');
	for (let n = 1; n <= 8; n++) await api(page, 'POST', '/stages', { pipeline_id: wide.id, name: `Stage ${n}`, position: n, probability: 0.5 });
	const { items } = await api(page, 'GET', `/stages?pipeline_id=${wide.id}&sort=position&limit=200`);
	const last = items.find((one) => one.name === 'Stage 8');
	const operations = Array.from({ length: 40 }, (_, n) => ({ op: 'create', body: { title: `Deal ${n}`, pipeline_id: wide.id, stage_id: wide.open[0].id } }));
	await api(page, 'POST', '/deals/batch', { operations });
	await openBoard(page, wide);
	const [board, list] = [page.locator('.columns'), column(page, wide.open[0]).locator('.list')];
	/** Holds what is dragged at a place until the element has scrolled as it should. */
	const holdAt = async ([x, y], element, isThere) => {
		for (let tries = 0; tries < 200; tries++) {
			await page.mouse.move(x + (tries % 2), y);
			if (await element.evaluate(isThere)) return;
			await page.waitForTimeout(30);
		}
		throw new Error('it does not scroll');
	};
	await list.locator('[data-card]').first().waitFor();
	await hold(page, list.locator('[data-card]').first(), column(page, items.find((one) => one.name === 'Stage 1')));
	const [under, around] = [await list.boundingBox(), await board.boundingBox()];
	const middle = under.x + under.width / 2;
	await holdAt([middle, under.y + under.height - 6], list, (element) => element.scrollTop > 300);
	await holdAt([middle, under.y + 6], list, (element) => element.scrollTop === 0);
	await holdAt([around.x + around.width - 6, under.y + 200], board, (element) => element.scrollLeft + element.clientWidth >= element.scrollWidth - 2);
	await holdOver(page, column(page, last), { x: 60, y: 200 });
	await holdAt([around.x + 6, under.y + 200], board, (element) => element.scrollLeft === 0);
	await page.mouse.up();
	await page.locator('.zones').waitFor({ state: 'detached' });
});

test('three thousand cards in a column are fewer than 3,000 elements in the page', { timeout: 120_000 }, async () => {
	const many = await pipelineFrom(page, 'start-empty', 'Many');
	for (let block = 0; block < 3; block++) {
		const operations = Array.from({ length: 1000 }, (_, n) => ({ op: 'create', body: { title: `Deal ${block * 1000 + n}`, pipeline_id: many.id, amount: '5.00' } }));
		await api(page, 'POST', '/deals/batch', { operations });
	}
	await openBoard(page, many);
	const list = column(page, many.open[0]).locator('.list');
	await page.locator('[data-card]').first().waitFor();
	const loaded = await until(async () => {
		await list.evaluate((element) => element.scrollTo(0, element.scrollHeight));
		return (await list.locator('.note').count()) === 0;
	}, 90);
	assert.ok(loaded, 'all are loaded');
	assert.ok((await list.evaluate((element) => element.scrollHeight)) > 3000 * 50, 'all have their room');
	const nodes = await page.evaluate(() => document.querySelectorAll('*').length);
	assert.ok(nodes < 3000, `${nodes} elements`);
});

test('the page had no errors', async () => close(page));
