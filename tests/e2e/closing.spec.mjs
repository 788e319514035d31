// The end of a deal: won or lost by hand, opened again, and each of it undone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, card, cardIn, close, column, openBoard, pipelineFrom, toast, useAlur } from './support.mjs';

let page, other, pipeline, won, lost;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'wholesale-distribution', 'Closing');
		[won, lost] = ['won', 'lost'].map((kind) => pipeline.stages.find((one) => one.kind === kind));
		// The stages ask for nothing: here it is about the end.
		for (const stage of pipeline.open) await api(page, 'PATCH', `/stages/${stage.id}`, { exit_criteria: [] });
		await alur.addUser('colleague@example.com', 'Citra Lestari', 'admin');
		other = await alur.signedIn('colleague@example.com');
	},
});

const count = (stage) => column(page, stage).getByTestId('count').textContent();
const question = (name) => page.getByRole('dialog', { name });
const deal = async (id) => api(page, 'GET', `/deals/${id}`);

const newDeal = (title, stage = pipeline.open[0]) => addDeal(page, pipeline, { title, stage_id: stage.id, amount: '1000000.00' });

async function choose(one, stage) {
	await card(page, one).hover();
	await card(page, one).getByRole('button', { name: /Actions/ }).click();
	await page.getByRole('menuitem', { name: stage.name, exact: true }).click();
}

test('a deal is won on the day and for the amount that are typed, and undo takes it all back', async () => {
	const one = await newDeal('Fifty chairs');
	await openBoard(page, pipeline);
	const before = await count(won);
	await choose(one, won);
	const asked = question('“Fifty chairs” is won');
	await asked.getByLabel('Final amount (IDR)').fill('1.25m');
	await asked.getByLabel('Closed on').fill('yesterday');
	await page.keyboard.press('Enter');
	await toast(page).getByText(`“Fifty chairs” moved to ${won.name}`).waitFor();
	await asked.waitFor({ state: 'detached' });
	const yesterday = new Intl.DateTimeFormat('en-CA', { timeZone: 'Asia/Jakarta' }).format(Date.now() - 86_400_000);
	const { amount, closed_on, stage_id } = await deal(one.id);
	assert.deepEqual([amount, closed_on, stage_id], ['1250000.00', yesterday, won.id]);
	assert.equal(Number(await count(won)), Number(before) + 1);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await cardIn(page, pipeline.open[0], one).getByText('Rp 1M').waitFor();
	const undone = await deal(one.id);
	assert.deepEqual([undone.amount, undone.closed_on, undone.stage_id], ['1000000.00', null, pipeline.open[0].id]);
	assert.equal(await count(won), before);
});

test('what cannot be is refused on its own field, and the question stays', async () => {
	const one = await newDeal('Impossible');
	await openBoard(page, pipeline);
	await choose(one, won);
	const asked = question('“Impossible” is won');
	const confirm = asked.getByRole('button', { name: 'Mark as won' });
	const rows = [
		['Final amount', 'lots', /Write an amount such as/],
		['Final amount', '999999999999999999', /too large/],
		['Final amount', '', /Fill this in/],
		['Closed on', '31/2/2026', /not a date/],
		['Closed on', '1/1/2090', /A deal cannot have been closed in the future/],
		['Closed on', '', /Fill this in/],
	];
	for (const [field, text, reason] of rows) {
		const control = asked.getByLabel(field);
		const right = await control.inputValue();
		await control.fill(text);
		await confirm.click();
		await asked.locator('.error').getByText(reason).waitFor();
		await control.fill(right);
	}
	assert.equal(await toast(page).count(), 0);
	assert.equal((await deal(one.id)).stage_id, pipeline.open[0].id);
	await confirm.click();
	await asked.waitFor({ state: 'detached' });
	assert.equal((await deal(one.id)).stage_id, won.id);
});

test('the keys win a deal, and the one that took its place has the keyboard then', async () => {
	const last = pipeline.open.at(-1);
	const below = await newDeal('Below', last);
	const above = await newDeal('Above', last);
	await openBoard(page, pipeline);
	await card(page, above).locator('a').focus();
	await page.keyboard.press(']');
	await question('“Above” is won').waitFor();
	await page.keyboard.press('Enter');
	await toast(page).getByText(`“Above” moved to ${won.name}`).waitFor();
	await page.waitForFunction((id) => document.activeElement?.closest('[data-card]')?.dataset.card === String(id), below.id);
	await page.keyboard.press('Control+z');
	await cardIn(page, last, above).waitFor();
});

test('a deal is lost for a reason, opened again, and both are undone', async () => {
	const one = await newDeal('Farewell');
	const { items: reasons } = await api(page, 'GET', `/lost_reasons?pipeline_id=${pipeline.id}`);
	await openBoard(page, pipeline, `?deal=${one.id}`);
	const panel = page.getByRole('complementary', { name: 'Deal' });
	await panel.getByRole('button', { name: `Move to ${lost.name}` }).click();
	await question('“Farewell” is lost').getByLabel(reasons[1].name).check();
	await question('“Farewell” is lost').getByRole('button', { name: 'Mark as lost' }).click();
	await panel.getByText(`lost it from ${pipeline.open[0].name}: ${reasons[1].name}`).waitFor();
	await panel.getByRole('button', { name: `Move to ${pipeline.open[0].name}` }).click();
	await panel.getByText(`reopened it in ${pipeline.open[0].name}`).waitFor();
	assert.equal((await deal(one.id)).lost_reason_id, null);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await toast(page).getByText('Undone').waitFor();
	assert.equal((await deal(one.id)).lost_reason_id, reasons[1].id);
	await page.keyboard.press('Control+z');
	await cardIn(page, pipeline.open[0], one).waitFor();
	assert.equal((await deal(one.id)).closed_on, null);
});

test('who wins a deal that somebody has just lost is told so and asked once more', async () => {
	const one = await newDeal('Contested');
	await openBoard(page, pipeline);
	await openBoard(other, pipeline);
	const looked = page.waitForResponse((response) => response.url().endsWith(`/deals/${one.id}`));
	await choose(one, won);
	await looked;
	const asked = question('“Contested” is won');
	const { items: reasons } = await api(page, 'GET', `/lost_reasons?pipeline_id=${pipeline.id}`);
	await api(other, 'POST', `/deals/${one.id}/move`, { stage_id: lost.id, lost_reason_id: reasons[0].id });
	await asked.getByRole('button', { name: 'Mark as won' }).click();
	await asked.getByText(`Citra Lestari changed this deal in the meantime. It is now in ${lost.name}.`).waitFor();
	assert.equal((await deal(one.id)).stage_id, lost.id);
	await asked.getByRole('button', { name: 'Mark as won' }).click();
	await asked.waitFor({ state: 'detached' });
	assert.equal((await deal(one.id)).stage_id, won.id);
});

test('the second of two new deals has no amount left over from the first', async () => {
	await openBoard(page, pipeline);
	await column(page, pipeline.open[0]).getByRole('button', { name: /New deal in/ }).click();
	await page.getByLabel('What is being sold?').fill('With an amount');
	await page.getByLabel('Amount', { exact: true }).fill('2.5m');
	await page.getByRole('button', { name: 'Add', exact: true }).click();
	await page.getByText('Added “With an amount”').first().waitFor();
	assert.equal(await page.getByLabel('Amount', { exact: true }).inputValue(), '');
	await page.keyboard.press('Escape');
});

test('on a phone a question that is closed shows the stage in which the deal stands', async () => {
	const [stage, next] = pipeline.open;
	const phone = await alur.signedIn('admin@example.com', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
	const one = await newDeal('In the hand');
	await api(page, 'PATCH', `/stages/${stage.id}`, { exit_criteria: [{ kind: 'checklist', key: 'seen', text: 'It was seen' }] });
	// On a slow network the card has arrived, and the page with it, before the answer says no.
	await phone.route('**/move', async (route) => {
		await new Promise((done) => setTimeout(done, 500));
		await route.continue();
	});
	await openBoard(phone, pipeline);
	await card(phone, one).getByRole('button', { name: /Actions/ }).tap();
	await phone.getByRole('menuitem', { name: next.name, exact: true }).tap();
	await phone.getByRole('dialog').getByRole('button', { name: 'Close' }).tap();
	await phone.getByRole('dialog').waitFor({ state: 'detached' });
	await phone.waitForFunction((id) => Math.abs(document.querySelector(`.column[data-stage="${id}"]`).getBoundingClientRect().left) < 2, stage.id);
	await cardIn(phone, stage, one).waitFor();
	await close(phone);
});

test('the pages had no errors', async () => {
	await close(page);
	await close(other);
});
