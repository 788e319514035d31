// The side panel: reading and changing one deal, its history, and two people at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, card, cardIn, close, openBoard, pipelineFrom, toast, until, useAlur } from './support.mjs';

let page, pipeline;
useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Panel');
	},
});

const field = (name) => page.locator(`[data-field="${name}"]`);

async function openDeal(deal) {
	await openBoard(page, pipeline, `?deal=${deal.id}`);
	await field('amount').waitFor();
}

test('a card opens its deal beside the board, the back button closes it, forward opens it again', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Opened', amount: '750000.00' });
	await openBoard(page, pipeline);
	await card(page, deal).locator('a').click();
	await field('amount').getByText('Rp 750,000').waitFor();
	await page.goBack();
	await field('amount').waitFor({ state: 'detached' });
	await page.goForward();
	await field('amount').waitFor();
	await card(page, deal).waitFor();
});

test('a field is changed in place and the card follows', async () => {
	const deal = await addDeal(page, pipeline, { title: 'To change', amount: '100.00' });
	await openDeal(deal);
	await field('amount').getByRole('button').click();
	await page.keyboard.type('3.5m');
	await page.keyboard.press('Enter');
	await field('amount').getByText('Rp 3,500,000').waitFor();
	await card(page, deal).getByText('Rp 3.5M').waitFor();
	await field('expected_close').getByRole('button').click();
	await page.keyboard.type('31/12/2030');
	await page.keyboard.press('Enter');
	await field('expected_close').getByText('31 Dec 2030').waitFor();
	await field('title').getByRole('button').click();
	await page.keyboard.type('Changed');
	await page.keyboard.press('Enter');
	await card(page, deal).getByText('Changed').waitFor();
	const saved = await api(page, 'GET', `/deals/${deal.id}`);
	assert.deepEqual([saved.title, saved.amount, saved.expected_close], ['Changed', '3500000.00', '2030-12-31']);
});

test('a value that is refused keeps the field open with the reason', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Refused value' });
	await openDeal(deal);
	await field('title').getByRole('button').click();
	await page.keyboard.press('Backspace');
	await page.keyboard.press('Enter');
	await field('title').getByText('Fill this in.').waitFor();
	await page.keyboard.press('Escape');
	await field('expected_close').getByRole('button').click();
	await page.keyboard.type('31/2/2030');
	await page.keyboard.press('Enter');
	await field('expected_close').getByText('This is not a date.').waitFor();
	await page.keyboard.press('Escape');
	await field('amount').getByRole('button').click();
	await page.keyboard.type('999999999999999999');
	await page.keyboard.press('Enter');
	await field('amount').locator('.error').waitFor();
});

test('when somebody else changed the deal, both values are shown and the user decides', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Contested', amount: '1000.00' });
	await openDeal(deal);
	await field('amount').getByRole('button').click();
	await page.keyboard.type('2000');
	// The other's change arrives between reading and saving: live updates wait while the page is quiet.
	await page.route('**/api/v1/events', (route) => route.abort());
	await api(page, 'PATCH', `/deals/${deal.id}`, { amount: '5000.00' });
	await page.keyboard.press('Enter');
	const conflict = page.getByRole('alert').filter({ hasText: 'Ani Wijaya has changed this from Rp 1,000 to Rp 5,000.' });
	await conflict.getByText('You wrote Rp 2,000.').waitFor();
	await conflict.getByRole('button', { name: 'Save mine: Rp 2,000' }).click();
	await conflict.waitFor({ state: 'detached' });
	assert.equal((await api(page, 'GET', `/deals/${deal.id}`)).amount, '2000.00');
	await page.unroute('**/api/v1/events');
});

test('a tick leaves the tick that somebody else has set meanwhile, and asks nothing', async () => {
	const listed = await pipelineFrom(page, 'start-empty', 'Listed');
	await api(page, 'PATCH', `/stages/${listed.open[0].id}`, { exit_criteria: ['need', 'budget'].map((key) => ({ kind: 'checklist', key, text: `The ${key} is known` })) });
	const deal = await addDeal(page, listed, { title: 'Ticked by two' });
	await openBoard(page, listed, `?deal=${deal.id}`);
	const box = page.getByRole('checkbox', { name: 'The budget is known' });
	await box.waitFor();
	let other = () => api(page, 'PATCH', `/deals/${deal.id}`, { checklist: { need: true } });
	await page.route(`**/deals/${deal.id}`, async (route) => {
		const first = route.request().headers()['if-match'] ? other : undefined;
		if (first) other = undefined;
		await first?.();
		await route.continue();
	});
	await box.check();
	await page.locator('label').filter({ hasText: 'The need is known' }).locator('input:checked').waitFor();
	await until(async () => (await api(page, 'GET', `/deals/${deal.id}`)).checklist.budget);
	assert.deepEqual((await api(page, 'GET', `/deals/${deal.id}`)).checklist, { need: true, budget: true });
	assert.equal(other, undefined);
	assert.equal(await page.locator('.conflict').count(), 0);
	await page.unroute(`**/deals/${deal.id}`);
});

test('what somebody else writes while a field is open is shown there, and only a save goes over it', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Written twice', amount: '1000.00' });
	const write = (amount) => api(page, 'PATCH', `/deals/${deal.id}`, { amount });
	const saved = async () => (await api(page, 'GET', `/deals/${deal.id}`)).amount;
	await openDeal(deal);
	await field('amount').getByRole('button').click();
	await page.keyboard.type('2000');
	await write('5000.00');
	await field('amount').getByText('Ani Wijaya has changed this from Rp 1,000 to Rp 5,000.').waitFor();
	await page.locator('[data-field=expected_close]').getByRole('button').click();
	assert.equal(await saved(), '5000.00');
	await field('amount').getByRole('button', { name: 'Cancel' }).click();
	await field('amount').getByText('Rp 5,000').waitFor();
	await page.keyboard.press('Enter');
	await page.keyboard.type('2000');
	await write('6000.00');
	await field('amount').getByText('Ani Wijaya has changed this from Rp 5,000 to Rp 6,000.').waitFor();
	await field('amount').getByRole('textbox').press('Enter');
	await field('amount').getByText('Rp 2,000').waitFor();
	assert.equal(await saved(), '2000.00');
});

test('the history tells in words what was done', async () => {
	const other = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
	const deal = await addDeal(page, pipeline, { title: 'Storied', amount: '1000.00' });
	await api(page, 'PATCH', `/deals/${deal.id}`, { amount: '2000.00' });
	await api(page, 'POST', `/deals/${deal.id}/move`, { stage_id: other.id });
	await openDeal(deal);
	const history = page.getByRole('region', { name: 'History' });
	const told = (await history.locator('li').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
	assert.equal(told.length, 3);
	assert.match(told[0], /Ani Wijaya moved it from .* to Offer/);
	assert.match(told[1], /Ani Wijaya changed the deal Amount: Rp 1,000 → Rp 2,000/);
	assert.match(told[2], /Ani Wijaya created the deal/);
});

test('the stage bar moves the deal', async () => {
	const deal = await addDeal(page, pipeline, { title: 'By the bar' });
	await openDeal(deal);
	await page.getByRole('button', { name: 'Move to Offer' }).first().click();
	await toast(page).getByText('“By the bar” moved to Offer').waitFor();
	await page.getByRole('region', { name: 'Stage' }).locator('strong').getByText('Offer').waitFor();
});

test('an archived deal leaves the board and comes back by undo', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Put away' });
	await openDeal(deal);
	await page.getByRole('button', { name: 'Archive the deal' }).click();
	await card(page, deal).waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await cardIn(page, pipeline.open[0], deal).waitFor();
});

test('a deal that does not exist says so', async () => {
	await openBoard(page, pipeline, '?deal=999999999');
	await page.getByText('This deal does not exist, or you may not see it.').waitFor();
});

test('the page had no errors', async () => close(page));
