// A file comes in through the browser: recognised, mapped, looked at, imported and taken back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, useAlur } from './support.mjs';

let page;
const alur = useAlur({ prepare: async (alur) => void (page = await alur.signedIn('admin@example.com')) });
const give = (name, text) => page.locator('input[type=file]').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('a file is recognised, a column is sent where it belongs, and nothing is written by the preview', async () => {
	await page.goto(alur.url + '/import');
	await give('customers.csv', 'name,domain,city,Town\nPT Satu,satu.example,,Medan\nPT Dua,dua.example,,Solo\n');
	await page.getByText('2 created · 0 updated').waitFor();
	assert.equal(await page.getByLabel('The rows are').inputValue(), 'companies');
	await page.getByLabel('city goes to').selectOption('');
	await page.getByLabel('Town goes to').selectOption('city');
	await page.locator('main[aria-busy=false]').waitFor();
	assert.equal((await alur.ask('GET', '/companies')).items.length, 0);
});

test('the import runs, says what it did, and is taken back', async () => {
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	const job = page.locator('[data-import]').first();
	await job.getByText('done', { exact: true }).waitFor();
	const { items } = await alur.ask('GET', '/companies?sort=name');
	assert.deepEqual(items.map((one) => [one.name, one.city]), [['PT Dua', 'Solo'], ['PT Satu', 'Medan']]);
	await job.getByRole('button', { name: 'Take the import back' }).click();
	await job.getByText('taken back', { exact: true }).waitFor();
	assert.equal((await alur.ask('GET', '/companies')).items.length, 0);
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
	await page.getByText('1 created').waitFor();
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
	await page.getByText('1 created · 0 updated · 0 unchanged · 1 rejected').waitFor();
	await page.getByRole('button', { name: 'Import', exact: true }).click();
	const job = page.locator('[data-import]').first();
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
	await page.getByText('1 created').waitFor();
	await close(page);
});
