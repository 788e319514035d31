// Everybody can use it: axe finds nothing serious in light and dark, a phone of 360 px shows it
// all, and the page stays small and keeps to its Content-Security-Policy.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';
import { addDeal, card, cardIn, close, column, openBoard, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

const email = 'admin@example.com';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };
let pipeline, deal;

const alur = useAlur({
	prepare: async (alur) => {
		const page = await alur.signedIn(email);
		pipeline = await pipelineFrom(page, 'general-b2b', 'Pengadaan kantor dan gudang seluruh Indonesia bagian timur');
		deal = await addDeal(page, pipeline, { title: 'Pengadaan seratus dua puluh unit komputer untuk kantor cabang Kalimantan Timur', amount: '1250000000.00' });
		await addDeal(page, pipeline, { title: 'Kursi' });
		await close(page);
	},
});

for (const colorScheme of ['light', 'dark'])
	for (const [device, options] of Object.entries({ desktop: {}, phone }))
		test(`axe finds nothing serious: ${device}, ${colorScheme}`, async () => {
			const door = await alur.open({ ...options, colorScheme });
			await door.goto(`${alur.url}/sign-in`);
			await door.getByRole('button', { name: /Sign in|Masuk/ }).waitFor();
			assert.deepEqual(await seriousFaults(door), []);
			await close(door);
			const page = await alur.signedIn(email, { ...options, colorScheme });
			await openBoard(page, pipeline);
			await card(page, deal).waitFor();
			assert.deepEqual(await seriousFaults(page), [], 'board');
			await openBoard(page, pipeline, `?deal=${deal.id}`);
			await page.locator('[data-field=amount]').waitFor();
			assert.deepEqual(await seriousFaults(page), [], 'panel');
			await openBoard(page, pipeline, '?as_of=2020-01-01');
			assert.deepEqual(await seriousFaults(page), [], 'past');
			await page.goto(`${alur.url}/start`);
			await page.locator('li.template').first().waitFor();
			assert.deepEqual(await seriousFaults(page), [], 'templates');
			await close(page);
		});

test('axe finds nothing serious in an open menu, question, search and list of keys', async () => {
	const page = await alur.signedIn(email);
	await openBoard(page, pipeline);
	await card(page, deal).hover();
	await card(page, deal).getByRole('button', { name: /Actions/ }).click();
	await page.getByRole('menu').waitFor();
	assert.deepEqual(await seriousFaults(page), [], 'menu');
	const lost = pipeline.stages.find((one) => one.kind === 'lost');
	await page.getByRole('menuitem', { name: lost.name }).click();
	await page.getByRole('dialog').getByRole('radio').first().waitFor();
	assert.deepEqual(await seriousFaults(page), [], 'question');
	await page.keyboard.press('Escape');
	await page.keyboard.press('Control+k');
	await page.getByPlaceholder(/Find a deal/).fill('kursi');
	await page.getByRole('option').first().waitFor();
	assert.deepEqual(await seriousFaults(page), [], 'search');
	await page.keyboard.press('Escape');
	await page.keyboard.press('?');
	await page.getByRole('dialog').waitFor();
	assert.deepEqual(await seriousFaults(page), [], 'keys');
	await close(page);
});

test('a phone of 360 px shows one stage at a time, with nothing cut off, and moves by the menu', async () => {
	const page = await alur.signedIn(email, phone);
	await openBoard(page, pipeline);
	const width = await page.evaluate(() => document.documentElement.scrollWidth);
	assert.equal(width, 360);
	assert.equal((await column(page, pipeline.open[0]).boundingBox()).width, 360);
	await page.getByRole('region', { name: 'Langkah pertama' }).waitFor();
	assert.ok((await page.locator('[data-card]').first().boundingBox()).y < 740 * 0.4, 'the cards begin in the upper two fifths of the screen');
	await page.getByRole('navigation', { name: 'Tahap' }).getByRole('button', { name: new RegExp(pipeline.open[2].name) }).tap();
	await page.waitForFunction((id) => Math.abs(document.querySelector(`.column[data-stage="${id}"]`).getBoundingClientRect().left) < 2, pipeline.open[2].id);
	await page.getByRole('navigation', { name: 'Tahap' }).getByRole('button', { name: new RegExp(pipeline.open[0].name) }).tap();
	await card(page, deal).getByRole('button', { name: /Tindakan/ }).tap();
	await page.getByRole('menuitem', { name: pipeline.open[1].name }).tap();
	await page.getByRole('button', { name: 'Tetap pindahkan' }).tap();
	await toast(page).getByText(`pindah ke ${pipeline.open[1].name}`).waitFor();
	await cardIn(page, pipeline.open[1], deal).waitFor();
	await toast(page).getByRole('button', { name: 'Urungkan' }).tap();
	await cardIn(page, pipeline.open[0], deal).waitFor();
	for (const button of await page.locator('nav button:visible, nav a:visible, [data-card] button:visible').all()) {
		const box = await button.boundingBox();
		assert.ok(box.height >= 40, `a target of ${box.height} px: ${await button.textContent()}`);
	}
	await card(page, deal).locator('a').tap();
	const panel = page.getByRole('dialog', { name: 'Deal' });
	await panel.waitFor();
	assert.equal((await panel.boundingBox()).width, 360);
	await close(page);
});

test('what `/` names weighs at most 120 KiB compressed and has no inline script', async () => {
	const response = await fetch(alur.url + '/', { headers: { 'Accept-Encoding': 'identity' } });
	const policy = response.headers.get('content-security-policy') ?? '';
	assert.doesNotMatch(policy, /unsafe-eval/);
	assert.doesNotMatch(/script-src[^;]*/.exec(policy)?.[0] ?? /default-src[^;]*/.exec(policy)?.[0] ?? "'unsafe-inline'", /unsafe-inline/);
	const html = await response.text();
	for (const [, attributes, body] of html.matchAll(/<script([^>]*)>([^<]*)<\/script>/g)) assert.ok(/src=/.test(attributes) && !body.trim());
	const files = [...html.matchAll(/(?:src|href)="([^"]+\.(?:js|css))"/g)].map((match) => match[1]);
	assert.ok(files.length >= 2);
	const seen = new Set();
	let total = 0;
	while (files.length > 0) {
		const file = files.pop();
		if (seen.has(file)) continue;
		seen.add(file);
		const text = await (await fetch(new URL(file, alur.url), { headers: { 'Accept-Encoding': 'identity' } })).text();
		total += brotliCompressSync(text).length;
		for (const [, path] of text.matchAll(/(?:from|import)\s*"(\.[^"]+)"/g)) files.push(new URL(path, new URL(file, alur.url)).pathname);
	}
	assert.ok(total <= 120 * 1024, `${total} bytes`);
});
