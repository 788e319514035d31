// A program that answers late, as under heavy load or over a bad line: nothing is lost, doubled or kept back, what was
// not confirmed is said to wait, and the app does not add to the load.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { addDeal, pipelineFrom, toast, useAlur } from './support.mjs';
import { Wire, signInOver } from './wire.mjs';

let page, wire, pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		wire = new Wire(alur.port);
		await wire.open();
		page = await signInOver(wire, alur, await alur.open(), 'admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Slow');
	},
});
after(() => wire.close());
beforeEach(() => wire.mend());

const field = (name) => page.locator(`[data-field="${name}"]`);
const note = () => page.getByTestId('offline');
const patches = () => wire.asked.filter((one) => one.startsWith('PATCH')).length;

async function openDeal(title) {
	const deal = await addDeal(page, pipeline, { title, amount: '1.00' });
	await page.goto(`${wire.url}/pipelines/${pipeline.id}?deal=${deal.id}`);
	await field('amount').waitFor();
	await page.waitForTimeout(1300); // what was read is on the disk
	wire.asked = [];
	return deal;
}

async function setAmount(text) {
	await field('amount').getByRole('button').click();
	await page.keyboard.type(text);
	await page.keyboard.press('Enter');
}

async function until(holds, longest) {
	for (const end = Date.now() + longest; !holds(); await page.waitForTimeout(50)) assert.ok(Date.now() < end, 'in time');
}

test('a change that takes longer than anybody waits is said to wait, is done once, and so is the one made meanwhile', { timeout: 120_000 }, async () => {
	const deal = await openDeal('Slowly');
	wire.busy = { ...wire.busy, writes: 17_000 };
	await setAmount('2000');
	await note().getByText('1 change').waitFor({ timeout: 20_000 });
	await toast(page).getByText('changed · not sent yet').waitFor(); // one voice with the note
	await until(() => patches() === 2, 10_000); // it is sent again, by the same key
	await setAmount('3000');
	await note().getByText('2 changes').waitFor();
	wire.mend();
	await note().waitFor({ state: 'detached', timeout: 40_000 });
	await field('amount').getByText('Rp 3,000').waitFor();
	const { items } = await alur.ask('GET', `/deals/${deal.id}/history`);
	assert.deepEqual(items.flatMap(({ changes }) => ('amount' in changes ? [changes.amount[1]] : [])).reverse(), ['1.00', '2000.00', '3000.00']);
});

test('a page whose answers come late shows what is kept, then what came, and asks for nothing again', { timeout: 120_000 }, async () => {
	const deal = await openDeal('Read slowly');
	await alur.ask('PATCH', `/deals/${deal.id}`, { amount: '77.00' });
	await field('amount').getByText('Rp 77').waitFor();
	await page.waitForTimeout(1300);
	wire.busy = { writes: 0, reads: 9_000, of: /board|deals\/\d/ };
	await page.reload();
	await field('amount').getByText('Rp 77').waitFor({ timeout: 60_000 });
	await page.waitForTimeout(12_000); // the late answers
	wire.asked = [];
	await page.waitForTimeout(20_000);
	assert.deepEqual(wire.asked, []);
});
