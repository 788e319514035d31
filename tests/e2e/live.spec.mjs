// Two windows on one board: what one does, the other sees.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, card, cardIn, close, column, openBoard, pipelineFrom, useAlur } from './support.mjs';

const alur = useAlur();

test('moves, new deals and changes of one window appear in the other', async () => {
	const one = await alur.signedIn('admin@example.com');
	await alur.addUser('manager@example.com', 'Citra Lestari', 'admin');
	const two = await alur.signedIn('manager@example.com', { locale: 'id-ID' });
	const pipeline = await pipelineFrom(one, 'wholesale-distribution', 'Shared');
	const [first, second] = pipeline.open;
	const deal = await addDeal(one, pipeline, { title: 'Watched', stage_id: second.id, amount: '100.00' });
	await openBoard(one, pipeline);
	await openBoard(two, pipeline, `?deal=${deal.id}`);
	await cardIn(two, second, deal).waitFor();

	await card(one, deal).locator('a').focus();
	await one.keyboard.press('[');
	await cardIn(two, first, deal).waitFor();
	await two.getByText('Ani Wijaya memindahkannya').waitFor();

	const another = await addDeal(one, pipeline, { title: 'Newcomer', stage_id: first.id });
	await card(two, another).waitFor();
	await two.waitForFunction((id) => document.querySelector(`[data-stage="${id}"] [data-testid=count]`)?.textContent === '2', first.id);
	assert.equal(await column(two, second).getByTestId('count').textContent(), '0');
	await close(one);
	await close(two);
});

test('a board that was left shows what has become of it meanwhile, and follows what comes then', async () => {
	const page = await alur.signedIn('admin@example.com');
	const pipeline = await pipelineFrom(page, 'start-empty', 'Left');
	await openBoard(page, pipeline);
	const places = page.getByRole('navigation').first();
	await places.getByRole('link', { name: 'Today' }).click();
	await page.waitForURL(/\/today$/);
	const meanwhile = await addDeal(page, pipeline, { title: 'Meanwhile' });
	await places.getByRole('link', { name: 'Pipeline' }).click();
	await card(page, meanwhile).waitFor();
	const then = await addDeal(page, pipeline, { title: 'Then' });
	await card(page, then).waitFor();
	await close(page);
});
