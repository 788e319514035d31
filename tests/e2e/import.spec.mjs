// A file comes in through the browser: recognised, mapped, looked at, imported and taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, pipelineFrom, seriousFaults, toast, until, useAlur } from './support.mjs';

let page;
const alur = useAlur({ prepare: async (alur) => void (page = await alur.signedIn('admin@example.com')) });
const openImport = async (query = '') => page.goto(alur.url + '/import' + query);
const looked = () => page.locator('main[aria-busy=false]').waitFor();
const would = (text) => page.getByRole('region', { name: /would do$/ }).getByText(text).waitFor();
const jobOf = (file) => page.locator('[data-import]', { hasText: file }).first();
const line = (header) => page.locator('li', { has: page.getByLabel(`${header} goes to`) });
const give = (name, text) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a file is recognised, a column is sent where it belongs, and nothing is written by the preview', async () => {
	await page.goto(alur.url + '/import');
	await give('customers.csv', 'name,domain,city,Town\nPT Satu,satu.example,,Medan\nPT Dua,dua.example,,Solo\n');
	await would('2 created · 0 updated');
	assert.equal(await page.getByLabel('The rows are').inputValue(), 'companies');
	await page.getByLabel('city goes to').selectOption('');
	await page.getByLabel('Town goes to').selectOption('city');
	await page.locator('main[aria-busy=false]').waitFor();
	assert.equal((await alur.ask('GET', '/companies')).items.length, 0);
});

test('the import runs, says what it did, and is taken back', async () => {
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	const job = jobOf('customers.csv');
	await job.getByText('done', { exact: true }).waitFor();
	const { items } = await alur.ask('GET', '/companies?sort=name');
	assert.deepEqual(items.map((one) => [one.name, one.city]), [['PT Dua', 'Solo'], ['PT Satu', 'Medan']]);
	await toast(page).getByText('customers.csv has been imported: 2 created').waitFor();
	assert.equal(await page.getByText('The import runs').count(), 0, 'the note of its beginning goes away');
	await job.getByRole('link', { name: 'See the companies' }).click();
	await page.getByRole('link', { name: 'PT Satu', exact: true }).waitFor();
	await page.goBack();
	await job.getByRole('button', { name: 'Take the import back' }).click();
	const dialog = page.getByRole('dialog');
	await dialog.getByText('2 new records go').waitFor();
	await dialog.getByRole('button', { name: 'Cancel' }).click();
	await dialog.waitFor({ state: 'detached' });
	await job.getByRole('button', { name: 'Take the import back' }).click();
	await dialog.getByRole('button', { name: 'Take the import back' }).click();
	await job.getByText('taken back', { exact: true }).waitFor();
	await job.getByText('2 new records removed.').waitFor();
	await toast(page).getByText('customers.csv has been taken back: 2 new records removed.').waitFor();
	assert.equal((await alur.ask('GET', '/companies')).items.length, 0);
});

test('an import that somebody has changed since stays, and says why in its own place', async () => {
	await openImport();
	await give('kept.csv', 'name,domain\nPT Tetap,tetap.example\n');
	await would('1 created');
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	await jobOf('kept.csv').getByText('done', { exact: true }).waitFor();
	const [company] = (await alur.ask('GET', '/companies')).items;
	await alur.ask('PATCH', `/companies/${company.id}`, { city: 'Solo' });
	await jobOf('kept.csv').getByRole('button', { name: 'Take the import back' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Take the import back' }).click();
	await jobOf('kept.csv').getByText(/It was not taken back\. .*PT Tetap/).waitFor();
	await jobOf('kept.csv').getByText('done', { exact: true }).waitFor();
});

test('each column shows what stands in it, those that go nowhere are marked, and the file is sent once', async () => {
	const sent = [];
	const note = (request) => request.method() === 'POST' && request.url().includes('/imports/') && sent.push(new URL(request.url()));
	page.on('request', note);
	await openImport();
	const text = 'account,sector,year_established,revenue,employees,office_location,subsidiary_of\nAcme Corporation,technolgy,1996,1100.04,2822,United States,\nBetatech,medical,1986,647.18,1185,Kenya,\n';
	await give('accounts.csv', text);
	await would('2 created');
	assert.equal(await page.getByLabel('The rows are').inputValue(), 'companies');
	await line('account').getByText('Acme Corporation · Betatech').waitFor();
	await page.getByText('1 of 7 columns goes nowhere').waitFor();
	assert.ok(await line('subsidiary_of').evaluate((element) => element.classList.contains('out')));
	await line('subsidiary_of').getByText('empty in the first rows').waitFor();
	await page.getByLabel('revenue goes to').selectOption('');
	await page.getByText('2 of 7 columns go nowhere').waitFor();
	await page.getByLabel('office_location goes to').selectOption('city');
	await looked();
	page.off('request', note);
	assert.equal(sent.filter((url) => url.pathname.endsWith('/imports/files')).length, 1);
	const previews = sent.filter((url) => url.pathname.endsWith('/preview'));
	assert.ok(previews.length >= 3 && previews.every((url) => url.searchParams.get('file')), previews.join());
});

test('a file that fits nothing is said to, and may be sent somewhere all the same', async () => {
	await openImport();
	await give('data_dictionary.csv', 'Table,Field,Description\naccounts,account,Company name\n');
	await page.getByText('do not tell what its rows are').waitFor();
	await page.getByText('Files of companies, contacts').waitFor();
	await page.getByLabel('The rows are').selectOption('products');
	await page.getByLabel('Field goes to').selectOption('name');
	await would('1 created');
});

test('deals go into the pipeline of choice, each stage of the file becomes one of its stages, and new ones are made where that is chosen', async () => {
	const pipeline = await pipelineFrom(page, 'general-b2b', 'Hardware');
	const [first, second] = pipeline.open;
	await openImport('?kind=deals');
	const rows = ['Won,2016-10-20,2017-03-01,1054', 'Lost,2016-10-25,2017-03-11,0', 'Engaging,2016-10-25,,', 'Prospecting,,,', `${second.name}s,2016-10-26,,`];
	await give('sales_pipeline.csv', 'opportunity_id,product,account,deal_stage,engage_date,close_date,close_value\n' + rows.map((row, n) => `ID${n},GTX,Acme ${n},${row}\n`).join(''));
	await looked();
	assert.equal(await page.getByLabel('The rows are').inputValue(), 'deals');
	assert.equal(await page.getByLabel('close_value goes to').inputValue(), 'won_amount');
	await line('close_date').getByText('also “Closed on”').waitFor();
	await page.getByLabel('They go into the pipeline').selectOption({ label: 'Hardware' });
	await looked();
	const becomes = (stage) => page.getByLabel(`${stage} becomes`);
	assert.equal(await becomes(`${second.name}s`).inputValue(), second.name, 'the nearest name');
	assert.equal(await page.locator('li', { has: becomes(`${second.name}s`) }).getByText('assumed, please check').count(), 1);
	await page.getByText('choose what becomes of: Engaging.').waitFor();
	assert.ok(await page.getByRole('button', { name: 'Import', exact: true }).isDisabled());
	assert.equal(await becomes('Prospecting').inputValue(), 'Prospecting', 'the same name');
	await becomes('Prospecting').selectOption(first.name);
	await looked();
	await becomes('Engaging').selectOption({ label: 'New stage “Engaging”' });
	await looked();
	for (const what of ['Companies', 'Products']) await page.getByLabel(what, { exact: true }).check();
	await would('5 created');
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	await jobOf('sales_pipeline.csv').getByText('done', { exact: true }).waitFor();
	await jobOf('sales_pipeline.csv').getByText('New stage, behind the other open ones: Engaging.').waitFor();
	await jobOf('sales_pipeline.csv').getByRole('link', { name: 'See the deals' }).waitFor();
	await jobOf('sales_pipeline.csv').getByRole('link', { name: 'See the board of Hardware' }).click();
	await page.waitForURL(new RegExp(`/pipelines/${pipeline.id}`));
	await page.locator('.column', { hasText: 'Engaging' }).first().waitFor();
	const stages = (await alur.ask('GET', `/stages?pipeline_id=${pipeline.id}&limit=50`)).items;
	const deals = (await alur.ask('GET', `/deals?pipeline_id=${pipeline.id}&sort=title`)).items;
	const nameOf = (deal) => stages.find((one) => one.id === deal.stage_id).name;
	assert.deepEqual(deals.map((deal) => [deal.title, nameOf(deal)]), [
		['GTX, Acme 0', stages.find((one) => one.kind === 'won').name],
		['GTX, Acme 1', stages.find((one) => one.kind === 'lost').name],
		['GTX, Acme 2', 'Engaging'],
		['GTX, Acme 3', first.name],
		['GTX, Acme 4', second.name],
	]);
});

test('a file of people comes in with its teams', async () => {
	await openImport();
	await give('sales_teams.csv', 'sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\nGladys Colclough,Melvin Marxen,Central\n');
	await looked();
	assert.equal(await page.getByLabel('The rows are').inputValue(), 'users');
	await page.getByLabel('People', { exact: true }).check();
	await would('2 created');
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	await jobOf('sales_teams.csv').getByText('done', { exact: true }).waitFor();
	const teams = (await alur.ask('GET', '/teams')).items.map((one) => one.name);
	assert.deepEqual(teams.toSorted(), ['Central', 'Dustin Brinkmann', 'Melvin Marxen']);
	await jobOf('sales_teams.csv').getByRole('link', { name: 'See the people' }).click();
	await page.getByText('Anna Snelling').first().waitFor();
});

test('a manager is told what only an administrator can make', async () => {
	await alur.ask('POST', '/users', { email: 'wati@example.com', name: 'Wati', role: 'manager' });
	const theirs = await alur.signedIn('wati@example.com');
	await theirs.goto(alur.url + '/import?kind=deals');
	await theirs.locator('input[type=file]').setInputFiles({ name: 'd.csv', mimeType: 'text/csv', buffer: Buffer.from('title,stage,product\nMeja,Entah,Kayu\nKursi,Won,Kayu\n') });
	await theirs.getByText('only an administrator can create it: Products').waitFor();
	assert.equal(await theirs.getByRole('checkbox', { name: 'Products' }).count(), 0);
	assert.equal(await theirs.getByLabel('Entah becomes').locator('option', { hasText: 'New stage' }).count(), 0);
	assert.equal(await theirs.getByLabel('The rows are').locator('option', { hasText: 'People' }).count(), 0);
	await close(theirs);
});

for (const colorScheme of ['light', 'dark'])
	for (const [device, viewport] of Object.entries({ desktop: { width: 1440, height: 900 }, phone: { width: 360, height: 740 } }))
		test(`axe finds nothing serious and nothing is cut off: ${device}, ${colorScheme}`, async () => {
			const window = await alur.signedIn('admin@example.com', { colorScheme, viewport });
			await window.goto(alur.url + '/import?kind=deals');
			await window.locator('input[type=file]').setInputFiles({ name: 'sales_pipeline.csv', mimeType: 'text/csv', buffer: Buffer.from('opportunity_id,deal_name,deal_stage,close_date,a_very_long_name_of_a_column_that_goes_nowhere\n1,Meja,Engaged somewhere,2026-03-31,' + 'long '.repeat(30) + '\n') });
			await window.getByLabel('Engaged somewhere becomes').waitFor();
			assert.deepEqual(await seriousFaults(window), []);
			assert.ok(await until(() => window.evaluate(() => document.documentElement.scrollWidth <= innerWidth)), 'no sideways scrolling');
			await window.getByRole('button', { name: 'Take the import back' }).first().click();
			await window.getByRole('dialog').waitFor();
			assert.deepEqual(await seriousFaults(window, { within: '[role=dialog]' }), []);
			await close(window);
		});

test('the chooser speaks the language of the page, works by keyboard, and takes a file again once it was mended', async () => {
	await alur.ask('POST', '/users', { email: 'rudi@example.com', name: 'Rudi', role: 'manager', language: 'id' });
	const theirs = await alur.signedIn('rudi@example.com', { locale: 'en-US' });
	theirs.on('filechooser', () => {}); // or each press would have to wait until choosers are waited for
	await theirs.goto(alur.url + '/import');
	const button = theirs.getByRole('button', { name: 'Pilih berkas' });
	await button.focus();
	assert.equal(await theirs.locator('input[type=file]').isVisible(), false);
	for (const [name, words] of [['PT Empat', '1 dibuat'], ['', '1 ditolak']]) {
		const chooser = theirs.waitForEvent('filechooser');
		await theirs.keyboard.press('Enter');
		await (await chooser).setFiles({ name: 'a.csv', mimeType: 'text/csv', buffer: Buffer.from(`name,domain\n${name},x.example\n`) });
		await theirs.getByText(words).waitFor();
		await button.focus();
	}
	await close(theirs);
});

test('what is missing can be created, and problems name their lines', async () => {
	await page.goto(alur.url + '/import');
	await give('deals.csv', 'title,pipeline,stage,amount\nBesar,Jual,Tawar,100\nRusak,Jual,Tawar,abc\n');
	await page.getByLabel('Pipelines').check();
	await page.getByLabel('Stages').check();
	await page.getByText(/Line 3: Amount: .*abc/).waitFor();
	await would('1 created');
});

test('a file is dropped on the page, and the rows that were rejected come back as a file with their reasons', async () => {
	await page.goto(alur.url + '/import?kind=companies');
	await page.getByRole('button', { name: 'Choose a file' }).waitFor();
	const dropped = await page.evaluateHandle(() => {
		const transfer = new DataTransfer();
		transfer.items.add(new File(['name,employees\nPT Enam,6\nPT Tujuh,many\n'], 'dropped.csv', { type: 'text/csv' }));
		return transfer;
	});
	await page.dispatchEvent('main', 'dragover', { dataTransfer: dropped });
	await page.locator('.drop.over').waitFor();
	await page.dispatchEvent('main', 'drop', { dataTransfer: dropped });
	await would('1 created · 0 updated · 0 unchanged · 1 rejected');
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	const job = jobOf('dropped.csv');
	await job.getByText('done', { exact: true }).waitFor();
	const [file] = await Promise.all([page.waitForEvent('download'), job.getByRole('link', { name: 'Rejected rows as CSV' }).click()]);
	const text = (await (await file.createReadStream()).toArray()).join('');
	assert.match(text, /PT Tujuh,many/);
	assert.match(text, /3|line/i);
	assert.doesNotMatch(text, /PT Enam/);
});

test('a file of which no column is known is mapped by hand', async () => {
	await page.goto(alur.url + '/import?kind=companies');
	await give('x.csv', 'Aaa;Bbb\nPT Tiga;Solo\n');
	await page.getByLabel('Aaa goes to').selectOption('name');
	await would('1 created');
	await close(page);
});
