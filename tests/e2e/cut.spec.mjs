// Deeds that need the program's own answer, where there is no connection: that is said at once and in words, nothing
// typed is lost, and once there is a connection they are done, once.
import assert from 'node:assert/strict';
import { after, afterEach, test } from 'node:test';
import { addDeal, api, card, openBoard, pipelineFrom, toast, useAlur } from './support.mjs';
import { Wire, signInOver } from './wire.mjs';

let page, wire, pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		wire = new Wire(alur.port);
		await wire.open();
		page = await signInOver(wire, alur, await alur.open(), 'admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Cut');
	},
});
after(() => wire.close());
afterEach(mend);

const atOnce = 4_000;
const unreachable = 'The program cannot be reached';

async function cut() {
	wire.cut();
	await page.context().setOffline(true);
}

async function mend() {
	wire.mend();
	await page.context().setOffline(false);
	await page.getByTestId('offline').waitFor({ state: 'detached', timeout: 30_000 });
}

test('a search says that it cannot look for records, and commands are still found', async () => {
	await openBoard(page, pipeline);
	await page.keyboard.press('Control+k');
	const line = page.getByRole('combobox', { name: 'Search' });
	await line.waitFor();
	await cut();
	await line.fill('review');
	await page.getByText('There is no connection, so records cannot be searched.').waitFor({ timeout: atOnce });
	await page.getByRole('option', { name: /Go to the review/ }).waitFor();
	await mend();
	await addDeal(page, pipeline, { title: 'Review of lamps' });
	await line.fill('review of');
	await page.getByRole('option', { name: 'Review of lamps' }).waitFor();
	await page.keyboard.press('Escape');
});

test('a change of many rows keeps its form, and is done when it is sent again', async () => {
	for (const name of ['PT Satu', 'PT Dua']) await api(page, 'POST', '/companies', { name });
	await page.goto(`${wire.url}/companies`);
	for (const name of ['PT Satu', 'PT Dua']) await page.getByRole('row', { name }).getByRole('checkbox').check();
	await page.getByRole('toolbar').getByRole('button', { name: 'Change' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByRole('combobox').first().selectOption('city');
	await dialog.getByLabel('New value').fill('Surabaya');
	await cut();
	await dialog.getByRole('button', { name: /Change 2/ }).click();
	await dialog.getByText(unreachable).waitFor({ timeout: atOnce });
	assert.equal(await dialog.getByLabel('New value').inputValue(), 'Surabaya');
	await mend();
	await dialog.getByRole('button', { name: /Change 2/ }).click();
	await dialog.waitFor({ state: 'detached' });
	assert.deepEqual((await alur.ask('GET', '/companies?sort=name')).items.map((one) => one.city), ['Surabaya', 'Surabaya']);
});

test('a merge keeps what was chosen, and is done when it is sent again', async () => {
	const [one, other] = (await alur.ask('GET', '/companies?sort=id')).items;
	await page.goto(`${wire.url}/merge/companies?ids=${one.id},${other.id}`);
	await page.getByRole('radio', { name: other.name }).last().check();
	await cut();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.getByText(unreachable).first().waitFor({ timeout: atOnce });
	assert.ok(await page.getByRole('radio', { name: other.name }).last().isChecked());
	await mend();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.waitForURL(/companies\/\d+$/);
	assert.equal((await alur.ask('GET', '/companies')).items.length, 1);
});

test('a decision of the review keeps its note, and stands once though its first answer was lost', async () => {
	const deal = await addDeal(page, pipeline, { title: 'To be talked about', amount: '90000.00' });
	await page.goto(`${wire.url}/review`);
	const item = page.locator(`[data-talk="${deal.id}"]`);
	await item.getByRole('button').first().waitFor();
	if ((await item.getAttribute('data-current')) === null) await item.getByRole('button').first().click();
	const note = item.getByLabel('What was agreed?');
	await note.fill('They pay in March');
	const keep = item.getByRole('button', { name: /Keep as planned/ });
	await cut();
	await keep.click();
	await toast(page).getByText(unreachable).waitFor({ timeout: atOnce });
	assert.equal(await note.inputValue(), 'They pay in March');
	wire.mend();
	wire.loseAnswers();
	await page.context().setOffline(false);
	await keep.click();
	await toast(page).getByText(unreachable).first().waitFor();
	wire.mend();
	await page.getByTestId('offline').waitFor({ state: 'detached', timeout: 30_000 });
	// What was sent may be told as done by now, and the line goes.
	if (await keep.isVisible()) await keep.click({ timeout: 5_000 }).catch(() => {});
	await item.waitFor({ state: 'detached' });
	const { items } = await alur.ask('GET', `/review_decisions?deal_id=${deal.id}`);
	assert.deepEqual(items.map((one) => [one.decision, one.note]), [['keep', 'They pay in March']]);
});

test('what is written of all chosen deals stays in its form, and is done when it is sent again', async () => {
	const deals = [await addDeal(page, pipeline, { title: 'First of two' }), await addDeal(page, pipeline, { title: 'Second of two' })];
	await openBoard(page, pipeline);
	for (const deal of deals) await card(page, deal).hover().then(() => card(page, deal).getByRole('checkbox').click());
	await page.getByRole('button', { name: 'Expected close…' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByLabel('Expected close').fill('31/12/2030');
	await cut();
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await toast(page).getByText(unreachable).first().waitFor({ timeout: atOnce });
	assert.match(await dialog.getByLabel('Expected close').inputValue(), /31/);
	await mend();
	await dialog.getByRole('button', { name: 'Apply' }).click();
	await dialog.waitFor({ state: 'detached' });
	assert.deepEqual((await Promise.all(deals.map(({ id }) => alur.ask('GET', `/deals/${id}`)))).map((one) => one.expected_close), ['2030-12-31', '2030-12-31']);
});
