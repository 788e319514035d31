// What the board shows and in which order: filters as chips, whose deals, the order of the cards.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, becomes, close, column, openBoard, pipelineFrom, titlesIn, useAlur } from './support.mjs';

let page;
let pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Filters');
		const team = await api(page, 'POST', '/teams', { name: 'North' });
		const me = (await api(page, 'GET', '/session')).user;
		await api(page, 'PATCH', `/users/${me.id}`, { team_id: team.id });
		const colleague = await alur.addUser('budi@example.com', 'Budi Santoso', 'seller');
		await api(page, 'PATCH', `/users/${colleague.id}`, { team_id: team.id });
		const stranger = await alur.addUser('dewi@example.com', 'Dewi Anggraini', 'seller');
		await addDeal(page, pipeline, { title: 'Small and mine', amount: '100.00', owner_id: me.id });
		await addDeal(page, pipeline, { title: 'Large of Budi', amount: '9000.00', owner_id: colleague.id });
		await addDeal(page, pipeline, { title: 'Middling of Dewi', amount: '500.00', owner_id: stranger.id });
	},
});

const titles = async () => (await titlesIn(page, pipeline.open[0])).map((one) => one.trim());

/** Waits until the first stage has these cards in this order. */
async function shows(...expected) {
	await becomes(expected, titles);
}

test('a filter is a chip, counts follow it, and taking it off brings all back', async () => {
	await openBoard(page, pipeline);
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Amount', exact: true }).click();
	const form = page.locator('.popover form');
	await form.locator('input').fill('1000');
	await form.getByRole('button', { name: 'Apply' }).click();
	await shows('Large of Budi');
	assert.equal(await column(page, pipeline.open[0]).getByTestId('count').textContent(), '1');
	assert.match(page.url(), /amount\.gte=1000/);
	await page.getByRole('button', { name: /^Take off Amount/ }).click();
	await page.waitForURL((url) => !url.search.includes('amount'));
	await page.getByText('Small and mine').waitFor();
});

test('an address with a filter opens the board filtered', async () => {
	await openBoard(page, pipeline, '?amount.lte=200');
	await shows('Small and mine');
	await page.locator('[data-filter="amount.lte"]').waitFor();
});

test('count, sum and weighted sum follow the filter and a move', async () => {
	const offer = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
	const [first] = pipeline.open;
	await api(page, 'PATCH', `/stages/${first.id}`, { probability: 0.1 });
	const of = (stage) => column(page, stage).locator('.sums');
	const reads = (stage, count, sum, weighted) =>
		page.waitForFunction(
			([id, ...words]) => words.every((word) => document.querySelector(`.column[data-stage="${id}"] header`)?.textContent.replaceAll('\u00a0', ' ').includes(word)),
			[stage.id, ` ${count} `, `Rp ${sum}`, `weighted Rp ${weighted}`],
		);
	await openBoard(page, pipeline, '?amount.gte=400');
	await of(first).waitFor();
	await reads(first, 2, '9.5K', '950');
	await page.locator('[data-card]', { hasText: 'Middling of Dewi' }).getByRole('link').first().focus();
	await page.keyboard.press(']');
	await reads(first, 1, '9K', '900');
	await reads(offer, 1, '500', '250');
	await page.keyboard.press('Control+z');
	await reads(first, 2, '9.5K', '950');
	await reads(offer, 0, '0', '0');
	await api(page, 'DELETE', `/stages/${offer.id}`);
});

test('mine, my team and all are one click away', async () => {
	await openBoard(page, pipeline, '?sort=title');
	await page.getByText('My team', { exact: true }).click();
	await shows('Large of Budi', 'Small and mine');
	await page.getByText('My deals', { exact: true }).click();
	await shows('Small and mine');
	await page.getByText('All deals', { exact: true }).click();
	await shows('Large of Budi', 'Middling of Dewi', 'Small and mine');
});

test('the order that was chosen is kept for the next visit', async () => {
	await openBoard(page, pipeline);
	await page.getByRole('button', { name: /^Order of the cards/ }).click();
	await page.getByRole('menuitem', { name: 'Largest amount first' }).click();
	await shows('Large of Budi', 'Middling of Dewi', 'Small and mine');
	await openBoard(page, pipeline);
	await shows('Large of Budi', 'Middling of Dewi', 'Small and mine');
	await page.getByRole('button', { name: /^Order of the cards: Largest amount first/ }).click();
	await page.getByRole('menuitem', { name: 'Smallest amount first' }).click();
	await shows('Small and mine', 'Middling of Dewi', 'Large of Budi');
});

test('the page had no errors', async () => close(page));
