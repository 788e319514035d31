// The board: a pipeline from a template, new deals, and every way to move one.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, becomes, card, cardIn, close, column, drag, openBoard, pipelineFrom, titlesIn, toast, until, useAlur } from './support.mjs';

let page;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
	},
});

test('an empty organisation is offered templates, and the chosen one becomes its board', async () => {
	await page.waitForURL(/\/start$/);
	await page.getByRole('heading', { name: 'General B2B' }).waitFor();
	assert.ok((await page.locator('li.template').count()) >= 6);
	await page.getByRole('button', { name: 'Use this pipeline: General B2B' }).click();
	await page.waitForURL(/\/pipelines\/\d+$/);
	await page.getByRole('heading', { name: /Prospecting/ }).waitFor();
});

test('quick add puts a deal at the head of its stage, with its amount in short', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'Quick add');
	await openBoard(page, pipeline);
	const first = column(page, pipeline.open[0]);
	await first.getByRole('button', { name: /New deal in/ }).click();
	await page.getByLabel('What is being sold?').fill('Forty chairs for PT Maju');
	await page.getByLabel('Amount', { exact: true }).fill('12.5m');
	await page.keyboard.press('Enter');
	await first.getByText('Forty chairs for PT Maju').waitFor();
	await first.locator('[data-card]').getByText('Rp 12.5M').waitFor();
	assert.equal(await first.getByTestId('count').textContent(), '1');
	await page.getByTestId('announcer').getByText(/Added “Forty chairs/).waitFor({ state: 'attached' });
	// The form stays for the next one, and an amount that is none is refused in place.
	await page.getByLabel('What is being sold?').fill('Two desks');
	await page.getByLabel('Amount', { exact: true }).fill('a lot');
	await page.keyboard.press('Enter');
	await page.getByText('Write an amount such as').waitFor();
	await page.keyboard.press('Escape');
	await page.getByLabel('What is being sold?').waitFor({ state: 'detached' });
});

test('a card dragged to another column stays there', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'Drag');
	const second = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
	const deal = await addDeal(page, pipeline, { title: 'Dragged', amount: '1000.00' });
	await openBoard(page, pipeline);
	await drag(page, card(page, deal), column(page, second));
	await cardIn(page, second, deal).waitFor();
	await page.reload();
	await cardIn(page, second, deal).waitFor();
	assert.equal(await column(page, second).getByTestId('count').textContent(), '1');
});

test('the menu of a card moves it, and says so to those who listen', async () => {
	const pipeline = await pipelineFrom(page, 'wholesale-distribution', 'Menu');
	const deal = await addDeal(page, pipeline, { title: 'By menu', stage_id: pipeline.open[1].id });
	await openBoard(page, pipeline);
	await card(page, deal).hover();
	await card(page, deal).getByRole('button', { name: 'Actions for By menu' }).click();
	await page.getByRole('menuitem', { name: pipeline.open[0].name }).click();
	await cardIn(page, pipeline.open[0], deal).waitFor();
	await toast(page).getByText(`“By menu” moved to ${pipeline.open[0].name}`).waitFor();
	await page.getByTestId('announcer').getByText(/moved to/).waitFor({ state: 'attached' });
});

test('the keyboard walks the board, moves a card and keeps it', async () => {
	const pipeline = await pipelineFrom(page, 'wholesale-distribution', 'Keyboard');
	const [one, two] = pipeline.open;
	const deal = await addDeal(page, pipeline, { title: 'Alone', stage_id: two.id });
	await openBoard(page, pipeline);
	await page.keyboard.press('j');
	await page.keyboard.press('[');
	await cardIn(page, one, deal).waitFor();
	await page.waitForFunction((id) => document.activeElement?.closest('[data-card]')?.dataset.card === String(id), deal.id);
	await page.keyboard.press('m');
	await page.getByRole('menu').waitFor();
	await page.keyboard.press('Escape');
	await page.keyboard.press('?');
	await page.getByRole('dialog', { name: 'Keys' }).waitFor();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Enter');
	await page.waitForURL(/deal=/);
	await page.keyboard.press('Escape');
	await page.waitForURL((url) => !url.search.includes('deal='));
});

test('a refused move puts the card back exactly where it was and says why', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'Refused');
	const second = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
	for (const title of ['First', 'Second', 'Third']) await addDeal(page, pipeline, { title, amount: '500.00' });
	await openBoard(page, pipeline);
	const before = await titlesIn(page, pipeline.open[0]);
	const middle = column(page, pipeline.open[0]).locator('[data-card]').nth(1);
	const problem = { type: 'about:blank', title: 'Conflict', status: 409, detail: 'The stage is being merged.', errors: [] };
	await page.route('**/move', (route) => route.fulfill({ status: 409, contentType: 'application/problem+json', body: JSON.stringify(problem) }));
	await drag(page, middle, column(page, second));
	await toast(page).getByText('The stage is being merged.').waitFor();
	await page.unroute('**/move');
	assert.deepEqual(await titlesIn(page, pipeline.open[0]), before);
	assert.equal(await column(page, second).getByTestId('count').textContent(), '0');
	assert.equal(await column(page, pipeline.open[0]).getByTestId('count').textContent(), '3');
});

test('unmet exit criteria are asked for in place, and once filled in the deal moves', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'Criteria');
	const [first] = pipeline.open;
	const second = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
	await api(page, 'PATCH', `/stages/${first.id}`, {
		exit_criteria: [
			{ kind: 'field', field: 'amount', text: 'The amount is known' },
			{ kind: 'checklist', key: 'budget', text: 'The budget is approved' },
		],
	});
	const deal = await addDeal(page, pipeline, { title: 'Unready', stage_id: first.id });
	await openBoard(page, pipeline);
	await drag(page, card(page, deal), column(page, second));
	const question = page.getByRole('dialog', { name: 'Before it moves to Offer' });
	await question.waitFor();
	await cardIn(page, first, deal).waitFor();
	await question.getByRole('button', { name: 'Save and move' }).click();
	await becomes(2, () => question.getByText('Fill this in.').count());
	await question.getByLabel('Amount').fill('2,500,000');
	await question.getByLabel('The budget is approved').check();
	await question.getByRole('button', { name: 'Save and move' }).click();
	await cardIn(page, second, deal).waitFor();
	const saved = await api(page, 'GET', `/deals/${deal.id}`);
	assert.equal(saved.amount, '2500000.00');
	assert.equal(saved.checklist.budget, true);
});

test('who may override moves a deal anyway', async () => {
	const pipeline = await pipelineFrom(page, 'general-b2b', 'Override');
	const deal = await addDeal(page, pipeline, { title: 'In a hurry' });
	await openBoard(page, pipeline);
	await drag(page, card(page, deal), column(page, pipeline.open[1]));
	await page.getByRole('button', { name: 'Move anyway' }).click();
	await cardIn(page, pipeline.open[1], deal).waitFor();
});

test('who may not override is not offered it', async () => {
	await alur.addUser('seller@example.com', 'Budi Santoso', 'seller');
	const pipeline = await pipelineFrom(page, 'general-b2b', 'No override');
	const seller = await alur.signedIn('seller@example.com');
	const deal = await addDeal(seller, pipeline, { title: 'Patience' });
	await openBoard(seller, pipeline);
	await drag(seller, card(seller, deal), column(seller, pipeline.open[1]));
	await seller.getByRole('dialog', { name: /Before it moves/ }).waitFor();
	assert.equal(await seller.getByRole('button', { name: 'Move anyway' }).count(), 0);
	await close(seller);
});

test('who may only look sees the board without anything to change it', async () => {
	const { id: owner_id } = await alur.addUser('viewer@example.com', 'Dewi Anggraini', 'viewer');
	const pipeline = await pipelineFrom(page, 'start-empty', 'Looking');
	const deal = await addDeal(page, pipeline, { title: 'Seen', owner_id });
	const viewer = await alur.signedIn('viewer@example.com');
	await openBoard(viewer, pipeline, `?deal=${deal.id}`);
	await viewer.locator('[data-field="amount"]').waitFor();
	assert.equal(await viewer.getByRole('button', { name: /New deal|Actions for|Archive|Move to|Edit/ }).count(), 0);
	await close(viewer);
});

test('winning asks for the day and the amount', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'Win');
	const won = pipeline.stages.find((one) => one.kind === 'won');
	const deal = await addDeal(page, pipeline, { title: 'Champion', amount: '1000000.00' });
	await openBoard(page, pipeline);
	await drag(page, card(page, deal), column(page, won), { x: 60, y: 200 });
	const question = page.getByRole('dialog', { name: '“Champion” is won' });
	await question.getByLabel('Final amount').fill('1,250,000');
	await question.getByRole('button', { name: 'Mark as won' }).click();
	await question.waitFor({ state: 'detached' });
	assert.equal(await column(page, won).getByTestId('count').textContent(), '1');
	const saved = await api(page, 'GET', `/deals/${deal.id}`);
	assert.equal(saved.amount, '1250000.00');
	assert.match(saved.closed_on, /^\d{4}-\d\d-\d\d$/);
	await column(page, won).getByRole('button', { name: 'Show the deals' }).click();
	await cardIn(page, won, deal).waitFor();
});

test('the deals of a closed stage come into sight where they were asked for, with the button that puts them away', async () => {
	for (const [name, options] of [['wide', {}], ['phone', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true }]]) {
		const window = await alur.signedIn('admin@example.com', options);
		const long = await pipelineFrom(window, 'general-b2b', `Long ${name}`);
		for (let position = 0; position < 4; position++) await api(window, 'POST', `/stages`, { pipeline_id: long.id, name: `Round ${position}`, position, probability: 0.5 });
		const won = long.stages.find((one) => one.kind === 'won');
		const deal = await addDeal(window, long, { title: 'Far off' });
		await api(window, 'POST', `/deals/${deal.id}/move`, { stage_id: won.id, override: true });
		await openBoard(window, long);
		if (name === 'phone') await window.getByRole('navigation', { name: 'Stages' }).getByRole('button', { name: new RegExp(won.name) }).click();
		const inSight = (text) => until(async () => {
			const box = await column(window, won).getByRole('button', { name: text }).boundingBox().catch(() => null);
			return box && box.x >= 0 && box.x + box.width <= window.viewportSize().width;
		}, 10);
		for (const [press, left] of [['Show the deals', 'Hide the deals'], ['Hide the deals', 'Show the deals']]) {
			await column(window, won).getByRole('button', { name: press }).click();
			await column(window, won).getByRole('button', { name: left }).waitFor();
			assert.ok(await inSight(left), `${name}: ${left}`);
			await becomes(left, () => window.evaluate(() => document.activeElement?.textContent?.trim()));
		}
		await close(window);
	}
});

test('losing asks for a reason and does not go on without one', async () => {
	const pipeline = await pipelineFrom(page, 'general-b2b', 'Lose');
	const lost = pipeline.stages.find((one) => one.kind === 'lost');
	const { items: reasons } = await api(page, 'GET', `/lost_reasons?pipeline_id=${pipeline.id}`);
	const deal = await addDeal(page, pipeline, { title: 'Farewell' });
	await openBoard(page, pipeline);
	await card(page, deal).hover();
	await card(page, deal).getByRole('button', { name: /Actions/ }).click();
	await page.getByRole('menuitem', { name: lost.name }).click();
	const question = page.getByRole('dialog', { name: '“Farewell” is lost' });
	await question.getByRole('button', { name: 'Mark as lost' }).click();
	await question.getByText('Choose a reason.').waitFor();
	await question.getByLabel(reasons[0].name).check();
	await question.getByRole('button', { name: 'Mark as lost' }).click();
	await question.waitFor({ state: 'detached' });
	const saved = await api(page, 'GET', `/deals/${deal.id}`);
	assert.equal(saved.lost_reason_id, reasons[0].id);
});

test('a deal of a pipeline without lost reasons can be lost', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'No reasons');
	const lost = pipeline.stages.find((one) => one.kind === 'lost');
	const { items: reasons } = await api(page, 'GET', `/lost_reasons?pipeline_id=${pipeline.id}`);
	for (const reason of reasons) await api(page, 'DELETE', `/lost_reasons/${reason.id}`);
	const deal = await addDeal(page, pipeline, { title: 'No reason' });
	await openBoard(page, pipeline);
	await card(page, deal).hover();
	await card(page, deal).getByRole('button', { name: /Actions/ }).click();
	await page.getByRole('menuitem', { name: lost.name }).click();
	const question = page.getByRole('dialog', { name: '“No reason” is lost' });
	await question.getByRole('button', { name: 'Mark as lost' }).click();
	await question.waitFor({ state: 'detached' });
	const saved = await api(page, 'GET', `/deals/${deal.id}`);
	assert.equal(saved.stage_id, lost.id);
});

test('a change of language reaches the cards and is no loss of connection', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'Two languages');
	await addDeal(page, pipeline, { title: 'In both' });
	await openBoard(page, pipeline);
	await page.getByText('No next step', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Account' }).click();
	await page.getByRole('menuitem', { name: 'Bahasa Indonesia' }).click();
	await page.getByText('Tanpa langkah', { exact: true }).waitFor();
	await page.waitForTimeout(1000);
	assert.equal(await page.getByText('Tidak ada koneksi').count(), 0);
	await page.getByRole('button', { name: 'Akun' }).click();
	await page.getByRole('menuitem', { name: 'English' }).click();
	await page.getByText('No next step', { exact: true }).waitFor();
});

test('cards fill a column of a high window down to its end, before anybody scrolls', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'High');
	for (let i = 0; i < 60; i++) await addDeal(page, pipeline, { title: `High ${i}` });
	const usual = page.viewportSize();
	await openBoard(page, pipeline);
	await page.setViewportSize({ width: 1440, height: 2000 });
	const list = column(page, pipeline.open[0]).locator('.list');
	const isFull = () => list.evaluate((element) => {
		const last = [...element.querySelectorAll('[data-card]')].at(-1);
		return last.getBoundingClientRect().bottom >= element.getBoundingClientRect().bottom - 20;
	});
	assert.ok(await until(isFull), 'there is room below the last card');
	assert.equal(await list.evaluate((element) => element.scrollTop), 0);
	await page.setViewportSize(usual);
});

test('a pipeline that is not there is said to be so', async () => {
	await page.goto(new URL('/pipelines/999999', page.url()).href);
	await page.getByText('This pipeline does not exist, or you may not see it.').waitFor();
});

test('a question that is closed leaves the deal where it was', async () => {
	const pipeline = await pipelineFrom(page, 'start-empty', 'Cancel');
	const won = pipeline.stages.find((one) => one.kind === 'won');
	const deal = await addDeal(page, pipeline, { title: 'Not yet' });
	await openBoard(page, pipeline);
	await drag(page, card(page, deal), column(page, won), { x: 60, y: 200 });
	await page.getByRole('dialog').waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await cardIn(page, pipeline.open[0], deal).waitFor();
});

test('undo from the note and from the keyboard take the last change back', async () => {
	const pipeline = await pipelineFrom(page, 'wholesale-distribution', 'Undo');
	const [one, two] = pipeline.open;
	const deal = await addDeal(page, pipeline, { title: 'Back and forth', stage_id: two.id });
	await openBoard(page, pipeline);
	for (const undo of [() => toast(page).getByRole('button', { name: 'Undo' }).click(), () => page.keyboard.press('Control+z')]) {
		await card(page, deal).locator('a').focus();
		await page.keyboard.press('[');
		await cardIn(page, one, deal).waitFor();
		await toast(page).getByText('moved to').waitFor();
		await undo();
		await toast(page).getByText('Undone').waitFor();
		await cardIn(page, two, deal).waitFor();
	}
});

test('the page had no errors', async () => close(page));
