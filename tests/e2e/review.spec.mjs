// The review: the waterfall and the deals behind it, one key for each decision, undo, and what was agreed.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, close, drawn, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

const admin = 'admin@example.com';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };
let page, pipeline, deals, seller;

const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn(admin);
		pipeline = await pipelineFrom(page, 'general-b2b', 'Sales');
		seller = await alur.addUser('budi@example.com', 'Budi Santoso', 'seller');
		await alur.addUser('vera@example.com', 'Vera', 'viewer');
		deals = {};
		for (const [index, title] of ['Ten desks', 'Sixty chairs', 'Four lamps', 'Two sofas', 'One table', 'A shelf'].entries())
			deals[title] = await addDeal(page, pipeline, { title, amount: `${1000 - index * 100}.00`, expected_close: day(10), owner_id: seller.id });
	},
});

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const talk = (title, on = page) => on.locator(`[data-talk="${deals[title].id}"]`);
const row = (part, on = page) => on.locator(`tr[data-part=${part}]`);
const progress = (text, on = page) => on.getByTestId('progress').getByText(text).waitFor();

async function openReview(on = page, query = '') {
	await on.goto(`${alur.url}/review${query}`);
	await on.locator('main[aria-busy=false]').waitFor();
	await row('closing', on).waitFor();
}

/** Opens a deal in the list; its decisions are then a key away. */
async function take(title) {
	if ((await talk(title).getAttribute('data-current')) === null) await talk(title).getByRole('button').first().click();
	await talk(title).getByRole('group', { name: /Decide on/ }).waitFor();
}

test('the waterfall adds up, and each part opens the deals behind it', async () => {
	await openReview();
	assert.match(await row('created').textContent(), /6\+/);
	assert.match(await row('closing').textContent(), /6/);
	await row('created').getByRole('button').click();
	await page.getByRole('heading', { name: 'Created: 6 deals' }).waitFor();
	await page.locator('section', { has: page.getByRole('heading', { name: 'Created: 6 deals' }) }).getByRole('link', { name: 'Ten desks' }).click();
	await page.getByRole('complementary', { name: 'Deal' }).waitFor();
	await page.keyboard.press('Escape');
	await page.getByRole('complementary', { name: 'Deal' }).waitFor({ state: 'detached' });
	await row('opening').getByRole('link').waitFor();
});

test('days, owners and closing stand in the address', async () => {
	await openReview();
	await page.getByLabel('Period').selectOption('This year');
	await page.waitForURL(/from=\d{4}-01-01/);
	await page.getByLabel('Deals that close').selectOption('next quarter');
	await page.waitForURL(/closing=next/);
	await page.getByLabel('Whose deals').selectOption('Budi Santoso');
	await page.waitForURL(new RegExp(`whose=user%3A${seller.id}`));
	await page.reload();
	await progress('0 of 6');
});

test('a day is typed to its end before it counts, and what is no day is refused at its field', async () => {
	await openReview();
	const from = page.getByLabel('First day');
	const typed = new Date(Date.now() - 40 * 86_400_000);
	await from.focus();
	await page.keyboard.press('Control+a');
	await page.keyboard.type(`${typed.getUTCDate()}/${typed.getUTCMonth() + 1}/${typed.getUTCFullYear()}`);
	assert.equal(new URL(page.url()).searchParams.get('from'), null);
	assert.equal(await from.evaluate((input) => input === document.activeElement), true);
	await page.keyboard.press('Enter');
	await page.waitForURL((url) => url.searchParams.get('from') === day(-40));
	await from.fill('31/2/2026');
	await page.getByText('This is not a date.').waitFor();
	await from.fill('');
	await page.keyboard.press('Enter');
	await page.getByText('Fill this in.').waitFor();
});

test('a day that was emptied comes back with a period chosen beside it, and its error goes', async () => {
	await openReview();
	const [from, to] = [page.getByLabel('First day'), page.getByLabel('Last day')];
	const empty = async (field) => {
		await field.fill('');
		await page.keyboard.press('Enter');
		await page.getByText('Fill this in.').waitFor();
	};
	await empty(from);
	await page.getByLabel('Period').selectOption('This year');
	await page.getByText('Fill this in.').waitFor({ state: 'detached' });
	assert.match(await from.inputValue(), /^1\/1\/|^01\/01\/|Jan/);
	await empty(to); // a day that the period leaves as it is
	await page.getByLabel('Period').selectOption('This quarter');
	await page.getByText('Fill this in.').waitFor({ state: 'detached' });
	assert.notEqual(await to.inputValue(), '');
});

test('what is being typed as a day stays under the hand while the other day or the page changes', async () => {
	await openReview();
	const [from, to] = [page.getByLabel('First day'), page.getByLabel('Last day')];
	await from.fill('');
	await from.pressSequentially('5/');
	// The page loads the change of others.
	const [other] = await Promise.all([
		addDeal(page, pipeline, { title: 'While typing', amount: '1.00', owner_id: seller.id }),
		page.waitForResponse((response) => /\/review\?/.test(response.url())).then((response) => response.finished()),
	]);
	await drawn(page);
	assert.deepEqual(await from.evaluate((input) => [input.value, input === document.activeElement]), ['5/', true]);
	await from.pressSequentially(`1/${new Date().getUTCFullYear()}`);
	await page.keyboard.press('Tab');
	await page.waitForURL(/from=\d{4}-0[15]-0[15]/);
	await to.fill('31/2/2026');
	await from.fill('1/2/2026');
	await page.keyboard.press('Enter');
	await page.waitForURL(/from=2026-0[12]-0[12]/);
	assert.deepEqual([await to.inputValue(), await from.evaluate((input) => input === document.activeElement)], ['31/2/2026', true]);
	await page.getByText('This is not a date.').waitFor();
	await alur.ask('DELETE', `/deals/${other.id}`);
});

test('Esc leaves a field of the head for the deals, so that their keys work', async () => {
	await openReview();
	await progress('0 of 6');
	await page.getByLabel('Whose deals').focus();
	await page.keyboard.press('Escape');
	await page.waitForFunction(() => document.activeElement?.closest('[data-talk]')?.hasAttribute('data-current'));
});

test('deals that need talk come worst first, each with its reasons', async () => {
	await openReview();
	await progress('0 of 6');
	const titles = await page.locator('[data-talk] .name').allTextContents();
	assert.deepEqual(titles, Object.keys(deals));
	assert.equal(await talk('Ten desks').getAttribute('data-current'), 'true');
	await talk('Ten desks').getByText('Nothing is planned next.').waitFor();
	await page.keyboard.press('j');
	await talk('Sixty chairs').getByText('Nothing is planned next.').waitFor();
	await page.keyboard.press('k');
	await talk('Ten desks').getByText('Nothing is planned next.').waitFor();
});

test('y keeps a deal as planned with a note, and undo brings it back', async () => {
	await openReview();
	await take('Ten desks');
	await page.keyboard.press('m');
	await page.getByLabel('What was agreed?').fill('Budget comes in March');
	await page.keyboard.press('Escape');
	await page.keyboard.press('y');
	await talk('Ten desks').waitFor({ state: 'detached' });
	await progress('1 of 6');
	await page.locator('section', { has: page.getByRole('heading', { name: 'What was agreed so far' }) }).getByText('Keep as planned: Budget comes in March').waitFor();
	assert.equal(await talk('Sixty chairs').getAttribute('data-current'), 'true');
	await page.waitForFunction((id) => document.activeElement?.closest('[data-talk]')?.dataset.talk === String(id), deals['Sixty chairs'].id);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await talk('Ten desks').waitFor();
	await progress('0 of 6');
});

test('p moves the close date with the decision, and one undo takes both back', async () => {
	await openReview();
	await take('Ten desks');
	await page.keyboard.press('p');
	await page.getByRole('dialog').getByLabel(/Expected close/).fill(day(40));
	await page.getByRole('dialog').getByRole('button', { name: 'Decide' }).click();
	await talk('Ten desks').waitFor({ state: 'detached' });
	assert.equal((await api(page, 'GET', `/deals/${deals['Ten desks'].id}`)).expected_close, day(40));
	await page.keyboard.press('Control+z');
	await talk('Ten desks').waitFor();
	assert.equal((await api(page, 'GET', `/deals/${deals['Ten desks'].id}`)).expected_close, day(10));
});

test('an earlier close date is pulled in', async () => {
	await take('Ten desks');
	await page.keyboard.press('p');
	await page.getByRole('dialog').getByLabel(/Expected close/).fill(day(2));
	await page.getByRole('dialog').getByRole('button', { name: 'Decide' }).click();
	await talk('Ten desks').waitFor({ state: 'detached' });
	const { items } = await api(page, 'GET', `/review_decisions?deal_id=${deals['Ten desks'].id}`);
	assert.deepEqual(items.map((one) => one.decision), ['pull']);
});

test('n plans the next step for the owner of the deal', async () => {
	await take('Sixty chairs');
	await page.keyboard.press('n');
	await page.getByRole('dialog').getByLabel(/Subject/).fill('Send the offer');
	await page.getByRole('dialog').getByRole('button', { name: 'Decide' }).click();
	await talk('Sixty chairs').waitFor({ state: 'detached' });
	const { items } = await api(page, 'GET', `/activities?deal_id=${deals['Sixty chairs'].id}`);
	assert.deepEqual(items.map((one) => [one.subject, one.owner_id]), [['Send the offer', seller.id]]);
});

test('r gives a deal to somebody else', async () => {
	await take('Four lamps');
	await page.keyboard.press('r');
	const owner = page.getByRole('dialog').getByRole('combobox');
	await owner.fill('Ani');
	await page.getByRole('listbox').getByRole('option', { name: 'Ani Wijaya' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Decide' }).click();
	await talk('Four lamps').waitFor({ state: 'detached' });
	assert.notEqual((await api(page, 'GET', `/deals/${deals['Four lamps'].id}`)).owner_id, seller.id);
});

test('l asks why a deal is lost, and when to take it up again', async () => {
	await take('Two sofas');
	await page.keyboard.press('l');
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('button', { name: 'Decide' }).click();
	await dialog.getByText('Fill this in.').waitFor();
	await dialog.getByRole('combobox').first().selectOption({ index: 1 });
	await dialog.getByLabel(/Take up again/).fill(day(90));
	await dialog.getByRole('button', { name: 'Decide' }).click();
	await talk('Two sofas').waitFor({ state: 'detached' });
	const lost = await api(page, 'GET', `/deals/${deals['Two sofas'].id}`);
	assert.equal(lost.stage_id, pipeline.stages.find((one) => one.kind === 'lost').id);
	assert.equal(lost.revive_on, day(90));
	await progress('4 of 6');
});

test('e asks for help; at the end the page says that all is decided', async () => {
	await take('One table');
	await page.keyboard.press('e');
	await talk('One table').waitFor({ state: 'detached' });
	await take('A shelf');
	await page.keyboard.press('y');
	await page.getByText('All deals that needed talk have been decided on.').waitFor();
	await progress('6 of 6');
	await row('lost').getByText('1', { exact: true }).waitFor();
});

test('on paper there is the whole page and nothing to press', async () => {
	await page.emulateMedia({ media: 'print' });
	assert.equal(await page.locator('nav.places').isVisible(), false);
	assert.equal(await page.evaluate(() => getComputedStyle(document.querySelector('main')).overflowY), 'visible');
	assert.equal(await page.getByRole('button', { name: 'Print' }).isVisible(), false);
	await page.emulateMedia({ media: null });
	await close(page);
});

test('a viewer reads the review and decides nothing', async () => {
	const viewer = await alur.signedIn('vera@example.com');
	await openReview(viewer);
	assert.equal(await viewer.getByRole('button', { name: /Keep as planned/ }).count(), 0);
	await close(viewer);
});

for (const colorScheme of ['light', 'dark'])
	for (const [device, options] of Object.entries({ desktop: {}, phone }))
		test(`axe finds nothing serious and nothing is cut off: ${device}, ${colorScheme}`, async () => {
			const page = await alur.signedIn(admin, { ...options, colorScheme });
			await addDeal(page, pipeline, { title: 'Pengadaan seratus dua puluh unit komputer untuk kantor cabang Kalimantan Timur', amount: '1250000000.00' });
			await openReview(page);
			await page.locator('[data-warning]').first().waitFor();
			await row('created', page).getByRole('button').click();
			await page.locator('#part-deals').waitFor();
			assert.deepEqual(await seriousFaults(page), []);
			assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), (options.viewport ?? { width: 1440 }).width);
			const wide = await page.locator('main').evaluate((main) => main.scrollWidth > main.clientWidth + 1);
			assert.equal(wide, false);
			await close(page);
		});
