// The first hour: an empty Alur, the ways to begin, the five steps beside the board, the demo and its end.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, close, seriousFaults, toast, useAlur } from './support.mjs';

const alur = useAlur();
const email = 'admin@example.com';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };

const steps = (page) => page.getByRole('region', { name: /First steps|Langkah pertama/ });

test('an empty Alur offers a template, an import and the demo; a phone shows it all', async () => {
	for (const options of [{}, { colorScheme: 'dark' }, phone, { ...phone, colorScheme: 'dark' }]) {
		const page = await alur.signedIn(email, options);
		await page.waitForURL(/\/start$/);
		await page.getByRole('button', { name: /Load the demo data|Muat data contoh/ }).waitFor();
		await page.locator('li.template').first().waitFor();
		assert.deepEqual(await seriousFaults(page), []);
		assert.equal(await page.evaluate(() => document.documentElement.scrollWidth), options.viewport?.width ?? 1440);
		await close(page);
	}
});

test('without a pipeline the review and Insight say what they are for and lead to the start', async () => {
	for (const options of [{}, phone]) {
		const page = await alur.signedIn(email, options);
		for (const path of ['review', 'insight']) {
			await page.goto(`${alur.url}/${path}`);
			await page.locator('main[aria-busy=false]').waitFor();
			await page.getByText(/There is no(ne| pipeline) yet|Belum ada pipeline/).waitFor();
			assert.equal(await page.locator('main a[href="/start"]').count(), 1, path);
			assert.equal(await page.locator('main select').count(), 0, path);
			assert.deepEqual(await seriousFaults(page), []);
		}
		await close(page);
	}
});

test('the import is one click away, for deals', async () => {
	const page = await alur.signedIn(email);
	await page.getByRole('button', { name: 'Import a file' }).click();
	await page.waitForURL(/\/import\?kind=deals/);
	await close(page);
});

test('the demo comes in with its progress, leads to its board, and is removed with all that was tried on it', async () => {
	const page = await alur.signedIn(email);
	await page.getByRole('button', { name: 'Load the demo data' }).click();
	await page.getByText(/Demo data comes in/).waitFor();
	await page.waitForURL(/\/pipelines\/\d+/, { timeout: 60_000 });
	await page.locator('[data-card]').first().waitFor();
	const deals = (await api(page, 'GET', '/deals?limit=1')).items;
	await api(page, 'PATCH', `/deals/${deals[0].id}`, { title: 'Tried out' });
	await page.goto(`${alur.url}/settings/organisation`);
	await page.getByText('The demo data is here.').waitFor();
	await page.getByRole('button', { name: 'Remove the demo data' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Remove the demo data' }).click();
	await toast(page).getByText('The demo data is gone.').waitFor({ timeout: 60_000 });
	await page.goto(alur.url + '/');
	await page.waitForURL(/\/start$/);
	for (const name of ['deals', 'companies', 'products', 'pipelines']) assert.deepEqual((await api(page, 'GET', `/${name}`)).items, [], name);
	assert.equal((await api(page, 'GET', '/users')).items.length, 1);
	await close(page);
});

test('five steps are ticked by what is done, in the hands of a new administrator', async () => {
	const page = await alur.signedIn(email);
	await page.getByRole('button', { name: /Use this pipeline/ }).first().click();
	await page.waitForURL(/\/pipelines\/\d+/);
	await steps(page).getByText('1 of 5').waitFor();
	await steps(page).getByRole('button', { name: 'Write down a deal' }).click();
	await page.waitForFunction(() => document.activeElement?.matches('.column input'));
	await page.keyboard.type('Seratus kursi');
	await page.keyboard.press('Enter');
	await steps(page).getByText('2 of 5').waitFor();
	await page.keyboard.press('Escape');
	await steps(page).getByRole('button', { name: 'Plan its next step' }).click();
	await page.getByRole('complementary', { name: 'Deal' }).waitFor();
	const [deal] = (await api(page, 'GET', '/deals')).items;
	await api(page, 'POST', '/activities', { kind: 'call', subject: 'Telepon', deal_id: deal.id, due_at: new Date(Date.now() + 864e5).toISOString() });
	await steps(page).getByText('3 of 5').waitFor();
	await steps(page).getByRole('button', { name: 'Bring in others' }).click();
	await page.waitForURL(/\/settings\/users/);
	await page.getByRole('button', { name: 'New user' }).click();
	await page.getByRole('dialog').getByLabel('Name').fill('Sari Dewi');
	await page.getByRole('dialog').getByLabel('E-mail').fill('sari@example.com');
	await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
	await page.getByLabel('A link for Sari Dewi').waitFor();
	await page.goBack();
	await steps(page).getByText('4 of 5').waitFor();
	await steps(page).getByRole('button', { name: 'Look back a day' }).click();
	await page.waitForURL(/as_of=/);
	await steps(page).getByText('5 of 5').waitFor();
	await steps(page).getByText('That was all.').waitFor();
	assert.deepEqual(await seriousFaults(page), []);
	await close(page);
});

test('put away, the steps stay away, also in another browser, until the profile brings them back', async () => {
	const sari = await alur.signedIn('sari@example.com', phone);
	await sari.goto(`${alur.url}/pipelines`);
	await sari.waitForURL(/\/pipelines\/\d+/);
	await steps(sari).getByRole('button', { name: 'Simpan langkah pertama' }).tap();
	await steps(sari).waitFor({ state: 'detached' });
	await close(sari);
	const again = await alur.signedIn('sari@example.com');
	await again.goto(`${alur.url}/pipelines`);
	await again.locator('.column').first().waitFor();
	await again.waitForTimeout(500);
	assert.equal(await steps(again).count(), 0);
	await again.goto(`${alur.url}/settings/profile`);
	await again.getByRole('button', { name: 'Show the first steps beside the board again' }).click();
	await toast(again).getByText('are beside the board again').waitFor();
	await again.goto(`${alur.url}/pipelines`);
	await steps(again).waitFor();
	await close(again);
});

test('a seller has no step that needs another’s right', async () => {
	const sari = await alur.signedIn('sari@example.com');
	await sari.goto(`${alur.url}/pipelines`);
	await steps(sari).getByText('of 4').waitFor();
	assert.equal(await steps(sari).getByText('Bring in others').count(), 0);
	await sari.goto(`${alur.url}/start`);
	await sari.getByText('Only an administrator sets up pipelines.').waitFor();
	await close(sari);
});

test('an empty list leads to the import, for those who may', async () => {
	const page = await alur.signedIn(email);
	await page.goto(`${alur.url}/companies`);
	await page.getByRole('link', { name: 'Import a file' }).click();
	await page.waitForURL(/\/import\?kind=companies/);
	await close(page);
	const sari = await alur.signedIn('sari@example.com');
	await sari.goto(`${alur.url}/companies`);
	await sari.getByText('Companies are your customers').waitFor();
	assert.equal(await sari.getByRole('link', { name: 'Import a file' }).count(), 0);
	await close(sari);
});

test('a column of a file goes into a field of one’s own', async () => {
	const page = await alur.signedIn(email);
	await api(page, 'POST', '/custom_fields', { entity: 'company', key: 'npwp', name: 'Nomor NPWP', kind: 'text' });
	await page.goto(`${alur.url}/import?kind=companies`);
	await page.locator('input[type=file]').setInputFiles({ name: 'firms.csv', mimeType: 'text/csv', buffer: Buffer.from('name,pajak\nPT Satu,01.234\n') });
	await page.getByLabel('pajak goes to').selectOption({ label: 'Nomor NPWP' });
	await page.getByText('1 created').waitFor();
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	await page.getByText('firms.csv').waitFor();
	await page.locator('[data-import] [role=status]', { hasText: 'done' }).first().waitFor();
	assert.equal((await api(page, 'GET', '/companies?q=satu')).items[0].custom.npwp, '01.234');
	await close(page);
});
