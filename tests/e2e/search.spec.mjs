// Find and do: what is typed, from the first letter on, however slowly the dialog comes.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, close, openBoard, pipelineFrom, toast, useAlur } from './support.mjs';

let page, pipeline, deal;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Search');
		deal = await addDeal(page, pipeline, { title: 'Teak tables' });
		await addDeal(page, pipeline, { title: 'Rattan chairs' });
	},
});

const line = (page) => page.getByRole('combobox', { name: 'Search' });
const dialogFile = '**/SearchDialog*.js';

test('the letters that are typed before the dialog has come are in its line', async () => {
	const slow = await alur.signedIn('admin@example.com');
	await openBoard(slow, pipeline);
	let come;
	const held = new Promise((done) => (come = done));
	await slow.route(dialogFile, async (route) => {
		await held;
		await route.continue();
	});
	await slow.keyboard.press('Control+k');
	await slow.keyboard.type('teax');
	await slow.keyboard.press('Backspace');
	await slow.keyboard.type('k t');
	assert.equal(await line(slow).count(), 0);
	come();
	await line(slow).waitFor();
	assert.equal(await line(slow).inputValue(), 'teak t');
	await slow.waitForFunction(() => document.activeElement?.getAttribute('role') === 'combobox');
	await slow.keyboard.type('ab');
	assert.equal(await line(slow).inputValue(), 'teak tab');
	await slow.getByRole('option', { name: 'Teak tables' }).waitFor();
	await slow.keyboard.press('Enter');
	await slow.waitForURL(new RegExp(`deal=${deal.id}`));
	await close(slow);
});

test('a dialog that is not wanted any more when it comes stays away', async () => {
	const slow = await alur.signedIn('admin@example.com');
	await openBoard(slow, pipeline);
	await slow.route(dialogFile, async (route) => {
		await new Promise((done) => setTimeout(done, 300));
		await route.continue();
	});
	const came = slow.waitForResponse(dialogFile);
	await slow.keyboard.press('Control+k');
	await slow.keyboard.type('te');
	await slow.keyboard.press('Escape');
	await came;
	assert.equal(await line(slow).count(), 0);
	await slow.keyboard.press('Control+k');
	await line(slow).waitFor();
	assert.equal(await line(slow).inputValue(), '');
	await close(slow);
});

test('a dialog that cannot be loaded says so, and the keys work on', async () => {
	const cut = await alur.signedIn('admin@example.com');
	await openBoard(cut, pipeline);
	await cut.route(dialogFile, (route) => route.abort());
	await cut.keyboard.press('Control+k');
	await toast(cut).getByText('The program cannot be reached').waitFor();
	await cut.keyboard.press('?');
	await cut.getByRole('dialog', { name: 'Keys' }).waitFor();
	cut.faults = cut.faults.filter((fault) => !fault.includes('ERR_FAILED'));
	await close(cut);
});

test('a deal is found by the name of its company, and by that of its contact, behind what has the name itself', async () => {
	const company = await api(page, 'POST', '/companies', { name: 'PT Mekar Wangi' });
	const person = await api(page, 'POST', '/contacts', { name: 'Wulandari Kusuma' });
	const sofas = await addDeal(page, pipeline, { title: 'Twelve sofas', company_id: company.id });
	await api(page, 'POST', '/deal_contacts', { deal_id: sofas.id, contact_id: person.id });
	await openBoard(page, pipeline);
	for (const [words, told] of [['mekar', 'PT Mekar Wangi · Deal of this company'], ['wulandari', 'Wulandari Kusuma · Deal with this contact']]) {
		await page.keyboard.press('Control+k');
		await line(page).fill(words);
		await page.getByRole('option', { name: 'Twelve sofas' }).getByText(told).waitFor();
		assert.match((await page.getByRole('option').allInnerTexts())[1], /Twelve sofas/);
		await page.getByRole('option', { name: 'Twelve sofas' }).click();
		await page.waitForURL(new RegExp(`deal=${sofas.id}`));
		await openBoard(page, pipeline);
	}
});

test('each opening begins with an empty line, and commands are found by their words', async () => {
	await openBoard(page, pipeline);
	await page.keyboard.press('Control+k');
	await line(page).fill('rattan');
	await page.getByRole('option', { name: 'Rattan chairs' }).waitFor();
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+k');
	await line(page).waitFor();
	assert.equal(await line(page).inputValue(), '');
	await line(page).fill('my de');
	await page.getByRole('option', { name: 'My deals' }).waitFor();
	await page.keyboard.press('Enter');
	await page.waitForURL(/mine=1/);
});

test('Enter that comes before the answer opens what that finds, and not what was found for other words', async () => {
	await openBoard(page, pipeline);
	await page.keyboard.press('Control+k');
	await line(page).fill('rattan');
	await page.getByRole('option', { name: 'Rattan chairs' }).waitFor();
	let come;
	const held = new Promise((done) => (come = done));
	await page.route('**/search?*', async (route) => {
		await held;
		await route.continue();
	});
	await line(page).fill('teak');
	await page.keyboard.press('Enter');
	come();
	await page.waitForURL(new RegExp(`deal=${deal.id}`));
	await page.unroute('**/search?*');
});

test('a command stands with its key, those of the page among them, and does from here what the key does', async () => {
	await page.goto(`${alur.url}/companies`);
	await page.locator('main[aria-busy=false]').first().waitFor();
	await page.keyboard.press('Control+k');
	const keyOf = async (name) => (await page.getByRole('option', { name }).locator('kbd').textContent()).trim();
	await line(page).fill('review');
	assert.equal(await keyOf(/Go to the review/), 'g r');
	await line(page).fill('undo');
	assert.match(await keyOf(/Undo/), /^(Ctrl|⌘) Z$/);
	await line(page).fill('new row');
	assert.equal(await keyOf('New row'), 'n');
	await page.keyboard.press('Enter');
	await page.getByRole('dialog').getByLabel(/Name/).waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await page.keyboard.press('Control+k');
	await line(page).fill('go to the review');
	await page.keyboard.press('Enter');
	await page.waitForURL(/\/review/);
});

test('a person is found by any part of a number, however it is written, and by the e-mail address', async () => {
	const contact = await api(page, 'POST', '/contacts', { name: 'Wulan Sari', phone: '+62 812-3456-7890', email: 'wulan@toko.example' });
	await openBoard(page, pipeline);
	for (const typed of ['08123456', '0812 3456 7890', 'wulan@toko', 'ulan s']) {
		await page.keyboard.press('Control+k');
		await line(page).fill(typed);
		await page.getByRole('option', { name: /Wulan Sari/ }).waitFor();
		await page.keyboard.press('Escape');
	}
	await page.keyboard.press('Control+k');
	await line(page).fill('wulan');
	await page.getByRole('option', { name: /Wulan Sari/ }).click();
	await page.waitForURL(new RegExp(`/contacts.*${contact.id}`));
});

test('the page had no errors', async () => close(page));
