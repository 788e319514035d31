// The time machine on the demo's data, and a board with thousands of deals.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, close, seriousFaults, until, useAlur } from './support.mjs';

let page;
useAlur({
	demo: true,
	prepare: async (alur) => {
		page = await alur.signedIn('demo@alur.local');
		await page.locator('main[aria-busy=false] [data-card]').first().waitFor();
	},
});

const count = (name) => page.locator('.column', { has: page.getByRole('heading', { name }) }).getByTestId('count');

test('the board shows the true counts and sums of the demo', async () => {
	const counts = [];
	for (const name of ['Prospecting', 'Engaging', 'Won', 'Lost']) counts.push(await count(name).textContent());
	assert.deepEqual(counts, ['500', '1,589', '4,238', '2,473']);
	await page.getByText('$10M').waitFor();
});

test('a column of thousands is scrolled to further pages with few cards in the page', async () => {
	const list = page.locator('.column', { has: page.getByRole('heading', { name: 'Engaging' }) }).locator('.list');
	const seen = new Set();
	let steps = 0;
	await until(async () => {
		for (const id of await list.locator('[data-card]').evaluateAll((cards) => cards.map((one) => one.dataset.card))) seen.add(id);
		await list.evaluate((element) => element.scrollBy(0, 700));
		return ++steps >= 40 && seen.size > 150;
	});
	assert.ok(seen.size > 150, `${seen.size} cards were seen`);
	const size = await page.evaluate(() => document.querySelectorAll('*').length);
	assert.ok(size < 1500, `${size} elements in the page`);
});

test('words and whose narrow the board, in the address too', async () => {
	await page.getByLabel('Filter deals').fill('isdom');
	await page.waitForURL(/q=isdom/);
	await page.waitForFunction(() => [...document.querySelectorAll('[data-card]')].every((one) => /isdom/i.test(one.textContent)));
	await page.getByText('My deals', { exact: true }).click();
	await page.waitForURL(/mine=1/);
	await page.getByText('No deal matches the filter').first().waitFor();
	await page.reload();
	await page.getByText('No deal matches the filter').first().waitFor();
	assert.equal(await page.getByLabel('Filter deals').inputValue(), 'isdom');
	await page.getByText('All deals', { exact: true }).click();
	await page.getByRole('button', { name: 'Clear the filter' }).click();
	await page.waitForURL((url) => url.search === '');
});

test('the past is tinted, has its own figures and cannot be changed', async () => {
	const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
	const today = await ground();
	const url = new URL(page.url());
	await page.getByRole('button', { name: 'See the board as it was' }).click();
	await page.getByRole('button', { name: 'Previous month' }).click();
	await page.getByRole('gridcell').getByRole('button', { disabled: false }).filter({ hasText: /^15$/ }).first().click();
	await page.waitForURL(/as_of=\d{4}-\d\d-15/);
	await page.getByText('Only for reading.').waitFor();
	await page.waitForFunction(() => document.querySelector('main')?.getAttribute('aria-busy') === 'false');
	assert.notEqual(await ground(), today);
	assert.equal(await page.getByRole('button', { name: /New deal in/ }).count(), 0);
	assert.equal(await page.locator('[data-menu]').count(), 0);
	await page.waitForFunction(() => document.querySelector('.column.won [data-testid=count]')?.textContent !== '4,238');
	await page.locator('[data-card] a').first().click();
	await page.getByText('Only for reading.').waitFor();
	assert.equal(await page.locator('[data-field=amount] button').count(), 0);
	await page.getByRole('button', { name: 'Back to today' }).click();
	await page.waitForURL((now) => !now.search.includes('as_of'));
	assert.equal(new URL(page.url()).pathname, url.pathname);
	await page.waitForFunction(() => document.querySelector('.column.won [data-testid=count]')?.textContent === '4,238');
});

test('a day of the past can be typed, and what is none of the past is refused in place', async () => {
	const { origin, pathname } = new URL(page.url());
	const day = page.getByLabel('Day', { exact: true });
	await page.getByRole('button', { name: 'See the board as it was' }).click();
	await page.waitForFunction(() => document.activeElement?.matches('.popover input'));
	for (const [text, reason] of [
		['31/2/2026', 'This is not a date.'],
		['', 'This is not a date.'],
		['tomorrow', 'This day is still to come.'],
		['1/1/2090', 'This day is still to come.'],
	]) {
		await day.fill(text);
		await page.keyboard.press('Enter');
		await page.getByText(reason).waitFor();
	}
	await day.fill('-60');
	await page.keyboard.press('Enter');
	await page.waitForURL(/as_of=/);
	const asked = new URL(page.url()).searchParams.get('as_of');
	assert.ok(Math.abs(Date.now() - Date.parse(asked) - 60.5 * 86_400_000) < 1.5 * 86_400_000, asked);
	await page.getByText('Only for reading.').waitFor();
	await page.goto(origin + pathname);
	await page.locator('main[aria-busy=false] [data-card]').first().waitFor();
});

test('an address with a day that is none of the past says so and shows today', async () => {
	const { origin, pathname } = new URL(page.url());
	const banner = page.getByRole('status').filter({ hasText: 'so this is the board of today' });
	for (const [asOf, reason] of [
		['2026-02-31', '“2026-02-31” is not a date'],
		['last week', '“last week” is not a date'],
		['2090-01-01', '1 Jan 2090 is still to come'],
	]) {
		await page.goto(`${origin}${pathname}?as_of=${encodeURIComponent(asOf)}`);
		await banner.getByText(reason).waitFor();
		await page.locator('main[aria-busy=false] [data-card]').first().waitFor();
		assert.equal(await count('Won').textContent(), '4,238');
		assert.ok((await page.getByRole('button', { name: /New deal in/ }).count()) > 0);
	}
	await banner.getByRole('button', { name: 'Close' }).click();
	await page.waitForURL((url) => url.search === '');
	assert.equal(await banner.count(), 0);
});

test('the history of a deal of the past ends on that day', async () => {
	const day = new Date(Date.now() - 60 * 86_400_000).toISOString().slice(0, 10);
	const { items } = await api(page, 'GET', `/deals?closed_on.gt=${day}&limit=200`);
	const deal = items.find((one) => one.created_at.slice(0, 10) < day);
	const { pathname, origin } = new URL(page.url());
	await page.goto(`${origin}${pathname}?as_of=${day}&deal=${deal.id}`);
	await page.locator('time[datetime]').first().waitFor();
	const days = await page.locator('time[datetime]').evaluateAll((times) => times.map((one) => one.dateTime.slice(0, 10)));
	assert.ok(days.every((one) => one <= day), `${days} after ${day}`);
	await page.goto(origin + pathname);
	await page.locator('main[aria-busy=false] [data-card]').first().waitFor();
});

test('of a day before anything is known the page says since when it is, and leads there', async () => {
	const { origin, pathname } = new URL(page.url());
	const pipelineId = Number(pathname.split('/')[2]);
	const dayOf = (instant) => new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(new Date(instant));
	const words = (day) => new Date(day).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' });
	const [first] = (await api(page, 'GET', `/deals?pipeline_id=${pipelineId}&sort=created_at&limit=1`)).items;
	const [last] = (await api(page, 'GET', `/deals?pipeline_id=${pipelineId}&sort=-created_at&limit=1`)).items;
	const begun = dayOf(first.created_at);
	await page.goto(`${origin}/pipelines/${pipelineId}?as_of=2001-01-31`);
	await page.getByText(`Of this pipeline nothing is known before ${words(begun)}.`).waitFor();
	assert.deepEqual(await seriousFaults(page), []);
	await page.getByRole('button', { name: `Go to ${words(begun)}` }).click();
	await page.waitForURL((url) => url.searchParams.get('as_of') === begun);
	await page.locator('[data-card]').first().waitFor();
	assert.equal(await page.getByText('nothing is known before').count(), 0);
	const known = dayOf(last.created_at);
	await page.goto(`${origin}/pipelines/${pipelineId}?as_of=${begun}&deal=${last.id}`);
	await page.getByText(`Alur knows this deal since ${words(known)}.`).waitFor();
	assert.equal(await page.locator('[data-field=amount]').count(), 0);
	await page.getByRole('button', { name: `Go to ${words(known)}` }).click();
	await page.locator('[data-field=amount]').waitFor();
	await page.getByText('Contacts, products and files are shown as they are today.').waitFor();
	await page.goto(`${origin}${pathname}`);
	await page.locator('main[aria-busy=false] [data-card]').first().waitFor();
});

test('search finds a deal by a part of its name and opens it', async () => {
	await page.keyboard.press('Control+k');
	await page.getByPlaceholder('Find a deal, a company or a command').fill('isdo');
	await page.getByRole('option').filter({ hasText: 'Deal' }).first().click();
	await page.waitForURL(/deal=\d+/);
	await page.locator('[data-field=amount]').waitFor();
});

test('the page had no errors', async () => close(page));
