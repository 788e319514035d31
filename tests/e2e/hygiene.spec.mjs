// Warnings of a deal with their reasons, and the key or button that repairs each.
import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { addDeal, api, card, close, openBoard, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

let page, pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'general-b2b', 'Sales');
	},
});

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const instant = (days) => new Date(Date.now() + days * 86_400_000).toISOString();
const warning = (kind) => page.locator(`[data-warning=${kind}]`);
const gone = (kind) => warning(kind).first().waitFor({ state: 'detached' });
const save = () => page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
const repair = (kind, what) => warning(kind).first().getByRole('button', { name: what }).click();

/** A deal in good order but for what is said. */
async function openDeal(more = {}) {
	const deal = await addDeal(page, pipeline, { title: 'Sixty chairs', amount: '100.00', expected_close: day(20), ...more });
	await openBoard(page, pipeline, `?deal=${deal.id}`);
	await page.getByRole('heading', { name: 'Needs a repair' }).waitFor();
	return deal;
}

test('a deal without a next step gets one by one key, and undo takes it back', async () => {
	const deal = await openDeal();
	await warning('no_next_step').getByText('Nothing is planned next.').waitFor();
	await page.keyboard.press('1');
	await page.getByRole('dialog').getByLabel(/Subject/).fill('Send the offer');
	await save();
	await gone('no_next_step');
	const { items } = await api(page, 'GET', `/activities?deal_id=${deal.id}`);
	assert.deepEqual(items.map((one) => [one.subject, one.deal_id, one.owner_id]), [['Send the offer', deal.id, deal.owner_id]]);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await warning('no_next_step').waitFor();
});

test('after each change the warnings are asked for once', async () => {
	const deal = await openDeal({ amount: null, expected_close: day(-5) });
	let asked = 0;
	const seen = (request) => (asked += request.url().endsWith(`/deals/${deal.id}/hygiene`) ? 1 : 0);
	/** A change from elsewhere: once it is seen here, whatever was under way before has been asked for. */
	const date = async (days) => api(page, 'PATCH', `/deals/${deal.id}`, { expected_close: day(days) });
	await warning('close_date_past').waitFor();
	await date(20);
	await gone('close_date_past');
	page.on('request', seen);
	const fill = async () => {
		await repair('amount_missing', 'Fill in');
		await page.getByRole('dialog').getByLabel(/Amount/).fill('500');
		await save();
	};
	const plan = async () => {
		await repair('no_next_step', 'Plan a step');
		await page.getByRole('dialog').getByLabel(/Subject/).fill('Send the offer');
		await save();
	};
	const link = async () => {
		const contact = await api(page, 'POST', '/contacts', { name: 'Wulan' });
		const second = await api(page, 'POST', '/contacts', { name: 'Wira' });
		const linked = [contact, second].map(({ id }) => ({ op: 'create', body: { deal_id: deal.id, contact_id: id } }));
		await api(page, 'POST', '/deal_contacts/batch', { operations: linked });
	};
	const counts = [];
	for (const [change, repaired] of [[fill, 'amount_missing'], [plan, 'no_next_step'], [link, 'no_contact']]) {
		asked = 0;
		await change();
		await gone(repaired);
		await date(-5);
		await warning('close_date_past').waitFor();
		await date(20);
		await gone('close_date_past');
		counts.push(asked - 2);
	}
	assert.deepEqual(counts, [1, 1, 1]);
	// Contacts of another deal are none of this one's.
	const other = await addDeal(page, pipeline, { title: 'Another' });
	const contact = await api(page, 'POST', '/contacts', { name: 'Wati' });
	asked = 0;
	await api(page, 'POST', '/deal_contacts', { deal_id: other.id, contact_id: contact.id });
	await date(-5);
	await warning('close_date_past').waitFor();
	assert.equal(asked, 1);
	page.off('request', seen);
});

test('an overdue step is put on another day, or done', async () => {
	const deal = await openDeal();
	const step = await api(page, 'POST', '/activities', { kind: 'call', subject: 'Call them', deal_id: deal.id, due_at: instant(-3) });
	await warning('overdue_next_step').waitFor();
	await repair('overdue_next_step', 'Another day');
	await save();
	await gone('overdue_next_step');
	assert.ok(Date.parse((await api(page, 'GET', `/activities/${step.id}`)).due_at) > Date.now());
	await api(page, 'PATCH', `/activities/${step.id}`, { due_at: instant(-1) });
	await warning('overdue_next_step').waitFor();
	await repair('overdue_next_step', 'Mark as done');
	await gone('overdue_next_step');
	assert.ok((await api(page, 'GET', `/activities/${step.id}`)).done_at);
});

test('a close date that has passed and a missing amount are filled in', async () => {
	const deal = await openDeal({ expected_close: day(-5), amount: null });
	await repair('close_date_past', 'Fill in');
	await page.getByRole('dialog').getByRole('textbox').fill(day(12));
	await save();
	await gone('close_date_past');
	await repair('amount_missing', 'Fill in');
	await save();
	await page.getByRole('dialog').getByText('Fill this in.').waitFor();
	await page.getByRole('dialog').getByRole('textbox').fill('2.5m');
	await save();
	await gone('amount_missing');
	const now = await api(page, 'GET', `/deals/${deal.id}`);
	assert.deepEqual([now.expected_close, now.amount], [day(12), '2500000.00']);
});

test('a contact is made and added where too few are known', async () => {
	const deal = await openDeal();
	await warning('no_contact').getByText('Nobody at the customer is known.').waitFor();
	assert.match(await card(page, deal).innerText(), /No contact/);
	await repair('no_contact', 'Add a contact');
	const person = page.getByRole('dialog').getByRole('combobox');
	await person.fill('Siti Rahayu');
	await page.getByRole('option', { name: /Create/ }).click();
	await save();
	await warning('one_contact').getByText('Only one person').waitFor();
	assert.equal((await api(page, 'GET', `/deal_contacts?deal_id=${deal.id}`)).items.length, 1);
});

test('a point of the checklist is ticked off in one press', async () => {
	const deal = await openDeal();
	const ticks = warning('criteria_unmet').getByRole('button', { name: 'Tick off' });
	const before = await ticks.count();
	assert.ok(before > 0);
	await ticks.first().click();
	await page.waitForFunction((count) => [...document.querySelectorAll('[data-warning=criteria_unmet] button')].filter((one) => one.textContent.includes('Tick')).length === count, before - 1);
	assert.equal(Object.values((await api(page, 'GET', `/deals/${deal.id}`)).checklist).filter(Boolean).length, 1);
});

test('an idle deal says where its limit comes from, and may rest', async () => {
	const file = join(alur.folder, 'old.csv');
	await writeFile(file, `title,pipeline,amount,currency,created_on,expected_close,external_id\nOld desks,Sales,100.00,IDR,${day(-200)},${day(20)},old-1\n`);
	await alur.command('import', 'deals', file);
	const deal = (await api(page, 'GET', '/deals?external_id=old-1')).items[0];
	await openBoard(page, pipeline, `?deal=${deal.id}`);
	await warning('idle').getByText(/more than \d+ is idle/).waitFor();
	await warning('idle').getByText('The limit is the one that was set for this stage.').waitFor();
	await repair('idle', 'Let it rest');
	await page.getByRole('dialog').getByRole('button', { name: /Next week/ }).click();
	await gone('idle');
	assert.ok((await api(page, 'GET', `/deals/${deal.id}`)).snoozed_until > day(0));
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await warning('idle').waitFor();
});

test('a close date pushed three times asks for a decision', async () => {
	const deal = await openDeal();
	for (const days of [60, 120, 200]) await api(page, 'PATCH', `/deals/${deal.id}`, { expected_close: day(days) });
	await warning('pushed').getByText('3 times').waitFor();
	await repair('pushed', 'Decide');
	await page.getByRole('dialog').getByLabel(/Decision/).selectOption('Get help');
	await page.getByRole('dialog').getByLabel('Note').fill('The director calls them');
	await save();
	await toast(page).getByText('Decided on').waitFor();
	const { items } = await api(page, 'GET', `/review_decisions?deal_id=${deal.id}`);
	assert.deepEqual(items.map((one) => [one.decision, one.note]), [['escalate', 'The director calls them']]);
	const told = page.locator('[data-agreed=escalate]');
	await told.getByText('Ani Wijaya agreed in the review: Get help').waitFor();
	await told.getByText('The director calls them').waitFor();
	await page.keyboard.press('Control+z');
	await told.waitFor({ state: 'detached' });
});

test('an amount that no rate counts gets its rate, the sums follow, and undo takes it out again', async () => {
	const sum = async () => (await api(page, 'GET', `/pipelines/${pipeline.id}/board`)).stages[0].amount;
	const before = Number(await sum());
	await openDeal({ amount: '40.00', currency: 'SGD' });
	await warning('no_exchange_rate').getByText('There is no exchange rate for SGD.').waitFor();
	await repair('no_exchange_rate', 'Give the rate');
	const dialog = page.getByRole('dialog', { name: 'What is one SGD worth in IDR?' });
	await dialog.getByLabel(/Worth of one unit/).fill('12000');
	await save();
	await gone('no_exchange_rate');
	assert.equal(Number(await sum()), before + 480_000);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await warning('no_exchange_rate').waitFor();
	assert.equal(Number(await sum()), before);
});

test('who may not give rates is told that one is missing, without a button', async () => {
	const seller = await alur.addUser('tono@example.com', 'Tono', 'seller');
	const deal = await addDeal(page, pipeline, { title: 'Ten beds', amount: '40.00', currency: 'MYR', owner_id: seller.id });
	const theirs = await alur.signedIn('tono@example.com');
	await openBoard(theirs, pipeline, `?deal=${deal.id}`);
	const line = theirs.locator('[data-warning=no_exchange_rate]');
	await line.getByText('There is no exchange rate for MYR.').waitFor();
	assert.equal(await line.getByRole('button').count(), 0);
	await close(theirs);
});

test('axe finds nothing serious in warnings and their forms', async () => {
	await openDeal({ amount: null });
	const serious = () => seriousFaults(page, { within: 'aside.panel, [role=dialog]' });
	assert.deepEqual(await serious(), []);
	await page.keyboard.press('1');
	await page.getByRole('dialog').waitFor();
	assert.deepEqual(await serious(), []);
	await close(page);
});
