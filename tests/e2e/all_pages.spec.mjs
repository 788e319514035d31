// Every page there is, on the demo's data: axe finds nothing serious in light and dark on a desktop and a
// phone, nothing reaches beyond a phone of 360 px, in Indonesian, and a page left alone leaves the program alone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { demoRows, pages, settled, unseenRoutes } from './pages.mjs';
import { close, drawn, seriousFaults, useAlur } from './support.mjs';

const email = 'demo@alur.local';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };
let rows;

const alur = useAlur({
	demo: true,
	prepare: async (alur) => {
		rows = await demoRows(alur);
	},
});

test('every route of the app is among the pages that are looked at', () => assert.deepEqual(unseenRoutes(), []));

test('a fault that is put there is found', async () => {
	const page = await alur.open();
	await page.goto(`${alur.url}/sign-in`);
	await settled(page);
	await page.evaluate(() => {
		const word = document.createElement('button');
		document.querySelector('main').append(word, 'pale');
		document.querySelector('main').style.color = 'var(--sunken)';
	});
	const found = await seriousFaults(page);
	assert.ok(['button-name', 'color-contrast'].every((rule) => found.some((one) => one.startsWith(rule))), found.join());
	await close(page);
});

/** The list of keys opens on every page, each key once. What lies over a page, as a record on a phone, keeps its keys. */
async function faultsOfKeys(page) {
	if (await page.locator('[aria-modal=true]').count()) return [];
	await page.keyboard.press('?');
	const dialog = page.getByRole('dialog').filter({ has: page.locator('dl') });
	if (!(await dialog.waitFor({ timeout: 3000 }).then(() => true, () => false))) return ['no list of keys'];
	const titles = await dialog.locator('h3').allTextContents();
	await page.keyboard.press('Escape');
	await dialog.waitFor({ state: 'detached' });
	return new Set(titles).size === titles.length ? [] : [`keys: ${titles.join()}`];
}

for (const [device, options] of Object.entries({ desktop: {}, phone }))
	test(`axe finds nothing serious on any page: ${device}, light and dark`, { timeout: 300_000 }, async () => {
		const out = await alur.open(options);
		const page = await alur.signedIn(email, options);
		const found = {};
		let asked = [];
		for (const window of [out, page]) window.on('request', (request) => request.url().includes('/api/v1/') && asked.push(request.url()));
		for (const one of pages) {
			const window = one.signedOut ? out : page;
			await window.emulateMedia({ colorScheme: 'light' });
			await window.goto(alur.url + one.at(rows));
			await settled(window);
			asked = [];
			const faults = await seriousFaults(window);
			const width = await window.evaluate(() => document.documentElement.scrollWidth);
			if (device === 'phone' && width > 360) faults.push(`${width} px wide`);
			await window.emulateMedia({ colorScheme: 'dark' });
			await drawn(window);
			faults.push(...(await seriousFaults(window, { rules: ['color-contrast'] })));
			// A page that nobody touches asks for nothing; what settles late asks for a thing once, never over again.
			const again = asked.find((address, index) => asked.indexOf(address) !== asked.lastIndexOf(address) && asked.indexOf(address) === index);
			if (again) faults.push(`asked more than once for ${again}`);
			if (!one.signedOut) faults.push(...(await faultsOfKeys(window)));
			if (faults.length > 0) found[one.name] = faults;
		}
		await close(out);
		await close(page);
		assert.deepEqual(found, {});
	});
