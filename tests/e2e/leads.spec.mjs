// The leads' inbox: one key for each decision, then the next lead; converting into what there is already;
// duplicates while one types; and each of it undone.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { api, close, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

let page, pipeline, round = 0;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'general-b2b', 'General');
	},
});

const line = (lead) => page.locator(`[data-lead="${lead.id}"]`);
const openLead = () => page.getByRole('region', { name: 'The open lead' });
const heading = (name) => openLead().getByRole('heading', { name, exact: true });
const dialog = () => page.getByRole('dialog');
const now = (lead) => api(page, 'GET', `/leads/${lead.id}`);

/** Three leads of a test's own, the only ones that are shown; the first is open. */
async function three(query = '') {
	const word = `Grup${String.fromCharCode(65 + round++)}x`;
	const leads = [];
	for (const name of ['Ani', 'Budi', 'Citra']) leads.push(await api(page, 'POST', '/leads', { name: `${name} ${word}`, company_name: `PT ${word} ${name}` }));
	await page.goto(`${alur.url}/leads?q=${word}${query}`);
	await heading(leads[0].name).waitFor();
	return leads;
}

test('the oldest lead is open, j and k walk, and the address names the lead', async () => {
	const [a, b] = await three();
	await page.keyboard.press('j');
	await heading(b.name).waitFor();
	await page.waitForURL(new RegExp(`lead=${b.id}`));
	await page.keyboard.press('k');
	await heading(a.name).waitFor();
	assert.equal(await line(a).getAttribute('aria-current'), 'true');
});

test('q qualifies and shows the next one; undo brings it back', async () => {
	const [a, b] = await three();
	await page.keyboard.press('q');
	await heading(b.name).waitFor();
	await line(a).waitFor({ state: 'detached' });
	assert.equal((await now(a)).lifecycle, 'prospect');
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await line(a).waitFor();
	await heading(a.name).waitFor();
	assert.equal((await now(a)).lifecycle, 'lead');
});

test('d asks for the reason, and without one nothing is done', async () => {
	const [a, b] = await three();
	await page.keyboard.press('d');
	await dialog().getByRole('button', { name: 'Disqualify' }).click();
	await dialog().getByText('Say why, so that it can be learned from.').waitFor();
	await dialog().getByText('No budget').click();
	await page.keyboard.press('Enter');
	await heading(b.name).waitFor();
	const row = await now(a);
	assert.deepEqual([row.lifecycle, row.disqualified_reason, row.revive_on], ['disqualified', 'No budget', null]);
	await page.keyboard.press('Control+z');
	await line(a).waitFor();
});

test('a reason of one’s own is taken', async () => {
	const [a] = await three();
	await page.keyboard.press('d');
	await dialog().getByText('Another reason').click();
	await dialog().getByLabel('In a few words').fill('Moved abroad');
	await page.keyboard.press('Enter');
	await line(a).waitFor({ state: 'detached' });
	assert.equal((await now(a)).disqualified_reason, 'Moved abroad');
	await page.goto(`${alur.url}/leads/${a.id}`);
	await page.getByText('Disqualified: Moved abroad', { exact: true }).waitFor();
	await page.getByRole('button', { name: 'Take up again' }).click();
	await page.getByRole('toolbar', { name: 'What to do with this lead' }).waitFor();
	assert.equal((await now(a)).lifecycle, 'lead');
});

test('l puts off until a day, under Later, from where the lead is converted or taken up again', async () => {
	const [a, b] = await three();
	await page.keyboard.press('l');
	await dialog().getByRole('button', { name: /In three months/ }).click();
	await heading(b.name).waitFor();
	const row = await now(a);
	assert.equal(row.lifecycle, 'disqualified');
	assert.ok(row.revive_on > new Date(Date.now() + 80 * 86_400_000).toISOString());
	await page.getByRole('navigation', { name: 'Which leads' }).getByRole('link', { name: /Later/ }).click();
	await heading(a.name).waitFor();
	await page.getByText(/Comes back on/).waitFor();
	await page.getByRole('button', { name: 'Take up again' }).click();
	await line(a).waitFor({ state: 'detached' });
	assert.equal((await now(a)).revive_on, null);
});

test('o gives the lead to nobody, and Unassigned shows it', async () => {
	const [a, b] = await three();
	await page.keyboard.press('o');
	await dialog().getByRole('button', { name: 'Nobody for now' }).click();
	await heading(b.name).waitFor();
	assert.equal((await now(a)).owner_id, null);
	await page.getByRole('group', { name: 'Whose leads' }).getByText('Unassigned').click();
	await heading(a.name).waitFor();
	await line(b).waitFor({ state: 'detached' });
	await page.keyboard.press('o');
	await dialog().getByRole('button', { name: 'I do' }).click();
	await line(a).waitFor({ state: 'detached' });
	assert.ok((await now(a)).owner_id);
});

test('c converts into the company and contact that there are, with pipeline and amount, and undo takes it back', async () => {
	const [a, b] = await three();
	const company = await api(page, 'POST', '/companies', { name: a.company_name.replace('PT ', '') + ' Tbk' });
	const contact = await api(page, 'POST', '/contacts', { name: 'A. Wati', phone: '+6281234500000' + a.id });
	await api(page, 'PATCH', `/leads/${a.id}`, { phone: '+6281234500000' + a.id });
	await openLead().getByRole('link', { name: 'Call' }).waitFor();
	await page.keyboard.press('c');
	await dialog().getByRole('radio', { name: new RegExp(company.name) }).waitFor();
	assert.ok(await dialog().getByRole('radio', { name: new RegExp(company.name) }).isChecked());
	await dialog().getByRole('radio', { name: /A\. Wati.*same phone/ }).waitFor();
	await dialog().getByLabel('Title').fill('Forklifts');
	await dialog().getByLabel(/Amount/).fill('12.5m');
	await dialog().getByRole('button', { name: 'Convert' }).click();
	await heading(b.name).waitFor();
	const row = await now(a);
	assert.deepEqual([row.company_id, row.contact_id], [company.id, contact.id]);
	const deal = await api(page, 'GET', `/deals/${row.deal_id}`);
	assert.deepEqual([deal.title, Number(deal.amount), deal.pipeline_id], ['Forklifts', 12_500_000, pipeline.id]);
	assert.equal(await toast(page).getByRole('link', { name: 'Open the deal' }).getAttribute('href'), `/deals/${deal.id}`);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await line(a).waitFor();
	assert.equal((await now(a)).lifecycle, 'lead');
	assert.ok((await api(page, 'GET', `/deals/${deal.id}`)).archived_at);
});

test('the note of a converted lead leads to its new deal, and back to the inbox', async () => {
	const [a, b] = await three();
	await page.keyboard.press('c');
	await dialog().getByRole('button', { name: 'Convert' }).click();
	await heading(b.name).waitFor();
	await toast(page).getByRole('link', { name: 'Open the deal' }).click();
	await page.waitForURL(new RegExp(`/deals/${(await now(a)).deal_id}$`));
	await toast(page).waitFor({ state: 'detached' });
	await page.goBack();
	await heading(b.name).waitFor();
});

test('a conversion makes a new company of another name, without a deal; the lead tells what became of it', async () => {
	const [a] = await three();
	await page.keyboard.press('c');
	await dialog().getByText('A new company').click();
	await dialog().getByLabel('Name of the company').fill('Toko Baru Sekali');
	await dialog().getByText('Begin a deal').click();
	await dialog().getByRole('button', { name: 'Convert' }).click();
	await line(a).waitFor({ state: 'detached' });
	const row = await now(a);
	assert.equal(row.deal_id, null);
	await page.goto(`${alur.url}/leads/${a.id}`);
	await page.getByRole('region', { name: 'Became' }).getByRole('link', { name: 'Toko Baru Sekali' }).waitFor();
	await page.getByRole('button', { name: 'Take the conversion back' }).click();
	await page.getByRole('toolbar', { name: 'What to do with this lead' }).waitFor();
	assert.equal((await now(a)).company_id, null);
});

test('what is typed into a new lead finds who is there already, by number however it is written', async () => {
	const [a] = await three();
	await api(page, 'PATCH', `/leads/${a.id}`, { phone: '+6281377788899' });
	await page.keyboard.press('n');
	await dialog().getByLabel('Name').fill('Somebody');
	await dialog().getByLabel('Phone').fill('0813-7778-8899');
	const found = page.getByTestId('draft-duplicates');
	await found.getByRole('link', { name: a.name }).waitFor();
	await found.getByText('same phone').waitFor();
	await dialog().getByLabel('Phone').fill('0813');
	await found.getByRole('link').first().waitFor({ state: 'detached' });
	await page.keyboard.press('Escape');
});

test('leads of others arrive without a reload, and the box counts them', async () => {
	await three();
	const box = page.getByRole('navigation', { name: 'Which leads' }).getByRole('link', { name: /New/ });
	const before = Number((await box.textContent()).replace(/\D/g, ''));
	const lead = await alur.ask('POST', '/leads', { name: `Dewi Grup${String.fromCharCode(64 + round)}x` });
	await line(lead).waitFor();
	await page.waitForFunction((n) => document.querySelector('nav[aria-label="Which leads"] a').textContent.includes(String(n)), before + 1);
});

test('the plain list is one tab away', async () => {
	await page.goto(`${alur.url}/leads`);
	await page.getByRole('link', { name: 'List', exact: true }).click();
	await page.getByRole('grid').waitFor();
	await page.getByRole('link', { name: 'Inbox', exact: true }).click();
	await page.getByRole('navigation', { name: 'Which leads' }).waitFor();
});

test('on a phone the list comes first, then the lead, then the next one', async () => {
	const [a, b] = await three();
	const phone = await alur.signedIn('admin@example.com', { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' });
	await phone.goto(`${alur.url}/leads?q=${a.name.split(' ')[1]}`);
	await phone.locator(`[data-lead="${a.id}"]`).tap();
	await phone.getByRole('heading', { name: a.name }).waitFor();
	assert.equal(await phone.locator(`[data-lead="${a.id}"]`).isVisible(), false);
	assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth), 360);
	for (const button of await phone.getByRole('toolbar', { name: 'Tindakan untuk lead ini' }).getByRole('button').all()) assert.ok((await button.boundingBox()).height >= 40);
	await phone.getByRole('button', { name: 'Layak', exact: true }).tap();
	await phone.getByRole('heading', { name: b.name }).waitFor();
	await phone.getByRole('button', { name: 'Tutup' }).first().tap();
	await phone.locator(`[data-lead="${b.id}"]`).waitFor();
	await close(phone);
});

test('who may only look sees the leads and no buttons', async () => {
	const [a] = await three();
	await alur.command('user', 'add', 'viewer@example.com', '--name', 'Vi', '--role', 'viewer');
	const viewer = await alur.signedIn('viewer@example.com');
	await api(page, 'PATCH', `/leads/${a.id}`, { owner_id: null });
	await viewer.goto(`${alur.url}/leads?lead=${a.id}`);
	await viewer.getByRole('heading', { name: a.name }).waitFor();
	assert.equal(await viewer.getByRole('button', { name: /Qualify|New/ }).count(), 0);
	await close(viewer);
});

for (const colorScheme of ['light', 'dark'])
	test(`axe finds nothing serious in the inbox and its forms, ${colorScheme}`, async () => {
		const [a] = await three();
		await api(page, 'POST', '/leads', { name: a.name });
		const other = await alur.signedIn('admin@example.com', { colorScheme });
		await other.goto(`${alur.url}/leads?lead=${a.id}`);
		await other.getByRole('region', { name: 'May be the same' }).waitFor();
		for (const [what, key] of [['inbox', undefined], ['convert', 'c'], ['disqualify', 'd'], ['later', 'l'], ['assign', 'o']]) {
			if (key) await other.keyboard.press(key);
			if (key) await other.getByRole('dialog').waitFor();
			assert.deepEqual(await seriousFaults(other), [], what);
			if (key) await other.keyboard.press('Escape');
			if (key) await other.getByRole('dialog').waitFor({ state: 'detached' });
		}
		await close(other);
	});

test('the window had no errors', () => close(page));
