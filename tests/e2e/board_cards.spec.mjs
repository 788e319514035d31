// Cards: the next step by shape and words, values changed in place, what a reader chooses to see, and many
// deals changed at once.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, becomes, card, cardIn, close, column, drag, openBoard, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

const day = (days) => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);
let page;
let pipeline;
let second;
let budi;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Cards');
		second = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
		budi = await alur.addUser('budi@example.com', 'Budi Santoso', 'admin');
	},
});

const plan = (deal, at) => api(page, 'POST', '/activities', { kind: 'call', subject: 'Call', deal_id: deal.id, due_at: at });
const valueOf = (deal, field) => card(page, deal).locator(`[data-edit="${field}"]`);
const choose = (deal) => card(page, deal).hover().then(() => card(page, deal).getByRole('checkbox').click());

test('the next step is told by words: overdue, today, planned, none, snoozed', async () => {
	const [overdue, today, planned, none, resting] = await Promise.all(['Late', 'Now', 'Then', 'Never', 'Rests'].map((title) => addDeal(page, pipeline, { title, amount: '10.00' })));
	await plan(overdue, `${day(-3)}T03:00:00Z`);
	await plan(today, `${day(0)}T16:59:00Z`);
	await plan(planned, `${day(2)}T03:00:00Z`);
	await api(page, 'PATCH', `/deals/${resting.id}`, { snoozed_until: day(20) });
	await openBoard(page, pipeline);
	await card(page, overdue).getByText('Overdue: 3 days ago').waitFor();
	await card(page, today).getByText('Step today').waitFor();
	await card(page, planned).getByText('Next step in 2 days').waitFor();
	await card(page, none).getByText('No next step').waitFor();
	await card(page, resting).getByText('Snoozed until').waitFor();
	assert.equal(await card(page, resting).getByText('No next step').count(), 0);
	for (const deal of [overdue, today, planned, none, resting]) assert.equal(await card(page, deal).locator('.step svg').count(), 1);
});

test('worth, owner and close are changed on the card, and undone', async () => {
	const deal = await addDeal(page, pipeline, { title: 'In place', amount: '1000.00', expected_close: day(40) });
	await openBoard(page, pipeline);
	await valueOf(deal, 'amount').click();
	await page.locator('.popover input').fill('2.5m');
	await page.keyboard.press('Enter');
	await valueOf(deal, 'amount').getByText('Rp 2.5M').waitFor();
	assert.equal(page.url().includes('deal='), false);
	await page.waitForFunction((id) => document.activeElement?.closest('[data-card]')?.dataset.card === String(id), deal.id);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await valueOf(deal, 'amount').getByText('Rp 1K').waitFor();
	await valueOf(deal, 'expected_close').click();
	await page.locator('.popover input').fill('31/12/2031');
	await page.keyboard.press('Enter');
	await valueOf(deal, 'expected_close').getByText('31 Dec 2031').waitFor();
	await valueOf(deal, 'owner_id').click();
	await page.locator('.popover input').fill('Budi');
	await page.getByRole('option', { name: 'Budi Santoso' }).click();
	await page.locator('.popover').getByRole('button', { name: 'Save' }).click();
	await card(page, deal).getByRole('img', { name: 'Owner: Budi Santoso' }).waitFor();
});

test('what cannot be an amount is refused in place, and Esc leaves all as it was', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Refused here', amount: '700.00' });
	await openBoard(page, pipeline);
	await card(page, deal).locator('h3 a').focus();
	await page.keyboard.press('e');
	await page.locator('.popover input').fill('lots');
	await page.keyboard.press('Enter');
	await page.locator('.popover').getByText('Write an amount').waitFor();
	await page.keyboard.press('Escape');
	await page.locator('.popover').waitFor({ state: 'detached' });
	assert.equal((await api(page, 'GET', `/deals/${deal.id}`)).amount, '700.00');
});

test('who is overtaken by somebody else sees who wrote what, and keeps one of both', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Two hands', amount: '1000.00' });
	const other = await alur.signedIn('budi@example.com');
	await openBoard(page, pipeline);
	await valueOf(deal, 'amount').click();
	await page.locator('.popover input').fill('3000');
	await api(other, 'PATCH', `/deals/${deal.id}`, { amount: '2000.00' });
	await page.getByText(/Budi Santoso has changed this from Rp\s1,000 to Rp\s2,000/).waitFor();
	await page.keyboard.press('Enter');
	await page.getByText(/You wrote Rp\s3,000/).waitFor();
	assert.equal((await api(page, 'GET', `/deals/${deal.id}`)).amount, '2000.00');
	await page.locator('.theirs').getByRole('button', { name: /3,000/ }).click();
	await valueOf(deal, 'amount').getByText('Rp 3K').waitFor();
	// A change of another field is none of this one.
	await valueOf(deal, 'amount').click();
	await page.locator('.popover input').fill('4000');
	await api(other, 'PATCH', `/deals/${deal.id}`, { title: 'Two hands still' });
	await page.keyboard.press('Enter');
	await valueOf(deal, 'amount').getByText('Rp 4K').waitFor();
	await close(other);
});

test('a reader chooses what cards show and how densely, and finds it again', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Dense', amount: '500.00', category: 'commit' });
	await openBoard(page, pipeline);
	const before = (await card(page, deal).boundingBox()).height;
	await page.getByRole('button', { name: 'What cards show' }).click();
	await page.getByRole('checkbox', { name: 'Category' }).check();
	await card(page, deal).getByText('Commit').waitFor();
	await page.getByRole('checkbox', { name: 'Amount' }).uncheck();
	await page.getByText('Compact').click();
	assert.deepEqual(await seriousFaults(page), []);
	await openBoard(page, pipeline);
	assert.equal(await valueOf(deal, 'amount').count(), 0);
	assert.ok((await card(page, deal).boundingBox()).height < before);
	await page.evaluate(() => localStorage.removeItem('alur.board.cards'));
});

test('cards show the contact and fields of the organisation, once they are chosen', async () => {
	await api(page, 'POST', '/custom_fields', { entity: 'deal', key: 'region', name: 'Region' });
	await api(page, 'POST', '/custom_fields', { entity: 'deal', key: 'budget', name: 'Budget', kind: 'money' });
	const deal = await addDeal(page, pipeline, { title: 'Shows more', custom: { region: 'West Java', budget: '2500000.00' } });
	await page.reload();
	await openBoard(page, pipeline, '?q=Shows');
	await card(page, deal).waitFor();
	assert.equal(await card(page, deal).getByText('West Java').count(), 0);
	await page.getByRole('button', { name: 'What cards show' }).click();
	for (const name of ['Contact', 'Region', 'Budget']) await page.getByRole('checkbox', { name, exact: true }).check();
	await card(page, deal).getByText('West Java').waitFor();
	await card(page, deal).locator('dt', { hasText: 'Budget' }).waitFor();
	await card(page, deal).getByText('Rp 2,500,000').waitFor();
	const contact = await api(page, 'POST', '/contacts', { name: 'Sari Dewi' });
	await api(page, 'POST', '/deal_contacts', { deal_id: deal.id, contact_id: contact.id });
	await card(page, deal).getByText('Sari Dewi').waitFor();
	await page.reload();
	await card(page, deal).getByText('Sari Dewi').waitFor();
	await card(page, deal).getByText('West Java').waitFor();
	for (const colorScheme of ['light', 'dark']) {
		await page.emulateMedia({ colorScheme });
		assert.deepEqual(await seriousFaults(page), [], colorScheme);
	}
	await page.evaluate(() => localStorage.removeItem('alur.board.cards'));
	await page.reload();
});

test('chosen deals move at once, with one undo', async () => {
	const deals = [];
	for (const title of ['M1', 'M2', 'M3', 'M4']) deals.push(await addDeal(page, pipeline, { title, amount: '5.00' }));
	await openBoard(page, pipeline, '?q=M&sort=title');
	await card(page, deals[3]).waitFor();
	await choose(deals[0]);
	await card(page, deals[2]).locator('h3 a').click({ modifiers: ['Shift'] });
	await page.getByText('3 deals chosen').waitFor();
	assert.equal(page.url().includes('deal='), false);
	await page.getByRole('button', { name: 'Move to…' }).click();
	await page.getByRole('menuitem', { name: 'Offer' }).click();
	await toast(page).getByText('3 deals changed').waitFor();
	for (const deal of deals.slice(0, 3)) await cardIn(page, second, deal).waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	for (const deal of deals) await cardIn(page, pipeline.open[0], deal).waitFor();
});

test('while chosen deals are moved their menu opens no second time, and keeps the keyboard', async () => {
	const slow = await addDeal(page, pipeline, { title: 'Slow one' });
	await openBoard(page, pipeline, '?q=Slow');
	await choose(slow);
	let go;
	const held = new Promise((done) => (go = done));
	await page.route('**/deals/batch', async (route) => {
		await held;
		await route.continue();
	});
	const menu = page.getByRole('button', { name: 'Move to…' });
	await menu.press('Enter');
	await page.getByRole('menuitem', { name: 'Offer' }).press('Enter');
	await page.locator('.bulk[aria-busy=true]').waitFor();
	await menu.focus();
	await page.keyboard.press('Enter');
	await menu.dispatchEvent('pointerdown', { button: 0 });
	assert.equal(await menu.evaluate((element) => element === document.activeElement), true);
	assert.equal(await page.getByRole('menu').count(), 0);
	go();
	await cardIn(page, second, slow).waitFor();
	await page.locator('.bulk').waitFor({ state: 'detached' });
	await page.unroute('**/deals/batch');
});

test('the keyboard alone chooses, and gives an owner and a date to all', async () => {
	const [one, two] = [await addDeal(page, pipeline, { title: 'Key one' }), await addDeal(page, pipeline, { title: 'Key two' })];
	await openBoard(page, pipeline, '?q=Key&sort=title');
	await card(page, two).waitFor();
	await page.keyboard.press('j');
	await page.keyboard.press('x');
	await page.keyboard.press('j');
	await page.keyboard.press('x');
	await page.getByText('2 deals chosen').waitFor();
	await page.getByRole('button', { name: 'Expected close…' }).press('Enter');
	await page.getByRole('dialog').getByLabel('Expected close').fill('30/11/2031');
	await page.keyboard.press('Enter');
	await toast(page).getByText('2 deals changed').waitFor();
	assert.equal((await api(page, 'GET', `/deals/${two.id}`)).expected_close, '2031-11-30');
	await page.getByText('2 deals chosen').waitFor({ state: 'detached' });
	await card(page, one).locator('h3 a').focus();
	await page.keyboard.press('x');
	await page.getByText('1 deal chosen').waitFor();
	await page.keyboard.press('Escape');
	await page.getByText('1 deal chosen').waitFor({ state: 'detached' });
});

test('of deals that are lost at once, those that are refused are named and stay chosen', async () => {
	const reason = await api(page, 'POST', '/lost_reasons', { pipeline_id: pipeline.id, name: 'Price' });
	const [open, gone] = [await addDeal(page, pipeline, { title: 'Lose this' }), await addDeal(page, pipeline, { title: 'Lose that' })];
	await openBoard(page, pipeline, '?q=Lose');
	await choose(open);
	await choose(gone);
	await page.getByRole('button', { name: 'Lost…' }).click();
	await page.getByRole('dialog').getByRole('radio', { name: 'Price' }).check();
	await page.route('**/deals/batch', async (route) => {
		await api(page, 'DELETE', `/deals/${gone.id}`);
		await route.continue();
	});
	await page.getByRole('dialog').getByRole('button', { name: /lost/i }).click();
	await page.getByText('1 changed, 1 not').waitFor();
	await page.getByRole('dialog').getByText('Lose that').waitFor();
	await page.keyboard.press('Escape');
	await page.unroute('**/deals/batch');
	const lost = await api(page, 'GET', `/deals/${open.id}`);
	assert.equal(lost.lost_reason_id, reason.id);
	await page.getByText('1 deal chosen').waitFor();
	await page.getByRole('button', { name: 'Choose none' }).click();
});

test('who moves the same cards as a group later learns where somebody has moved one, and overwrites nothing', async () => {
	const third = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Visited', position: 2, probability: 0.6 });
	const [moved, renamed] = [await addDeal(page, pipeline, { title: 'Race one' }), await addDeal(page, pipeline, { title: 'Race two' })];
	await openBoard(page, pipeline, '?q=Race');
	await choose(moved);
	await choose(renamed);
	const first = async (route) => {
		await alur.ask('POST', `/deals/${moved.id}/move`, { stage_id: third.id });
		await alur.ask('PATCH', `/deals/${renamed.id}`, { title: 'Race two, renamed' });
		await route.continue();
	};
	await page.route('**/deals/batch', first, { times: 1 });
	await page.getByRole('button', { name: 'Move to…' }).click();
	await page.getByRole('menuitem', { name: 'Offer' }).click();
	await page.getByRole('dialog').getByText('it is in Visited now').waitFor();
	await page.getByText('1 changed, 1 not').waitFor();
	const [one, two] = [await api(page, 'GET', `/deals/${moved.id}`), await api(page, 'GET', `/deals/${renamed.id}`)];
	assert.deepEqual([one.stage_id, two.stage_id, two.title], [third.id, second.id, 'Race two, renamed']);
	await page.keyboard.press('Escape');
	await page.getByText('1 deal chosen').waitFor();
	await page.getByRole('button', { name: 'Choose none' }).click();
	await api(page, 'DELETE', `/deals/${moved.id}`);
	await alur.ask('DELETE', `/stages/${third.id}`).catch(() => {});
});

test('a card that somebody has moved meanwhile stays there, with who did it, until its user says otherwise', async () => {
	const third = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Tried out', position: 3, probability: 0.7 });
	const deal = await addDeal(page, pipeline, { title: 'Race three' });
	const budis = await alur.signedIn('budi@example.com');
	await openBoard(page, pipeline, '?q=Race');
	const first = async (route) => {
		await api(budis, 'POST', `/deals/${deal.id}/move`, { stage_id: third.id });
		await route.continue();
	};
	await page.route(`**/deals/${deal.id}/move`, first, { times: 1 });
	await drag(page, card(page, deal), column(page, second));
	await toast(page).getByText('Budi Santoso has moved “Race three” to Tried out meanwhile.').waitFor();
	await cardIn(page, third, deal).waitFor();
	assert.equal((await api(page, 'GET', `/deals/${deal.id}`)).stage_id, third.id);
	await toast(page).getByRole('button', { name: 'Move to Offer all the same' }).click();
	await cardIn(page, second, deal).waitFor();
	await becomes(second.id, async () => (await api(page, 'GET', `/deals/${deal.id}`)).stage_id);
	// What else has become of it meanwhile is none of the move.
	await page.route(`**/deals/${deal.id}/move`, async (route) => {
		await api(budis, 'PATCH', `/deals/${deal.id}`, { title: 'Race three, renamed' });
		await route.continue();
	}, { times: 1 });
	await drag(page, card(page, deal), column(page, third));
	await toast(page).getByText('moved to Tried out').waitFor();
	const now = await api(page, 'GET', `/deals/${deal.id}`);
	assert.deepEqual([now.stage_id, now.title], [third.id, 'Race three, renamed']);
	await api(page, 'DELETE', `/deals/${deal.id}`);
	await alur.ask('DELETE', `/stages/${third.id}`).catch(() => {});
	await close(budis);
});

for (const colorScheme of ['light', 'dark'])
	test(`axe finds nothing serious while a value is changed and deals are chosen: ${colorScheme}`, async () => {
		await page.emulateMedia({ colorScheme });
		await openBoard(page, pipeline, '?q=M&sort=title');
		await page.locator('[data-card]').first().hover();
		await page.locator('[data-card]').first().getByRole('checkbox').click();
		await page.getByText('1 deal chosen').waitFor();
		assert.deepEqual(await seriousFaults(page), [], 'chosen');
		await page.locator('[data-edit=amount]').first().click();
		await page.locator('.popover input').waitFor();
		assert.deepEqual(await seriousFaults(page), [], 'editor');
		await page.keyboard.press('Escape');
	});

test('the page had no errors', async () => close(page));
