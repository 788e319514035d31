// Coming to a page: the keyboard is in it, its name is said, and nothing jumps; and the way into the past by key.
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { addDeal, card, close, openBoard, pipelineFrom, useAlur } from './support.mjs';
import { wordsOf } from './words.mjs';

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };
let page;
let pipeline;
let deal;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'general-b2b', 'Arrivals');
		deal = await addDeal(page, pipeline, { title: 'Forty lamps', amount: '10.00' });
		await openBoard(page, pipeline);
	},
});
after(() => page && close(page));

/** The keyboard is in the page, and whoever listens hears its name. */
async function isAt(name, where = page) {
	await where.waitForFunction((name) => document.querySelector('[data-testid=arrival]').textContent.trim() === name, name);
	await where.waitForFunction(() => document.activeElement?.matches('main'));
	assert.equal(await where.evaluate(() => getComputedStyle(document.activeElement).outlineStyle), 'none');
}

test('the first page takes nothing: the browser itself announces it', async () => {
	assert.equal(await page.getByTestId('arrival').textContent(), '');
	assert.equal(await page.evaluate(() => document.activeElement === document.body), true);
});

test('after a key, a link of the rail and the way back the keyboard is in the new page and its name is said', async () => {
	const t = await wordsOf('en');
	await page.keyboard.press('g');
	await page.keyboard.press('l');
	await isAt(t.places.leads);
	await page.getByRole('navigation', { name: t.app.places }).getByRole('link', { name: t.places.today }).click();
	await isAt(t.places.today);
	await page.goBack();
	await isAt(t.places.leads);
	for (const [key, name] of [['i', t.places.insight], ['r', t.places.review], ['f', t.places.plans], ['p', 'Arrivals']]) {
		await page.keyboard.press('g');
		await page.keyboard.press(key);
		await isAt(name);
	}
});

test('Tab goes on in the page that was come to, and not at the top of the rail', async () => {
	await page.keyboard.press('g');
	await page.keyboard.press('t');
	await isAt((await wordsOf('en')).places.today);
	await page.keyboard.press('Tab');
	assert.ok(await page.evaluate(() => document.querySelector('#content main').contains(document.activeElement)));
});

test('where the address alone changes the keyboard stays', async () => {
	await openBoard(page, pipeline);
	await card(page, deal).getByRole('link').first().focus();
	await page.keyboard.press('Enter');
	await page.getByRole('complementary').waitFor();
	assert.ok(await card(page, deal).evaluate((element) => element.contains(document.activeElement)));
	await page.keyboard.press('Escape');
});

test('a phone in Indonesian arrives alike, from what lies behind the last place', async () => {
	const t = await wordsOf('id');
	await alur.addUser('wati@example.com', 'Wati', 'admin');
	const small = await alur.signedIn('wati@example.com', phone);
	await openBoard(small, pipeline);
	await small.getByRole('button', { name: t.places.more }).tap();
	await small.getByRole('menuitem', { name: t.places.insight }).tap();
	await isAt(t.places.insight, small);
	await close(small);
});

test('v d asks for a day of the past, Esc gives the keyboard back, and a day that is typed is shown', async () => {
	const t = await wordsOf('en');
	await openBoard(page, pipeline);
	await page.keyboard.press('?');
	await page.getByRole('dialog').getByText(t.asOf.open).waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await page.keyboard.press('v');
	await page.keyboard.press('d');
	await page.getByRole('textbox', { name: t.asOf.typed }).waitFor();
	await page.keyboard.press('Escape');
	await page.waitForFunction(() => document.activeElement?.matches('.as-of'));
	await page.keyboard.press('v');
	await page.keyboard.press('d');
	await page.waitForFunction(() => document.activeElement?.matches('.typed'));
	await page.keyboard.type('yesterday');
	await page.keyboard.press('Enter');
	await page.waitForURL(/as_of=/);
	await page.getByRole('button', { name: t.asOf.today }).press('Enter');
	await page.waitForURL((url) => !url.search.includes('as_of'));
	await page.waitForFunction(() => document.activeElement?.matches('.as-of'));
});

test('the search offers the past where a page can be seen as of a day, and nowhere else', async () => {
	const t = await wordsOf('en');
	const offered = page.getByRole('option', { name: t.asOf.open });
	await page.keyboard.press('Control+k');
	await page.keyboard.type('as it was');
	await offered.waitFor();
	await page.keyboard.press('Enter');
	await page.waitForFunction(() => document.activeElement?.matches('.typed'));
	await page.keyboard.press('Escape');
	await page.keyboard.press('g');
	await page.keyboard.press('t');
	await isAt(t.places.today);
	await page.keyboard.press('Control+k');
	await page.keyboard.type('as it was');
	await page.getByText(t.search.nothing).waitFor();
	assert.equal(await offered.count(), 0);
	await page.keyboard.press('Escape');
});
