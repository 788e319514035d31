// A seller of a team: sees the team's deals, those of nobody and no others; what is not theirs to
// see or to do is absent or explained.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, card, cardIn, close, column, drag, openBoard, pipelineFrom, toast, useAlur } from './support.mjs';

let page, pipeline, own, mates, foreign;
useAlur({
	prepare: async (alur) => {
		const admin = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(admin, 'start-empty', 'Two teams');
		const team = (name) => alur.ask('POST', '/teams', { name, shares_deals: true });
		const seller = (name, { id }) => alur.ask('POST', '/users', { email: `${name}@example.com`, name, role: 'seller', team_id: id });
		const [ours, theirs] = [await team('West'), await team('East')];
		const [budi, dewi, eka] = [await seller('Budi', ours), await seller('Dewi', ours), await seller('Eka', theirs)];
		own = await addDeal(admin, pipeline, { title: 'Chairs of Budi', owner_id: budi.id, amount: '100.00' });
		mates = await addDeal(admin, pipeline, { title: 'Desks of Dewi', owner_id: dewi.id, amount: '20.00' });
		foreign = await addDeal(admin, pipeline, { title: 'Lamps of Eka', owner_id: eka.id, amount: '3.00' });
		await close(admin);
		page = await alur.signedIn('Budi@example.com');
	},
});

const stage = () => pipeline.open[0];

test('the board shows and counts what is the team’s, and nothing of others', async () => {
	await openBoard(page, pipeline);
	await cardIn(page, stage(), own).waitFor();
	await cardIn(page, stage(), mates).waitFor();
	assert.equal(await card(page, foreign).count(), 0);
	assert.equal(await column(page, stage()).getByTestId('count').textContent(), '2');
	assert.match(await column(page, stage()).getByTestId('sum').textContent(), /^Rp\s120$/);
	await page.getByText('My deals', { exact: true }).click();
	await card(page, mates).waitFor({ state: 'detached' });
	await cardIn(page, stage(), own).waitFor();
});

test('a deal of another team is not found, and its address says why it is not shown', async () => {
	await openBoard(page, pipeline);
	await page.keyboard.press('Control+k');
	await page.getByPlaceholder('Find a deal, a company or a command').fill('Lamps of Eka');
	await page.getByText('Nothing found').waitFor();
	await page.keyboard.press('Escape');
	await openBoard(page, pipeline, `?deal=${foreign.id}`);
	await page.getByText('This deal does not exist, or you may not see it.').waitFor();
	assert.equal(await page.getByRole('button', { name: 'Archive the deal' }).count(), 0);
});

test('new pipelines are not offered, and their address says whose work they are', async () => {
	await openBoard(page, pipeline);
	await page.getByRole('button', { name: 'Two teams' }).click();
	await page.getByRole('menuitem', { name: 'Two teams' }).waitFor();
	assert.equal(await page.getByRole('menuitem', { name: /New pipeline/ }).count(), 0);
	await page.keyboard.press('Escape');
	await page.goto(new URL('/start', page.url()).href);
	await page.getByText('Only an administrator sets up pipelines.').waitFor();
});

test('the team’s deals are moved, won and undone like one’s own', async () => {
	const won = pipeline.stages.find((one) => one.kind === 'won');
	await openBoard(page, pipeline);
	await drag(page, card(page, mates), column(page, won), { x: 60, y: 200 });
	await page.getByRole('dialog', { name: '“Desks of Dewi” is won' }).getByRole('button', { name: 'Mark as won' }).click();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await cardIn(page, stage(), mates).waitFor();
	assert.equal((await api(page, 'GET', `/deals/${mates.id}`)).owner_id, mates.owner_id);
});

test('a deal that is given to another team goes, and the panel says where it went', async () => {
	await openBoard(page, pipeline, `?deal=${own.id}`);
	await page.locator('[data-field=owner_id]').getByRole('button').click();
	await page.keyboard.type('Eka');
	await page.getByRole('option', { name: 'Eka' }).click();
	await page.locator('[data-field=owner_id]').getByRole('button', { name: 'Save' }).click();
	await page.getByText('You can no longer see this deal').waitFor();
	await card(page, own).waitFor({ state: 'detached' });
	assert.equal(await page.getByRole('button', { name: 'Archive the deal' }).count(), 0);
});

test('the page had no errors', async () => close(page));
