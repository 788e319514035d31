// Files on the page of a record: chosen, dropped, kept, removed, refused.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { addDeal, api, close, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

const folder = await mkdtemp(join(tmpdir(), 'alur-files-'));
after(() => rm(folder, { recursive: true, force: true }));

let page, deal;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		deal = await addDeal(page, await pipelineFrom(page, 'start-empty', 'Files'), { title: 'With files' });
	},
});

const part = () => page.getByRole('region', { name: 'Files' });
const line = (name) => part().locator('[data-file]', { hasText: name });

async function openDeal() {
	await page.goto(`${alur.url}/deals/${deal.id}`);
	await part().waitFor();
}

async function aFile(name, content) {
	const path = join(folder, name);
	await writeFile(path, content);
	return path;
}

/** As from the desktop, over any place of the page. */
async function dropOnPage(name, content) {
	const data = await page.evaluateHandle(([name, content]) => {
		const data = new DataTransfer();
		data.items.add(new File([content], name, { type: 'text/html' }));
		return data;
	}, [name, content]);
	await page.locator('h1').dispatchEvent('dragover', { dataTransfer: data });
	await page.getByText('Drop the files to attach them').waitFor();
	await page.locator('h1').dispatchEvent('drop', { dataTransfer: data });
}

test('files are chosen, several at once, and come back byte for byte under their names', async () => {
	await openDeal();
	await part().getByText('No files yet.').waitFor();
	const paths = [await aFile('Penawaran “A”.pdf', '%PDF-1.7 offer'), await aFile('prices.csv', 'a;b\n1;2\n')];
	await part().locator('input[type=file]').setInputFiles(paths);
	await line('Penawaran').waitFor();
	await line('prices.csv').getByText(/8 bytes · Ani Wijaya/).waitFor();
	await page.getByRole('region', { name: 'History' }).getByText('Ani Wijaya attached prices.csv').waitFor();
	const waiting = page.waitForEvent('download');
	await part().getByRole('link', { name: 'Penawaran “A”.pdf' }).click();
	const download = await waiting;
	assert.equal(download.suggestedFilename(), 'Penawaran “A”.pdf');
	assert.equal(await readFile(await download.path(), 'utf8'), '%PDF-1.7 offer');
});

test('a file is dropped anywhere on the page; HTML is kept, and never shown as a page', async () => {
	await openDeal();
	await dropOnPage('evil.html', '<script>document.title = "taken over"</script>');
	await line('evil.html').waitFor();
	const [file] = (await api(page, 'GET', `/attachments?deal_id=${deal.id}&sort=-id`)).items;
	const response = await fetch(`${alur.url}/api/v1/attachments/${file.id}/content`, { headers: { Authorization: `Bearer ${alur.token}` } });
	assert.equal(response.headers.get('content-type'), 'application/octet-stream');
	assert.match(response.headers.get('content-disposition'), /^attachment;/);
	assert.match(response.headers.get('content-security-policy'), /sandbox/);
});

test('a removed file is gone at once, and undo brings it back', async () => {
	await openDeal();
	await part().getByRole('button', { name: 'Remove prices.csv' }).click();
	await line('prices.csv').waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await line('prices.csv').waitFor();
});

test('a file that is too large says so in its place, and so does an empty one', async () => {
	await openDeal();
	await part().locator('input[type=file]').setInputFiles(await aFile('film.bin', Buffer.alloc(26 * 1024 * 1024 + 1)));
	await part().getByText('This file is too large.').waitFor();
	await part().getByRole('button', { name: 'Close' }).click();
	await part().getByText('film.bin').waitFor({ state: 'detached' });
	await part().locator('input[type=file]').setInputFiles(await aFile('empty.txt', ''));
	await part().getByText('This file is empty').waitFor();
	await part().getByRole('button', { name: 'Close' }).click();
});

test('what somebody else attaches shows without a reload, on a company, too', async () => {
	const company = await api(page, 'POST', '/companies', { name: 'PT Berkas' });
	await page.goto(`${alur.url}/companies/${company.id}`);
	await part().getByText('No files yet.').waitFor();
	const response = await fetch(`${alur.url}/api/v1/companies/${company.id}/attachments?name=contract.txt`, {
		method: 'POST',
		headers: { Authorization: `Bearer ${alur.token}`, 'Content-Type': 'text/plain' },
		body: 'signed',
	});
	assert.equal(response.status, 201);
	await line('contract.txt').waitFor();
});

test('who may only read keeps files and adds none', async () => {
	await api(page, 'PATCH', `/deals/${deal.id}`, { owner_id: null });
	await alur.addUser('viewer@example.com', 'Vina Melati', 'viewer');
	const viewer = await alur.signedIn('viewer@example.com');
	await viewer.goto(`${alur.url}/deals/${deal.id}`);
	const files = viewer.getByRole('region', { name: 'Files' });
	await files.getByRole('link', { name: 'prices.csv' }).waitFor();
	assert.equal(await files.getByRole('button').count(), 0);
	await close(viewer);
});

test('axe finds nothing serious where there are files', async () => {
	await openDeal();
	await line('prices.csv').waitFor();
	assert.deepEqual(await seriousFaults(page), []);
});

test('the pages had no errors', async () => close(page));
