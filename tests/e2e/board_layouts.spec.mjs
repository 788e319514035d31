// Board, list and closing calendar of one pipeline: one filter for all three, and deals that move to another day.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { addDeal, api, close, column, drag, openBoard, pipelineFrom, seriousFaults, titlesIn, toast, useAlur } from './support.mjs';

/** Days of a month in the middle of which none of these tests depends on today. */
const month = '2031-05';
let page;
let pipeline;
let deals;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Layouts');
		const won = pipeline.stages.find((one) => one.kind === 'won');
		deals = {
			small: await addDeal(page, pipeline, { title: 'Small', amount: '1000000.00', expected_close: `${month}-06` }),
			large: await addDeal(page, pipeline, { title: 'Large', amount: '9000000.00', expected_close: `${month}-06` }),
			later: await addDeal(page, pipeline, { title: 'Later', amount: '2000000.00', expected_close: `${month}-14` }),
			undated: await addDeal(page, pipeline, { title: 'Some day' }),
			won: await addDeal(page, pipeline, { title: 'Won long ago', amount: '50.00', expected_close: `${month}-06` }),
		};
		await api(page, 'POST', `/deals/${deals.won.id}/move`, { stage_id: won.id });
	},
});

const day = (number) => page.locator(`[data-day="${month}-${number}"]`);
const chip = (deal) => page.locator(`[data-closing="${deal.id}"]`);
const rowOf = (name) => page.locator('[role=row]', { has: page.getByRole('link', { name, exact: true }) });
const closes = async (deal) => (await api(page, 'GET', `/deals/${deal.id}`)).expected_close;

async function openCalendar(query = '') {
	await openBoard(page, pipeline, `?view=calendar&month=${month}${query}`);
	await page.locator('.calendar[aria-busy=false]').waitFor();
}

test('board, list and calendar are a click apart and share the filter', async () => {
	await openBoard(page, pipeline, '?amount.gte=1500000&sort=title');
	await column(page, pipeline.open[0]).getByText('Later').waitFor();
	assert.deepEqual(await titlesIn(page, pipeline.open[0]), ['Large', 'Later']);
	await page.getByRole('link', { name: 'List' }).click();
	await rowOf('Later').waitFor();
	await rowOf('Large').waitFor();
	assert.equal(await page.locator('[role=row][data-id]').count(), 2);
	await page.keyboard.press('v');
	await page.keyboard.press('c');
	await page.waitForURL(/view=calendar/);
	assert.match(page.url(), /amount\.gte=1500000/);
	await page.goBack();
	await rowOf('Later').waitFor();
});

test('the list shows open deals alone, is edited in place, and opens a deal beside it', async () => {
	await openBoard(page, pipeline, '?view=list&sort=title');
	await rowOf('Some day').waitFor();
	assert.equal(await rowOf('Won long ago').count(), 0);
	await rowOf('Small').locator('[data-field=amount]').dblclick();
	await page.keyboard.type('1,100,000');
	await page.keyboard.press('Enter');
	await toast(page).getByText('Amount of “Small” changed').waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await rowOf('Small').getByText('Rp 1,000,000').waitFor();
	await rowOf('Small').getByRole('link').click();
	await page.locator('aside [data-field=amount]').waitFor();
});

test('a file of the list has what is seen', async () => {
	await openBoard(page, pipeline, '?view=list&sort=-amount&amount.gte=2000000');
	await rowOf('Later').waitFor();
	await page.getByRole('button', { name: 'Save as a file' }).click();
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV of these rows' }).click()]);
	const lines = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/);
	assert.match(lines[0], /^title,stage,amount,/);
	assert.deepEqual(lines.slice(1).map((line) => line.split(',')[0]), ['Large', 'Later']);
});

test('the calendar has deals on their days, with sums of days and weeks', async () => {
	await openCalendar();
	await day('06').getByText('Small').waitFor();
	assert.match(await day('06').locator('.sum').textContent(), /Rp\s10M/);
	assert.match(await day('06').getAttribute('aria-label'), /2 deals, Rp\s10,000,000/);
	assert.equal(await page.getByText('Won long ago').count(), 0);
	assert.match(await page.locator('p.week').nth(1).textContent(), /Rp\s10M.*2 deals/);
	await page.getByRole('link', { name: '1 deal without a date' }).click();
	await rowOf('Some day').waitFor();
	assert.equal(await page.locator('[role=row][data-id]').count(), 1);
});

test('of a full day the largest deals stand in it, all of them count, and the others are a click away', async () => {
	for (let number = 1; number <= 12; number++) await addDeal(page, pipeline, { title: `Full ${number}`, amount: `${number}000000.00`, expected_close: '2031-07-09' });
	await openBoard(page, pipeline, '?view=calendar&month=2031-07');
	const full = page.locator('[data-day="2031-07-09"]');
	await full.getByText('Full 12').waitFor();
	assert.match(await full.getAttribute('aria-label'), /12 deals, Rp\s78,000,000/);
	assert.deepEqual(await full.locator('[data-closing] .title').allTextContents(), ['Full 12', 'Full 11', 'Full 10']);
	await full.getByRole('button', { name: '… and 9 more' }).click();
	const rest = page.locator('.popover .rest');
	await rest.getByText('Full 1', { exact: true }).waitFor();
	assert.equal(await rest.locator('[data-closing]').count(), 9);
	await page.keyboard.press('Escape');
	await drag(page, full.locator('[data-closing]').first(), page.locator('[data-day="2031-07-10"]'));
	await page.locator('[data-day="2031-07-10"]').getByText('Full 12').waitFor();
	assert.match(await full.getAttribute('aria-label'), /11 deals, Rp\s66,000,000/);
	await page.waitForFunction(() => document.querySelectorAll('[data-day="2031-07-09"] [data-closing]').length === 3);
});

test('a deal that is dragged to another day closes then, and undo brings it back', async () => {
	await openCalendar();
	await drag(page, chip(deals.small), day('21'));
	await day('21').getByText('Small').waitFor();
	await toast(page).getByText('21 May 2031').waitFor();
	assert.equal(await closes(deals.small), `${month}-21`);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await day('06').getByText('Small').waitFor();
});

test('the keyboard alone moves a deal by days and weeks and keeps it', async () => {
	await openCalendar();
	await chip(deals.later).locator('a').focus();
	await page.keyboard.press('Shift+ArrowRight');
	await day('15').getByText('Later').waitFor();
	await page.waitForFunction((id) => document.activeElement?.closest('[data-closing]')?.dataset.closing === String(id), deals.later.id);
	await toast(page).getByText('15 May 2031').waitFor();
	await page.keyboard.press('Shift+ArrowDown');
	await day('22').getByText('Later').waitFor();
	await toast(page).getByText('22 May 2031').waitFor();
	assert.equal(await closes(deals.later), `${month}-22`);
	await page.keyboard.press(']');
	await page.getByRole('heading', { name: 'June 2031' }).waitFor();
});

test('a refused day puts the deal back and says why', async () => {
	await openCalendar();
	const problem = { type: 'about:blank', title: 'Refused', status: 422, detail: 'Not on a Sunday.', errors: [] };
	await page.route('**/api/v1/deals/*', (route) => (route.request().method() === 'PATCH' ? route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) }) : route.continue()));
	await drag(page, chip(deals.large), day('25'));
	await toast(page).getByText('Not on a Sunday.').waitFor();
	await day('06').getByText('Large').waitFor();
	await page.unroute('**/api/v1/deals/*');
});

for (const [device, options] of Object.entries({ desktop: {}, phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' } }))
	for (const colorScheme of ['light', 'dark'])
		test(`axe finds nothing serious in list and calendar: ${device}, ${colorScheme}`, async () => {
			const other = await alur.signedIn('admin@example.com', { ...options, colorScheme });
			for (const [query, seen] of [['?view=list', '[role=row][data-id]'], [`?view=calendar&month=${month}`, '[data-closing]']]) {
				await openBoard(other, pipeline, query);
				await other.locator(seen).first().waitFor();
				assert.deepEqual(await seriousFaults(other), [], query);
				if (device === 'phone') assert.equal(await other.evaluate(() => document.documentElement.scrollWidth), 360);
			}
			await close(other);
		});

test('the page had no errors', async () => close(page));
