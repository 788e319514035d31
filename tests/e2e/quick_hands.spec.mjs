// Hands that are quicker than the program's answers: what is written meanwhile stays, what was done is not shown as
// undone by an answer that was given before, and nobody is taken away from where they went on.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, becomes, card, cardIn, close, column, drag, drawn, openBoard, pipelineFrom, toast, until, useAlur } from './support.mjs';

let page, pipeline, offer, won;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Quick');
		offer = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
		won = pipeline.stages.find((one) => one.kind === 'won');
	},
});

const field = (name, within = page) => within.locator(`[data-field="${name}"]`);
const read = (path) => alur.ask('GET', path);

/** Holds back the next answers to what is asked so; the program has done it by then. `asked` when the last is there;
 *  `give` lets them go, and ends when the page has them. */
async function holdBack(method, address, times = 1) {
	let [go, count] = [undefined, 0];
	const held = new Promise((done) => (go = done));
	const given = [];
	await page.route(address, async (route) => {
		if (route.request().method() !== method || count >= times) return route.fallback();
		count++;
		const response = await route.fetch();
		given.push(held.then(() => route.fulfill({ response })));
	});
	return {
		asked: async () => assert.ok(await until(() => given.length === times), 'it is not asked for'),
		give: async () => {
			go();
			await Promise.all(given);
			await page.unroute(address);
			await page.evaluate(() => new Promise((done) => setTimeout(done, 50))); // it has read them
			await drawn(page);
		},
	};
}

test('the next new deal is written while the one before is on its way', async () => {
	await openBoard(page, pipeline);
	const first = column(page, pipeline.open[0]);
	await first.getByRole('button', { name: /New deal in/ }).click();
	const title = page.getByLabel('What is being sold?');
	await title.fill('First of two');
	const late = await holdBack('POST', '**/api/v1/deals');
	await page.keyboard.press('Enter');
	await late.asked();
	// The stream of changes brings it sooner, and once.
	await first.getByRole('link', { name: 'First of two' }).first().waitFor();
	await drawn(page);
	assert.equal(await first.getByRole('link', { name: 'First of two' }).count(), 1);
	await page.keyboard.type('Second of two');
	await page.keyboard.press('Enter');
	await page.keyboard.type('Third, not sent');
	await late.give();
	for (const name of ['First of two', 'Second of two']) await becomes(1, () => first.getByRole('link', { name }).count());
	assert.equal(await title.inputValue(), 'Third, not sent');
	await page.keyboard.press('Escape');
});

test('a new deal that is refused stands in the form again, unless the next one is begun', async () => {
	await openBoard(page, pipeline);
	await column(page, pipeline.open[0]).getByRole('button', { name: /New deal in/ }).click();
	const title = page.getByLabel('What is being sold?');
	const problem = { type: 'about:blank', title: 'Refused', status: 422, detail: 'Not in this month.', errors: [] };
	let go;
	await page.route('**/api/v1/deals', async (route) => {
		if (route.request().method() !== 'POST') return route.fallback();
		await new Promise((done) => (go = done));
		await route.fulfill({ status: 422, contentType: 'application/problem+json', body: JSON.stringify(problem) });
	});
	await title.fill('Unwanted');
	await page.keyboard.press('Enter');
	assert.ok(await until(() => go));
	go();
	await page.locator('.quick-add').getByText('Not in this month.').waitFor();
	assert.equal(await title.inputValue(), 'Unwanted');
	go = undefined;
	await page.keyboard.press('Enter');
	assert.ok(await until(() => go));
	await page.keyboard.type('Another');
	go();
	await toast(page).getByText(/Unwanted.*Not in this month\./).waitFor();
	assert.equal(await title.inputValue(), 'Another');
	await page.unroute('**/api/v1/deals');
	await page.keyboard.press('Escape');
});

test('the question about one deal stays when the answer about another comes', async () => {
	const [slow, asked] = [await addDeal(page, pipeline, { title: 'Goes on slowly' }), await addDeal(page, pipeline, { title: 'Is won', amount: '100.00' })];
	await openBoard(page, pipeline);
	const late = await holdBack('POST', `**/deals/${slow.id}/move`);
	await drag(page, card(page, slow), column(page, offer));
	await late.asked();
	await drag(page, card(page, asked), column(page, won), { x: 60, y: 200 });
	const question = page.getByRole('dialog', { name: '“Is won” is won' });
	await question.getByLabel('Final amount').fill('250');
	await late.give();
	await toast(page).getByText('“Goes on slowly” moved to').waitFor();
	assert.equal(await question.getByLabel('Final amount').inputValue(), '250');
	await question.getByRole('button', { name: 'Mark as won' }).click();
	await question.waitFor({ state: 'detached' });
	await cardIn(page, offer, slow).waitFor();
	await becomes('250.00', async () => (await read(`/deals/${asked.id}`)).amount);
});

test('a deal is moved by two days with two quick keys', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Closes later', expected_close: '2031-05-14' });
	await openBoard(page, pipeline, '?view=calendar&month=2031-05');
	const chip = page.locator(`[data-closing="${deal.id}"]`);
	await chip.locator('a').focus();
	const late = await holdBack('PATCH', `**/deals/${deal.id}`);
	await page.keyboard.press('Shift+ArrowRight');
	await late.asked();
	await page.locator('[data-day="2031-05-15"]').locator(chip).waitFor();
	await page.keyboard.press('Shift+ArrowRight');
	await late.give();
	await page.locator('[data-day="2031-05-16"]').locator(chip).waitFor();
});

test('a month that was turned over does not come back', async () => {
	const deal = await addDeal(page, pipeline, { title: 'In July', expected_close: '2031-07-16' });
	await openBoard(page, pipeline, '?view=calendar&month=2031-05');
	await page.locator('.calendar[aria-busy=false]').waitFor();
	const late = await holdBack('GET', '**/calendar?*from=2031-05-26*');
	await page.keyboard.press(']');
	await late.asked();
	await page.keyboard.press(']');
	await page.locator('[data-day="2031-07-16"]').locator(`[data-closing="${deal.id}"]`).waitFor();
	await late.give();
	assert.equal(await page.locator('[data-day="2031-07-16"]').locator(`[data-closing="${deal.id}"]`).count(), 1);
});

test('two fields of one row of the settings are saved quickly one after the other', async () => {
	const user = await alur.addUser('budi@example.com', 'Budi Santoso', 'seller');
	await page.goto(`${alur.url}/settings/users`);
	const row = page.locator(`li[data-row="${user.id}"]`);
	await row.locator('.summary').click();
	const late = await holdBack('PATCH', `**/users/${user.id}`);
	await field('name', row).getByRole('button').click();
	await page.keyboard.type('Budi Hartono');
	await page.keyboard.press('Enter');
	await late.asked();
	await field('email', row).getByRole('button').click();
	await page.keyboard.type('hartono@example.com');
	await page.keyboard.press('Enter');
	await late.give();
	await field('email', row).getByText('hartono@example.com').waitFor();
	const saved = await read(`/users/${user.id}`);
	assert.deepEqual([saved.name, saved.email], ['Budi Hartono', 'hartono@example.com']);
});

test('a company that is made in a field is there when the field is saved at once', async () => {
	const contact = await api(page, 'POST', '/contacts', { name: 'Sari Dewi' });
	await page.goto(`${alur.url}/contacts/${contact.id}`);
	await field('company_id').getByRole('button').click();
	await field('company_id').getByRole('combobox').fill('PT Belum Ada');
	const late = await holdBack('POST', '**/api/v1/companies');
	await page.getByRole('option', { name: /PT Belum Ada/ }).click();
	await late.asked();
	await field('company_id').getByRole('button', { name: 'Save' }).click();
	await late.give();
	await field('company_id').getByRole('button', { name: /PT Belum Ada/ }).waitFor();
	assert.ok((await read(`/contacts/${contact.id}`)).company_id);
});

test('an activity that is archived stays away when the answer that still had it comes', async () => {
	const lead = await api(page, 'POST', '/leads', { name: 'With a note' });
	await api(page, 'POST', '/activities', { kind: 'note', subject: 'To be put away', lead_id: lead.id });
	await page.goto(`${alur.url}/leads/${lead.id}`);
	const item = page.getByRole('region', { name: 'History' }).locator('li', { hasText: 'To be put away' });
	await item.waitFor();
	const late = await holdBack('GET', `**/activities?*lead_id=${lead.id}*`);
	await alur.ask('POST', '/activities', { kind: 'note', subject: 'Of another', lead_id: lead.id });
	await late.asked();
	await page.getByRole('button', { name: 'Actions for “To be put away”' }).click();
	await page.getByRole('menuitem', { name: 'Archive' }).click();
	await toast(page).getByText('“To be put away” archived').waitFor();
	await late.give();
	assert.equal(await item.count(), 0);
});

test('what was dealt with today does not come back by an answer that was given before', async () => {
	const [{ id: owner_id }] = (await read('/users?email=admin@example.com')).items;
	const due_at = new Date(Date.now() - 86_400_000).toISOString();
	for (const subject of ['Ask for the order', 'Count the chairs']) await api(page, 'POST', '/activities', { kind: 'call', subject, owner_id, due_at });
	await page.goto(`${alur.url}/today`);
	const line = (title) => page.locator('[data-item]', { hasText: title });
	await line('Ask for the order').waitFor();
	const late = await holdBack('GET', '**/api/v1/today');
	await api(page, 'POST', '/leads', { name: 'New to all' });
	await late.asked();
	await line('Ask for the order').getByRole('button', { name: /^Done/ }).click();
	await page.getByRole('dialog').getByLabel('What came out of it?').fill('They want red ones');
	await page.getByRole('button', { name: 'Save' }).click();
	await line('Ask for the order').waitFor({ state: 'detached' });
	await late.give();
	assert.equal(await line('Ask for the order').count(), 0);
});

test('the form of another step stays when the one before is saved', async () => {
	await page.goto(`${alur.url}/today`);
	const line = (title) => page.locator('[data-item]', { hasText: title });
	const [{ id: owner_id }] = (await read('/users?email=admin@example.com')).items;
	await api(page, 'POST', '/activities', { kind: 'call', subject: 'Say thanks', owner_id, due_at: new Date(Date.now() - 86_400_000).toISOString() });
	await line('Say thanks').getByRole('button', { name: /^Done/ }).click();
	const late = await holdBack('POST', '**/activities/batch');
	await page.getByRole('button', { name: 'Save' }).click();
	await late.asked();
	await page.keyboard.press('Escape');
	await page.getByRole('dialog').waitFor({ state: 'detached' });
	await line('Count the chairs').getByRole('button', { name: /^Done/ }).click();
	await page.getByRole('dialog').getByLabel('What came out of it?').fill('Sixty');
	await late.give();
	await line('Say thanks').waitFor({ state: 'detached' });
	assert.equal(await page.getByRole('dialog').getByLabel('What came out of it?').inputValue(), 'Sixty');
	await page.keyboard.press('Escape');
});

test('whoever has gone on to another lead stays there when the one before is qualified', async () => {
	const leads = [];
	for (const name of ['Ani', 'Budi', 'Citra']) leads.push(await api(page, 'POST', '/leads', { name: `${name} Cepat` }));
	await page.goto(`${alur.url}/leads?q=Cepat`);
	const heading = (lead) => page.getByRole('region', { name: 'The open lead' }).getByRole('heading', { name: lead.name, exact: true });
	await heading(leads[0]).waitFor();
	const late = await holdBack('POST', `**/leads/${leads[0].id}/qualify`);
	await page.keyboard.press('q');
	await late.asked();
	await page.keyboard.press('j');
	await page.keyboard.press('j');
	await heading(leads[2]).waitFor();
	await late.give();
	await page.locator(`[data-lead="${leads[0].id}"]`).waitFor({ state: 'detached' });
	await heading(leads[2]).waitFor();
	assert.match(page.url(), new RegExp(`lead=${leads[2].id}`));
});

test('who has said which company a lead becomes is not overruled by what is found later', async () => {
	const lead = await api(page, 'POST', '/leads', { name: 'Dewi Tepat', company_name: 'PT Sama Persis' });
	await api(page, 'POST', '/companies', { name: 'PT Sama Persis' });
	await page.goto(`${alur.url}/leads?lead=${lead.id}`);
	await page.getByRole('toolbar', { name: 'What to do with this lead' }).waitFor();
	const late = await holdBack('GET', '**/companies/duplicates?*');
	await page.keyboard.press('c');
	await late.asked();
	const other = page.getByRole('dialog').getByRole('radio', { name: 'Another company' });
	await other.check();
	await late.give();
	await page.getByRole('dialog').getByRole('radio', { name: /PT Sama Persis/ }).waitFor();
	assert.ok(await other.isChecked());
	await page.keyboard.press('Escape');
});

test('the page had no errors', async () => close(page));
