// The API's own page at /api/docs, in both languages; what it shows is drawn from the OpenAPI document.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { seriousFaults, useAlur } from './support.mjs';

const alur = useAlur();

async function open(locale = 'en-US', hash = '') {
	const context = await alur.browser.newContext({ locale });
	const page = await context.newPage();
	const complaints = [];
	page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()));
	page.on('pageerror', (error) => complaints.push(String(error)));
	await page.goto(`${alur.url}/api/docs${hash}`);
	await page.locator('#tag-deals').waitFor();
	return { page, complaints };
}

test('the page lists every operation and breaks no content security policy', async () => {
	const { page, complaints } = await open();
	const document = await (await fetch(`${alur.url}/api/v1/openapi.json`)).json();
	const count = Object.values(document.paths).flatMap((item) => Object.keys(item)).length;
	assert.equal(await page.locator('main section:not(:last-child) details').count(), count);
	assert.deepEqual(complaints, []);
});

test('an operation shows its parameters, body, answers and a command to try', async () => {
	const { page } = await open('en-US', '#move_deal');
	const operation = page.locator('#move_deal');
	await operation.getByRole('heading', { name: 'Answers' }).waitFor();
	assert.match(await operation.locator('pre').textContent(), /curl -X POST .*\/deals\/1\/move'[^]*"stage_id":1/);
	assert.match(await operation.textContent(), /If-Match/);
	await operation.getByRole('link', { name: 'Move', exact: true }).click();
	await page.locator('#schema-Move').getByText('lost_reason_id').waitFor();
});

test('the page speaks Indonesian to who prefers it, and English when asked', async () => {
	const { page } = await open('id-ID', '#create_deal');
	await page.locator('#create_deal').getByRole('heading', { name: 'Jawaban' }).waitFor();
	assert.equal(await page.locator('html').getAttribute('lang'), 'id');
	await page.getByRole('button', { name: 'English' }).click();
	await page.locator('#create_deal').getByRole('heading', { name: 'Answers' }).waitFor();
});

test('what is looked for is found', async () => {
	const { page } = await open();
	await page.getByRole('searchbox').fill('move_deal');
	await page.getByText('1 operations').waitFor();
	assert.ok(await page.locator('#move_deal').isVisible());
});

test('the page is accessible', async () => {
	const { page } = await open('en-US', '#list_deals');
	assert.deepEqual(await seriousFaults(page), []);
});
