// The page of a deal: its road with the time in each stage, fields, contacts with roles, product lines, who
// sees it; ending it from anywhere; and a new deal from any page.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, becomes, card, close, openBoard, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

let page, pipeline, company;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'general-b2b', 'General');
		for (const stage of pipeline.open) await api(page, 'PATCH', `/stages/${stage.id}`, { exit_criteria: [] });
		company = await api(page, 'POST', '/companies', { name: 'PT Maju Jaya' });
	},
});

const stageOf = (kind) => pipeline.stages.find((one) => one.kind === kind);
const part = (name) => page.getByRole('region', { name, exact: true });
const field = (name) => page.locator(`[data-field="${name}"]`).first();
const read = (deal) => api(page, 'GET', `/deals/${deal.id}`);

async function openDeal(deal, who = page) {
	await who.goto(`${alur.url}/deals/${deal.id}`);
	await who.locator('[data-field=amount]').waitFor();
}

test('a deal has a page of its own, with its name in the tab and the way back to its board', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Forty forklifts', amount: '750000.00' });
	await openBoard(page, pipeline, `?deal=${deal.id}`);
	await page.getByRole('link', { name: 'Open on a page of its own' }).click();
	await page.waitForURL(`**/deals/${deal.id}`);
	await page.getByRole('heading', { level: 1, name: 'Forty forklifts' }).waitFor();
	await page.waitForFunction(() => document.title.startsWith('Forty forklifts'));
	await page.getByRole('link', { name: 'General' }).click();
	await card(page, deal).waitFor();
	await page.waitForFunction(() => document.title.startsWith('General'));
	await openDeal(deal);
	await page.keyboard.press('Escape');
	await page.waitForURL(`**/pipelines/${pipeline.id}?deal=${deal.id}`);
	await card(page, deal).waitFor();
});

test('every field is changed in place, the seldom ones on request, and each change can be undone', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Fields' });
	await openDeal(deal);
	await field('category').getByRole('button').click();
	await field('category').locator('select').selectOption('commit');
	await field('category').getByRole('button', { name: 'Save' }).click();
	await toast(page).getByText('Forecast category of “Fields” changed').waitFor();
	await page.getByRole('button', { name: /more fields/ }).click();
	await field('external_id').getByRole('button').click();
	await page.keyboard.type('A-77');
	await page.keyboard.press('Enter');
	await field('external_id').getByText('A-77').waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await field('external_id').getByText('Not set').waitFor();
	const now = await read(deal);
	assert.deepEqual([now.category, now.external_id], ['commit', null]);
});

test('the road tells how long the deal was in each stage', async () => {
	const deal = await addDeal(page, pipeline, { title: 'On the road' });
	await api(page, 'POST', `/deals/${deal.id}/move`, { stage_id: pipeline.open[1].id });
	await openDeal(deal);
	const road = part('Stage');
	await road.getByRole('button', { name: `Move to ${pipeline.open[0].name}, under a day` }).waitFor();
	await road.getByRole('button', { name: `${pipeline.open[1].name}, current stage, under a day` }).waitFor();
	assert.equal(await road.getByText('under a day').count(), 2);
});

test('contacts take part with roles: made on the spot, one of them the main one, and removed with undo', async () => {
	const deal = await addDeal(page, pipeline, { title: 'With people', company_id: company.id });
	await openDeal(deal);
	for (const name of ['Dewi Lestari', 'Budi Santoso']) {
		await part('Contacts').getByRole('button', { name: 'Add a contact' }).click();
		await part('Contacts').getByLabel('Who?').fill(name);
		await page.getByRole('option', { name: `Create “${name}”` }).click();
		await part('Contacts').getByRole('link', { name, exact: true }).waitFor();
	}
	const line = (name) => part('Contacts').locator('[data-contact]', { hasText: name });
	await line('Dewi').getByText('Main contact').waitFor();
	await page.getByRole('button', { name: 'Actions for Budi Santoso' }).click();
	await page.getByRole('menuitem', { name: 'Decision maker' }).or(page.getByRole('menuitemcheckbox', { name: 'Decision maker' })).click();
	await line('Budi').getByText('Decision maker').waitFor();
	await page.getByRole('button', { name: 'Actions for Budi Santoso' }).click();
	await page.getByRole('menuitem', { name: 'Make the main contact' }).click();
	await line('Budi').getByText('Main contact').waitFor();
	assert.equal(await part('Contacts').getByText('Main contact').count(), 1);
	await page.getByRole('button', { name: 'Actions for Budi Santoso' }).click();
	await page.getByRole('menuitem', { name: 'Remove from the deal' }).click();
	await line('Budi').waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await line('Budi').getByText('Main contact').waitFor();
});

test('Esc, the button beside it, or a choice ends the adding of a row, and the keyboard is back on its button', async () => {
	await api(page, 'POST', '/products', { name: 'Pallet jack', price: '900000.00' });
	const deal = await addDeal(page, pipeline, { title: 'By keyboard' });
	await openDeal(deal);
	for (const [where, button, line, choice] of [['Contacts', 'Add a contact', 'Who?', 'Create “Rina”'], ['Products', 'Add a product', 'Which product?', 'Pallet jack']]) {
		const begin = part(where).getByRole('button', { name: button });
		const ways = [
			() => page.keyboard.press('Escape'),
			() => part(where).getByRole('button', { name: 'Cancel' }).press('Enter'),
			async () => {
				await part(where).getByLabel(line).fill(where === 'Contacts' ? 'Rina' : 'Pallet');
				await page.getByRole('option', { name: choice }).click();
			},
		];
		for (const end of ways) {
			await begin.focus();
			await page.keyboard.press('Enter');
			await part(where).getByLabel(line).waitFor();
			await end();
			await part(where).getByLabel(line).waitFor({ state: 'detached' });
			await becomes(button, () => page.evaluate(() => document.activeElement?.getAttribute('aria-label')));
		}
	}
});

test('products are added at their list price, changed in place, and their sum becomes the amount', async () => {
	await api(page, 'POST', '/products', { name: 'Forklift 3 t', price: '150000000.00' });
	const deal = await addDeal(page, pipeline, { title: 'With products' });
	await openDeal(deal);
	const lines = part('Products');
	await lines.getByRole('button', { name: 'Add a product' }).click();
	await lines.getByLabel('Which product?').fill('Forklift');
	await page.getByRole('option', { name: 'Forklift 3 t' }).click();
	await page.getByTestId('lines-total').getByText('Rp 150,000,000').waitFor();
	await lines.locator('[data-field=quantity]').getByRole('button').click();
	await page.keyboard.type('4');
	await page.keyboard.press('Enter');
	await page.getByTestId('lines-total').getByText('Rp 600,000,000').waitFor();
	await lines.locator('[data-field=discount]').getByRole('button').click();
	await page.keyboard.type('10');
	await page.keyboard.press('Enter');
	await page.getByTestId('lines-total').getByText('Rp 540,000,000').waitFor();
	await lines.getByRole('button', { name: 'Use as the amount' }).click();
	await field('amount').getByText('Rp 540,000,000').waitFor();
	assert.equal((await read(deal)).amount, '540000000.00');
	await lines.getByRole('button', { name: 'Remove Forklift 3 t' }).click();
	await lines.getByText('No products yet.').waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await page.getByTestId('lines-total').waitFor();
	await lines.locator('[data-field=quantity]').getByRole('button').click();
	await page.keyboard.type('-1');
	await page.keyboard.press('Enter');
	await lines.locator('[data-field=quantity] .error').waitFor();
	await page.keyboard.press('Escape');
});

test('whoever goes on to the next field keeps it when the answer about the last one comes', async () => {
	const product = await api(page, 'POST', '/products', { name: 'Pallet jack', price: '9000000.00' });
	const deal = await addDeal(page, pipeline, { title: 'Quick hands' });
	await api(page, 'POST', '/deal_lines', { deal_id: deal.id, product_id: product.id, quantity: 1, unit_price: '9000000.00' });
	await openDeal(deal);
	const lines = part('Products');
	let answer;
	await page.route('**/deal_lines/*', async (route) => {
		await new Promise((resolve) => (answer = resolve));
		await route.continue();
	}, { times: 1 });
	await lines.locator('[data-field=quantity]').getByRole('button').click();
	await page.keyboard.type('4');
	await page.keyboard.press('Enter');
	await lines.locator('[data-field=discount]').getByRole('button').click();
	await page.keyboard.type('1');
	answer();
	await lines.locator('[data-field=quantity] form').waitFor({ state: 'detached' });
	await page.keyboard.type('0');
	await page.keyboard.press('Enter');
	await page.getByTestId('lines-total').getByText('Rp 32,400,000').waitFor();
});

test('other deals of the company are beside it, and lead to their pages', async () => {
	await addDeal(page, pipeline, { title: 'Spare parts', company_id: company.id });
	const deal = await addDeal(page, pipeline, { title: 'Among others', company_id: company.id });
	await openDeal(deal);
	await part('Other deals of this company').getByRole('link', { name: 'Spare parts' }).click();
	await page.getByRole('heading', { level: 1, name: 'Spare parts' }).waitFor();
	await page.getByRole('link', { name: 'Go to PT Maju Jaya' }).click();
	await page.getByRole('heading', { level: 1, name: 'PT Maju Jaya' }).waitFor();
});

test('who sees the deal is told with the reason', async () => {
	const seller = await alur.addUser('seller@example.com', 'Citra Lestari', 'seller');
	const deal = await addDeal(page, pipeline, { title: 'Seen', owner_id: seller.id });
	await openDeal(deal);
	await page.getByRole('button', { name: 'Who sees this' }).click();
	const told = (await part('Who sees this').locator('li').allTextContents()).map((text) => text.replace(/\s+/g, ' ').trim());
	assert.match(told[0], /Citra Lestari.*Owner/);
	assert.match(told[1], /Ani Wijaya.*Administrator/);
	assert.equal(told.length, 2);
});

test('a deal is won on its page for the amount and on the day that are typed', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Won here', amount: '100.00' });
	await openDeal(deal);
	await part('Stage').getByRole('button', { name: `Move to ${stageOf('won').name}` }).click();
	await page.getByRole('dialog').getByLabel('Final amount (IDR)').fill('250');
	await page.keyboard.press('Enter');
	await toast(page).getByText(`“Won here” moved to ${stageOf('won').name}`).waitFor();
	await page.getByText(/won it from/).waitFor();
	const now = await read(deal);
	assert.deepEqual([now.stage_id, now.amount], [stageOf('won').id, '250.00']);
	assert.ok(now.closed_on);
});

test('a deal is lost beside the list, for a reason of its own pipeline', async () => {
	const other = await pipelineFrom(page, 'property', 'Houses');
	await openBoard(page, pipeline);
	const deal = await addDeal(page, other, { title: 'House at the lake' });
	const { items: reasons } = await api(page, 'GET', `/lost_reasons?pipeline_id=${other.id}`);
	await page.goto(`${alur.url}/deals?open=${deal.id}`);
	await page.getByRole('complementary').locator('[data-field=amount]').waitFor();
	const lost = other.stages.find((one) => one.kind === 'lost');
	await page.getByRole('complementary').getByRole('button', { name: `Move to ${lost.name}` }).click();
	await page.getByRole('dialog').getByLabel(reasons[0].name).check();
	await page.getByRole('button', { name: 'Mark as lost' }).click();
	await toast(page).getByText('“House at the lake” moved to').waitFor();
	assert.equal((await read(deal)).lost_reason_id, reasons[0].id);
	await openDeal(deal);
	await page.keyboard.press('?');
	await page.getByRole('dialog').getByText('On the page of a deal').waitFor();
	await page.keyboard.press('Escape');
});

test('the keys on a deal move it forward and back, and lose it', async () => {
	const deal = await addDeal(page, pipeline, { title: 'By keys' });
	await openDeal(deal);
	await page.keyboard.press(']');
	await toast(page).getByText(`“By keys” moved to ${pipeline.open[1].name}`).waitFor();
	await part('Stage').getByRole('button', { name: new RegExp(`^${pipeline.open[1].name}, current stage`) }).waitFor();
	await page.keyboard.press('[');
	await toast(page).getByText(`“By keys” moved to ${pipeline.open[0].name}`).waitFor();
	await page.keyboard.press('x');
	await page.getByRole('dialog').getByRole('radio').first().waitFor();
	await page.keyboard.press('Escape');
});

test('a new deal is made from any page by a key, with company and contact made on the way', async () => {
	await page.goto(`${alur.url}/leads`);
	await page.locator('main[aria-busy=false]').waitFor();
	await page.keyboard.press('c');
	const dialog = page.getByRole('dialog', { name: 'New deal' });
	await dialog.getByLabel('Title').fill('From nowhere');
	await dialog.getByLabel('Company').fill('PT Baru Sekali');
	await page.getByRole('option', { name: 'Create “PT Baru Sekali”' }).click();
	await dialog.getByLabel('Contact').fill('Rina Hartati');
	await page.getByRole('option', { name: 'Create “Rina Hartati”' }).click();
	await dialog.getByRole('button', { name: 'Create' }).click();
	await toast(page).getByText('“From nowhere” created').waitFor();
	const { items } = await api(page, 'GET', '/deals?q=nowhere');
	const { items: links } = await api(page, 'GET', `/deal_contacts?deal_id=${items[0].id}`);
	assert.equal(items.length, 1);
	assert.ok(items[0].company_id);
	assert.equal(links.length, 1);
	await dialog.waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await toast(page).getByText('archived').waitFor();
	assert.ok((await api(page, 'GET', `/deals/${items[0].id}`)).archived_at);
});

test('on the page of a company the palette begins a deal of that company', async () => {
	await page.goto(`${alur.url}/companies/${company.id}`);
	await page.getByRole('heading', { level: 1, name: 'PT Maju Jaya' }).waitFor();
	await page.keyboard.press('Control+k');
	await page.getByPlaceholder(/Find a deal/).fill('new deal');
	await page.getByRole('option', { name: 'New deal' }).click();
	const dialog = page.getByRole('dialog', { name: 'New deal' });
	await dialog.getByLabel('Title').fill('For this company');
	await dialog.getByRole('button', { name: 'Create' }).click();
	await toast(page).getByText('“For this company” created').waitFor();
	const { items } = await api(page, 'GET', `/deals?company_id=${company.id}&q=for this`);
	assert.equal(items.length, 1);
});

test('who may only read sees the page without buttons that would fail', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Only to read', owner_id: null, amount: '5.00' });
	await alur.addUser('viewer@example.com', 'Vina Melati', 'viewer');
	const viewer = await alur.signedIn('viewer@example.com');
	await openDeal(deal, viewer);
	await viewer.getByRole('region', { name: 'Contacts' }).waitFor();
	const buttons = await viewer.locator('main button:enabled').evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent.trim()));
	assert.deepEqual(buttons.filter((one) => /Add|Archive|Move|Edit|Undo|Use/.test(one)), []);
	await close(viewer);
});

for (const colorScheme of ['light', 'dark'])
	for (const [device, options] of Object.entries({ desktop: {}, phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' } }))
		test(`axe finds nothing serious on the page of a deal: ${device}, ${colorScheme}`, async () => {
			const { items } = await api(page, 'GET', '/deals?q=with&sort=-amount');
			const who = await alur.signedIn('admin@example.com', { ...options, colorScheme });
			await openDeal(items[0], who);
			await who.locator('section [data-contact], section [data-line]').first().waitFor();
			assert.deepEqual(await seriousFaults(who), []);
			assert.equal(await who.evaluate(() => document.documentElement.scrollWidth), options.viewport?.width ?? 1440);
			await close(who);
		});

test('the pages had no errors', async () => close(page));
