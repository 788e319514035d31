// Menus and small sheets, whose code is fetched when a hand comes to their buttons.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, card, close, openBoard, pipelineFrom, useAlur } from './support.mjs';

let page;
let pipeline;
let deal;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Sheets');
		deal = await addDeal(page, pipeline, { title: 'Lampu taman', amount: '100.00' });
	},
});

const focused = (page) => page.evaluate(() => document.activeElement.title || document.activeElement.getAttribute('aria-label') || document.activeElement.tagName);

/** A window in which a part of the app comes late, or not at all until `let` is called. */
async function windowWithout(part, wait) {
	const page = await alur.signedIn('admin@example.com');
	let isCut = true;
	await page.route(new RegExp(`/assets/${part}-[^/]*\\.js`), async (route) => {
		if (wait) await new Promise((done) => setTimeout(done, wait));
		else if (isCut) return route.abort();
		return route.continue();
	});
	return { page, allow: () => (isCut = false) };
}

test('a menu opens by click, Enter and arrow, closes by Esc and a second press, and gives the keyboard back', async () => {
	await openBoard(page, pipeline);
	const button = page.getByRole('button', { name: /^Order/ });
	const menu = page.getByRole('menu');
	await button.click();
	await menu.waitFor();
	assert.equal(await button.getAttribute('aria-expanded'), 'true');
	await button.click({ force: true });
	await menu.waitFor({ state: 'detached' });
	for (const key of ['Enter', 'ArrowDown']) {
		await button.focus();
		await page.keyboard.press(key);
		await menu.waitFor();
		await page.keyboard.press('Escape');
		await menu.waitFor({ state: 'detached' });
		await page.waitForFunction(() => document.activeElement.classList.contains('order'));
	}
	assert.equal(await button.getAttribute('aria-expanded'), 'false');
});

test('Tab leaves a menu, closes it and goes on behind its button', async () => {
	await openBoard(page, pipeline);
	await page.getByRole('button', { name: /^Order/ }).focus();
	await page.keyboard.press('Enter');
	await page.getByRole('menu').waitFor();
	await page.keyboard.press('Tab');
	await page.getByRole('menu').waitFor({ state: 'detached' });
	assert.equal(await focused(page), 'What cards show');
});

test('a press on a field closes a sheet, and the field keeps the keyboard', async () => {
	await openBoard(page, pipeline);
	await page.getByRole('button', { name: /Figures of/ }).first().click();
	await page.locator('.popover').waitFor();
	const field = page.locator('#board-filter');
	await field.click();
	await page.locator('.popover').waitFor({ state: 'detached' });
	await page.keyboard.type('lam');
	assert.equal(await field.inputValue(), 'lam');
});

test('a menu on its way is called off by Esc and by going elsewhere', async () => {
	const { page: slow } = await windowWithout('MenuSheet', 1500);
	await openBoard(slow, pipeline);
	const button = slow.getByRole('button', { name: /^Order/ });
	await button.click();
	await slow.keyboard.press('Escape');
	assert.equal(await button.getAttribute('aria-expanded'), 'false');
	await button.click();
	await slow.locator('#board-filter').click();
	await slow.waitForTimeout(2000); // the sheet would be there by now
	assert.equal(await slow.getByRole('menu').count(), 0);
	await close(slow);
});

test('what cannot be fetched says so and can be asked for again', async () => {
	const { page: cut, allow } = await windowWithout('(CardMenu|MenuSheet)');
	await openBoard(cut, pipeline);
	for (const open of [
		() => cut.getByRole('button', { name: /^Order/ }).click(),
		async () => {
			await card(cut, deal).hover();
			await card(cut, deal).locator('[data-menu]').click();
		},
	]) {
		await open();
		await cut.getByText(/connection/).first().waitFor();
		assert.equal(await cut.getByRole('menu').count(), 0);
	}
	allow();
	cut.faults.length = 0;
	await card(cut, deal).hover();
	await card(cut, deal).locator('[data-menu]').click();
	await cut.getByRole('menu').waitFor();
	await close(cut);
});
