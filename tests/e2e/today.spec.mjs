// Today: where a seller lands, and the keys that deal with what is due.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, close, pipelineFrom, toast, until, useAlur } from './support.mjs';

let page, deal, owner_id;
const alur = useAlur({
	prepare: async (alur) => {
		const admin = await alur.signedIn('admin@example.com');
		const pipeline = await pipelineFrom(admin, 'start-empty', 'Sales');
		owner_id = (await alur.addUser('budi@example.com', 'Budi Santoso', 'seller')).id;
		deal = await addDeal(admin, pipeline, { title: 'Sixty chairs', owner_id, amount: '100.00' });
		await close(admin);
		page = await alur.signedIn('budi@example.com');
	},
});

const line = (title) => page.locator('[data-item]', { hasText: title });
const yesterday = () => new Date(Date.now() - 86_400_000).toISOString();

async function openToday() {
	await page.goto(alur.url + '/today');
	await page.locator('main[aria-busy=false]').waitFor();
}

test('a seller lands on Today and finds the deal without a next step', async () => {
	await page.goto(alur.url + '/');
	await page.waitForURL((url) => url.pathname === '/today');
	await line('Sixty chairs').waitFor();
	await page.getByRole('heading', { name: 'Deals without a next step' }).waitFor();
	await page.waitForFunction(() => document.title === 'Today · Alur');
});

test('the tab is called Today, too, after a board was looked at', async () => {
	await page.getByRole('link', { name: 'Pipeline' }).click();
	await page.waitForFunction(() => document.title === 'Sales · Alur');
	await page.getByRole('link', { name: 'Today' }).click();
	await page.waitForFunction(() => document.title === 'Today · Alur');
});

test('the week counts each day, shows what a day holds, and opens it beside the page', async () => {
	const tomorrow = new Date(Date.now() + 7 * 3_600_000);
	// The week begins on Monday: of a day in it that is not today.
	tomorrow.setUTCDate(tomorrow.getUTCDate() + (tomorrow.getUTCDay() === 0 ? -1 : 1));
	const day = tomorrow.toISOString().slice(0, 10);
	await api(page, 'POST', '/activities', { kind: 'meeting', subject: 'See the hall', deal_id: deal.id, owner_id, due_at: `${day}T03:30:00Z` });
	await openToday();
	const week = page.getByRole('complementary', { name: 'This week' });
	assert.equal(await week.getByRole('button').count(), 7);
	const its = week.getByRole('button', { name: new RegExp(`\\b${Number(day.slice(8))}\\b`) }).first();
	assert.match(await its.textContent(), /1$/);
	await its.click();
	await week.getByText('10:30').waitFor();
	await week.getByRole('link', { name: 'See the hall' }).click();
	await page.getByRole('complementary', { name: 'Details' }).getByText('Sixty chairs').first().waitFor();
	await page.keyboard.press('Escape');
	const { items } = await api(page, 'GET', `/activities?deal_id=${deal.id}`);
	for (const one of items) await api(page, 'DELETE', `/activities/${one.id}`);
});

test('a deal is lost beside Today, where no board was ever loaded', async () => {
	const { items } = await api(page, 'GET', `/stages?pipeline_id=${deal.pipeline_id}`);
	const other = await addDeal(page, { id: deal.pipeline_id }, { title: 'Lost beside Today' });
	await page.goto(`${alur.url}/today?deal=${other.id}`);
	await page.getByRole('button', { name: `Move to ${items.find((one) => one.kind === 'lost').name}` }).click();
	await page.getByRole('button', { name: 'Mark as lost' }).click();
	await toast(page).getByText('“Lost beside Today” moved to').waitFor();
});

test('d plans its next step, and undo takes it back', async () => {
	await openToday();
	await line('Sixty chairs').waitFor();
	await page.keyboard.press('d');
	await page.getByRole('dialog').getByLabel('Subject').fill('Send the offer');
	await page.getByRole('button', { name: 'Save' }).click();
	await line('Sixty chairs').waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await line('Sixty chairs').waitFor();
});

test('d ends an overdue step with a note and asks for the next one', async () => {
	const step = await api(page, 'POST', '/activities', { kind: 'call', subject: 'Ask for the order', deal_id: deal.id, owner_id, due_at: yesterday() });
	await openToday();
	await page.getByRole('heading', { name: 'Overdue' }).waitFor();
	await page.keyboard.press('d');
	await page.getByRole('dialog').getByLabel('What came out of it?').fill('They want red ones');
	await page.getByRole('button', { name: 'Save' }).click();
	await line('Ask for the order').waitFor({ state: 'detached' });
	const done = await api(page, 'GET', `/activities/${step.id}`);
	assert.ok(done.done_at);
	assert.equal(done.note, 'They want red ones');
	const { items } = await api(page, 'GET', `/activities?deal_id=${deal.id}`);
	assert.equal(items.filter((one) => !one.done_at && one.due_at).length, 1);
});

test('s puts a step off until tomorrow', async () => {
	const step = await api(page, 'POST', '/activities', { kind: 'task', subject: 'Count the chairs', deal_id: deal.id, owner_id, due_at: yesterday() });
	await openToday();
	await line('Count the chairs').waitFor();
	await page.keyboard.press('s');
	await page.getByRole('dialog').getByRole('button', { name: /Tomorrow/ }).click();
	await line('Count the chairs').waitFor({ state: 'detached' });
	// The line goes before the change is saved.
	let due = 0;
	await until(async () => (due = Date.parse((await api(page, 'GET', `/activities/${step.id}`)).due_at)) > Date.now());
	assert.ok(due > Date.now());
});

test('when all is done the page says so', async () => {
	await openToday();
	await page.getByText('Nothing is due today.').waitFor();
	await close(page);
});
