// The lists of rows: filters, order, columns, changing in place and many at once, by mouse and keys.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { api, close, toast, until, useAlur } from './support.mjs';

let page;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		const companies = Array.from({ length: 250 }, (_, n) => ({
			op: 'create',
			body: { name: `PT Contoh ${String(n).padStart(3, '0')}`, city: n % 2 ? 'Bandung' : 'Medan', employees: n },
		}));
		await api(page, 'POST', '/companies/batch', { operations: companies });
		await api(page, 'POST', '/leads', { name: 'Budi Santoso', email: 'budi@example.com' });
	},
});

const rowOf = (name) => page.locator('[role=row]', { has: page.getByRole('link', { name, exact: true }) });
const cellOf = (name, field) => rowOf(name).locator(`[data-field="${field}"]`);

async function openList(path) {
	await page.goto(alur.url + path);
	await page.locator('main[aria-busy=false]').waitFor();
}

test('a list shows how many rows there are and draws only those in view', async () => {
	await openList('/companies?sort=name');
	await page.getByText('250 rows').waitFor();
	await rowOf('PT Contoh 000').waitFor();
	assert.ok((await page.locator('[role=row]').count()) < 80);
});

test('scrolling to the end loads the rest', async () => {
	await openList('/companies?sort=name');
	const grid = page.getByRole('grid');
	const reached = await until(async () => {
		await grid.evaluate((element) => element.scrollTo(0, element.scrollHeight));
		return (await rowOf('PT Contoh 249').count()) > 0;
	});
	assert.ok(reached, 'the last row');
});

test('a click on the name of a column orders by it, and the address says so', async () => {
	await openList('/companies');
	await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
	await page.waitForURL(/sort=name/);
	await page.getByRole('columnheader', { name: 'Name' }).getByRole('button').click();
	await page.waitForURL(/sort=-name/);
	await rowOf('PT Contoh 249').waitFor();
	assert.equal(await page.getByRole('columnheader', { name: 'Name' }).getAttribute('aria-sort'), 'descending');
});

test('words and filters leave the rows that match, and are taken off again', async () => {
	await openList('/companies?sort=name');
	await page.locator('#list-words').fill('contoh 17');
	await page.getByText('10 rows').waitFor();
	await page.locator('#list-words').fill('');
	await page.getByText('250 rows').waitFor();
	await page.getByRole('button', { name: 'Filter', exact: true }).click();
	await page.getByRole('menuitem', { name: 'Name' }).click();
	await page.locator('.popover input:focus').waitFor();
	await page.keyboard.type('PT Contoh 007');
	await page.keyboard.press('Enter');
	await page.getByText('1 row', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Take off Name: PT Contoh 007' }).click();
	await page.getByText('250 rows').waitFor();
});

test('a field is changed in its cell, and undone', async () => {
	await openList('/companies?sort=name');
	await cellOf('PT Contoh 000', 'city').dblclick();
	await page.keyboard.type('Solo');
	await page.keyboard.press('Enter');
	await cellOf('PT Contoh 000', 'city').getByText('Solo').waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await cellOf('PT Contoh 000', 'city').getByText('Medan').waitFor();
});

test('the keyboard alone walks, changes and chooses', async () => {
	await openList('/companies?sort=name');
	await rowOf('PT Contoh 000').getByRole('link').focus();
	await page.keyboard.press('ArrowDown');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('ArrowRight');
	await page.keyboard.press('e');
	await page.keyboard.type('Tegal');
	await page.keyboard.press('Enter');
	await cellOf('PT Contoh 001', 'city').getByText('Tegal').waitFor();
	await page.keyboard.press('x');
	await page.getByText('1 row chosen').waitFor();
	await page.keyboard.press('Escape');
	await page.getByText('1 row chosen').waitFor({ state: 'detached' });
});

test('many rows are changed at once after a look at what will change, and one undo takes it back', async () => {
	await openList('/companies?sort=name');
	for (const name of ['PT Contoh 002', 'PT Contoh 004', 'PT Contoh 006']) await rowOf(name).getByRole('checkbox').check();
	await page.getByRole('button', { name: 'Change a field' }).click();
	await page.getByLabel('Which field?').selectOption('city');
	await page.getByLabel('New value').fill('Kudus');
	await page.getByText('3 rows change:').waitFor();
	await page.getByText('Medan → Kudus').first().waitFor();
	await page.getByRole('button', { name: 'Change 3 rows' }).click();
	await cellOf('PT Contoh 004', 'city').getByText('Kudus').waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await cellOf('PT Contoh 004', 'city').getByText('Medan').waitFor();
	await cellOf('PT Contoh 002', 'city').getByText('Medan').waitFor();
});

test('a name is chosen by Enter, however quickly it comes: never one that does not match', async () => {
	await openList('/companies?sort=name');
	await rowOf('PT Contoh 010').getByRole('checkbox').check();
	await page.getByRole('button', { name: 'Change a field' }).click();
	await page.getByLabel('Which field?').selectOption('parent_id');
	const field = page.getByLabel('New value');
	for (const name of ['PT Contoh 003', 'PT Contoh 249']) {
		await field.click();
		await page.locator('.popover-list [role=option]').first().waitFor();
		await page.keyboard.press('Control+a');
		await page.keyboard.type(name);
		await page.keyboard.press('Enter');
		const option = page.getByRole('option', { name });
		await Promise.race([option.waitFor(), page.getByText(`→ ${name}`).waitFor()]);
		await page.waitForTimeout(400);
		if (await option.count()) {
			await page.keyboard.press('ArrowDown');
			await page.keyboard.press('Enter');
		}
		await page.getByText(`→ ${name}`).waitFor();
	}
	await page.keyboard.press('Escape');
});

test('rows that are refused are named with the reason, the others are changed', async () => {
	const [a, b] = [await api(page, 'POST', '/companies', { name: 'AA Induk' }), await api(page, 'POST', '/companies', { name: 'AB Anak' })];
	await openList('/companies?sort=name');
	for (const name of ['AA Induk', 'AB Anak']) await rowOf(name).getByRole('checkbox').check();
	await page.getByRole('button', { name: 'Change a field' }).click();
	await page.getByLabel('Which field?').selectOption('parent_id');
	await page.getByLabel('New value').fill('AA Induk');
	await page.getByRole('option', { name: 'AA Induk', exact: true }).click();
	await page.getByRole('button', { name: 'Change 2 rows' }).click();
	await page.getByText('1 changed, 1 not').waitFor();
	await page.getByRole('dialog').getByText('a company cannot own itself').waitFor();
	await page.keyboard.press('Escape');
	assert.equal((await api(page, 'GET', `/companies/${b.id}`)).parent_id, a.id);
	await page.getByText('1 row chosen').waitFor();
});

test('a file has what is seen: the rows in their order, and the columns', async () => {
	await openList('/companies?sort=-name&q=contoh%2000');
	await page.getByText('10 rows', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Save as a file' }).click();
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('menuitem', { name: 'CSV of these rows' }).click()]);
	const lines = (await readFile(await file.path(), 'utf8')).trim().split(/\r?\n/);
	assert.equal(lines[0], 'name,industry,city,phone,owner,created_at');
	assert.deepEqual(lines.slice(1).map((line) => line.split(',')[0]), [9, 8, 7, 6, 5, 4, 3, 2, 1, 0].map((number) => `PT Contoh 00${number}`));
});

test('chosen columns stay after a reload', async () => {
	await openList('/companies?sort=name');
	await page.getByRole('button', { name: 'Columns' }).click();
	await page.getByRole('checkbox', { name: 'Employees' }).check();
	await page.keyboard.press('Escape');
	await openList('/companies?sort=name');
	await page.getByRole('columnheader', { name: 'Employees' }).waitFor();
	await page.evaluate(() => localStorage.removeItem('alur.columns.company'));
});

test('a new row is made with its own errors, and opens beside the list', async () => {
	await openList('/contacts');
	await page.getByText('Contacts are the people at your customers.').waitFor();
	await page.keyboard.press('n');
	await page.getByRole('dialog').getByLabel('E-mail').fill('not an address');
	await page.getByRole('dialog').getByLabel('Name').fill('Siti Aminah');
	await page.getByRole('button', { name: 'Create' }).click();
	await page.getByRole('dialog').locator('.error').first().waitFor();
	await page.getByRole('dialog').getByLabel('E-mail').fill('siti@example.com');
	await page.getByRole('button', { name: 'Create' }).click();
	await page.locator('aside').getByRole('heading', { name: 'Siti Aminah' }).waitFor();
	await rowOf('Siti Aminah').waitFor();
});

test('others’ changes show without a reload', async () => {
	const lead = (await api(page, 'GET', '/leads?email=budi@example.com')).items[0];
	await openList('/leads?view=list');
	await rowOf('Budi Santoso').waitFor();
	await alur.ask('PATCH', `/leads/${lead.id}`, { company_name: 'CV Sumber' });
	await cellOf('Budi Santoso', 'company_name').getByText('CV Sumber').waitFor();
	await close(page);
});
