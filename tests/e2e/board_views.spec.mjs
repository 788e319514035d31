// Saved views of a pipeline: kept under a name, changed, shared, begun with, deleted.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, becomes, close, openBoard, pipelineFrom, seriousFaults, titlesIn, toast, useAlur } from './support.mjs';

let page;
let pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Views');
		await alur.addUser('budi@example.com', 'Budi Santoso', 'seller');
		for (const [title, amount] of [['Small', '100.00'], ['Middling', '500.00'], ['Large', '9000.00']]) await addDeal(page, pipeline, { title, amount });
	},
});

const menu = (page) => page.getByRole('button', { name: /^Views:/ });
const item = (page, name) => page.getByRole('menuitem', { name, exact: true });

async function choose(page, name) {
	await menu(page).click();
	await item(page, name).click();
}

async function shows(page, ...expected) {
	await becomes(expected, () => titlesIn(page, pipeline.open[0]));
}

test('filters and order are saved under a name and come back with it', async () => {
	await openBoard(page, pipeline, '?amount.gte=400&sort=-amount');
	await shows(page, 'Large', 'Middling');
	await choose(page, 'Save as a new view…');
	await page.getByRole('dialog').getByLabel('Name').fill('Worth it');
	await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
	await page.waitForURL(/saved=\d+/);
	await openBoard(page, pipeline, '?sort=title');
	await shows(page, 'Large', 'Middling', 'Small');
	await choose(page, 'Worth it');
	await shows(page, 'Large', 'Middling');
	assert.match(page.url(), /amount\.gte=400/);
	assert.equal(await menu(page).textContent(), 'Worth it');
});

test('a view that was changed says so, and is overwritten in one step', async () => {
	await page.getByRole('button', { name: /^Take off Amount/ }).click();
	await shows(page, 'Large', 'Middling', 'Small');
	await page.getByRole('button', { name: 'Views: Worth it (changed)' }).waitFor();
	await choose(page, 'Save changes to “Worth it”');
	await page.getByRole('button', { name: 'Views: Worth it', exact: true }).waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await page.getByRole('button', { name: 'Views: Worth it (changed)' }).waitFor();
	await choose(page, 'Worth it');
	await shows(page, 'Large', 'Middling');
});

test('a view is renamed, with its error at the name', async () => {
	await choose(page, 'Rename…');
	await page.getByRole('dialog').getByLabel('Name').fill('  ');
	await page.keyboard.press('Enter');
	await page.getByRole('dialog').getByText('Fill this in.').waitFor();
	await page.getByRole('dialog').getByLabel('Name').fill('Large ones');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Views: Large ones' }).waitFor();
});

test('others see a view once it is shared, and cannot change it', async () => {
	const budi = await alur.signedIn('budi@example.com');
	await openBoard(budi, pipeline);
	await menu(budi).click();
	await item(budi, 'Save as a new view…').waitFor();
	assert.equal(await item(budi, 'Large ones').count(), 0);
	await budi.keyboard.press('Escape');
	await choose(page, 'Share with everybody');
	await toast(page).getByText('Everybody sees').waitFor();
	await openBoard(budi, pipeline);
	await choose(budi, 'Large ones');
	await budi.waitForURL(/amount\.gte=400/);
	await menu(budi).click();
	await item(budi, 'Begin with this view').waitFor();
	assert.equal(await item(budi, 'Delete').count(), 0);
	await close(budi);
});

test('each begins with the view of their choice', async () => {
	await choose(page, 'Begin with this view');
	await toast(page).getByText('now opens with').waitFor();
	await page.goto(alur.url + '/pipelines');
	await page.waitForURL(/amount\.gte=400/);
	await shows(page, 'Large', 'Middling');
	await choose(page, 'Do not begin with it any more');
	await toast(page).getByText('opens without a view').waitFor();
	await page.goto(alur.url + '/pipelines');
	await page.waitForURL(/pipelines\/\d+$/);
});

test('an open menu of views has nothing serious for axe, in light and dark', async () => {
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		await openBoard(page, pipeline);
		await menu(page).click();
		await item(page, 'Large ones').waitFor();
		assert.deepEqual(await seriousFaults(page), []);
		await page.keyboard.press('Escape');
	}
});

test('a view that was deleted comes back by undo', async () => {
	await choose(page, 'Large ones');
	await page.waitForURL(/saved=/);
	await choose(page, 'Delete');
	await toast(page).getByText('deleted').waitFor();
	await menu(page).click();
	await item(page, 'Save as a new view…').waitFor();
	assert.equal(await item(page, 'Large ones').count(), 0);
	await page.keyboard.press('Escape');
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await choose(page, 'Large ones');
	assert.equal((await api(page, 'GET', '/views?resource=deals')).items.length, 1);
	await close(page);
});
