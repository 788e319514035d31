// Forms on the web: an administrator makes one and embeds it; a visitor without script fills it in, in
// either language, by keyboard and on a phone; the lead is in the inbox.
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { api, close, seriousFaults, toast, useAlur } from './support.mjs';

let page;
const alur = useAlur({ prepare: async (alur) => void (page = await alur.signedIn('admin@example.com')) });

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };
const form = (rest = {}) => api(page, 'POST', '/forms', { name: `Form ${Date.now()}`, ...rest });
const leadsOf = async (row) => (await api(page, 'GET', '/leads?limit=200')).items.filter((one) => one.external_id?.startsWith(`form-${row.id}-`));
/** Nobody fills in a form within two seconds. */
const readOn = (visitor) => visitor.waitForTimeout(2_100);

/** A window of somebody who is not signed in and whose browser runs no script. */
async function visit(row, options = {}) {
	const visitor = await alur.open({ javaScriptEnabled: false, ...options });
	await visitor.goto(`${alur.url}/f/${row.key}`);
	return visitor;
}

test('an administrator makes a form, says what it asks for and who embeds it, and finds the code', async () => {
	await page.goto(`${alur.url}/settings/forms`);
	await page.getByText('There are no forms yet.').waitFor();
	await page.getByLabel('What you call it, e.g. Website').fill('Website');
	await page.keyboard.press('Enter');
	const details = page.getByRole('group', { name: 'Details of Website' });
	await details.waitFor();
	const row = (await api(page, 'GET', '/forms')).items[0];
	assert.equal(await details.getByLabel('Code for your website').inputValue(), `<iframe src="${alur.url}/f/${row.key}" title="Website" width="100%" height="760" loading="lazy"></iframe>`);
	await details.getByText('No site may embed it yet').waitFor();
	assert.equal(await details.getByRole('link', { name: 'Open the form' }).getAttribute('href'), `/f/${row.key}`);
	await details.locator('[data-asked=job_title]').getByRole('checkbox').first().check();
	await details.getByRole('checkbox', { name: 'Phone must be filled in' }).check();
	await details.getByLabel('Sites that may embed it').fill('https://www.example.com/page');
	await details.getByRole('button', { name: 'Save' }).click();
	await details.getByText('give the address of a site', { exact: false }).waitFor();
	await details.getByLabel('Sites that may embed it').fill('https://www.example.com');
	await details.getByRole('button', { name: 'Save' }).click();
	await details.getByRole('button', { name: 'Save' }).waitFor({ state: 'detached' });
	await page.getByRole('button', { name: /^Edit Heading/ }).click();
	await page.keyboard.type('Ask us anything');
	await page.keyboard.press('Enter');
	await details.getByText('Ask us anything').waitFor();
	const now = await api(page, 'GET', `/forms/${row.id}`);
	assert.deepEqual(now.hosts, ['https://www.example.com']);
	assert.deepEqual(now.fields.map((one) => one.name), ['name', 'company_name', 'job_title', 'email', 'phone', 'note']);
	assert.equal(now.fields.find((one) => one.name === 'phone').required, true);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await details.getByText('Ask us anything').waitFor({ state: 'detached' });
});

test('a form asks for fields of the organisation’s own, and a visitor fills them in', async () => {
	await api(page, 'POST', '/custom_fields', { entity: 'lead', key: 'branch', name: 'Branch', kind: 'choice', options: ['Jakarta', 'Surabaya'] });
	await api(page, 'POST', '/custom_fields', { entity: 'lead', key: 'wanted', name: 'Wanted by', kind: 'day' });
	await api(page, 'POST', '/custom_fields', { entity: 'lead', key: 'budget', name: 'Budget', kind: 'money' });
	await api(page, 'POST', '/custom_fields', { entity: 'lead', key: 'visit', name: 'Please visit us', kind: 'yes_no' });
	const row = await form({ name: 'With own fields' });
	await page.goto(`${alur.url}/settings/forms`);
	await page.reload();
	await page.getByRole('button', { name: /^With own fields/ }).click();
	const details = page.getByRole('group', { name: 'Details of With own fields' });
	for (const [key, name] of [['branch', 'Branch'], ['wanted', 'Wanted by'], ['budget', 'Budget'], ['visit', 'Please visit us']]) {
		await details.locator(`[data-asked="custom.${key}"]`).getByRole('checkbox').first().check();
		await details.getByRole('checkbox', { name: `${name} must be filled in` }).waitFor();
	}
	const [saved] = await Promise.all([
		page.waitForResponse((response) => response.request().postData()?.includes('{"name":"custom.branch","required":true}')),
		details.getByRole('checkbox', { name: 'Branch must be filled in' }).check(),
	]);
	assert.ok(saved.ok());
	const { fields } = await api(page, 'GET', `/forms/${row.id}`);
	assert.equal(fields.find((one) => one.name === 'custom.branch').required, true);
	assert.deepEqual(await seriousFaults(page), []);
	for (const colorScheme of ['light', 'dark']) {
		const visitor = await visit(row, { colorScheme });
		await visitor.getByLabel('Your name').fill('Rudi');
		await visitor.getByLabel('E-mail').fill('rudi@example.com');
		await visitor.getByLabel('Budget (IDR)').fill('a lot');
		await visitor.getByLabel('Branch').selectOption('Surabaya');
		await visitor.getByLabel('Wanted by').fill('2031-03-15');
		await visitor.getByRole('checkbox', { name: 'Please visit us' }).check();
		await visitor.locator('[name=consent]').check();
		await readOn(visitor);
		await visitor.getByRole('button', { name: 'Send' }).click();
		await visitor.getByText('Please give a number').waitFor();
		assert.equal(await visitor.getByLabel('Branch').inputValue(), 'Surabaya');
		await visitor.getByLabel('Budget (IDR)').fill('25,000,000');
		await readOn(visitor);
		await visitor.getByRole('button', { name: 'Send' }).click();
		await visitor.waitForURL(/thanks/);
		await close(visitor);
	}
	const [lead] = await leadsOf(row);
	assert.deepEqual(lead.custom, { branch: 'Surabaya', wanted: '2031-03-15', budget: '25000000', visit: true });
	// The page is looked at where scripts run: axe is one.
	const looked = await alur.open();
	await looked.goto(`${alur.url}/f/${row.key}`);
	assert.deepEqual(await seriousFaults(looked), []);
	await close(looked);
});

test('who is no administrator reads that only they make forms', async () => {
	await alur.command('user', 'add', 'seller@example.com', '--name', 'Sri', '--role', 'seller');
	const seller = await alur.signedIn('seller@example.com');
	await seller.goto(`${alur.url}/settings/forms`);
	await seller.getByText('Only administrators change this.').waitFor();
	assert.equal(await seller.getByRole('button', { name: 'Create' }).count(), 0);
	await close(seller);
});

test('a visitor without script sends it by keyboard, is thanked, and the lead is in the inbox', async () => {
	const row = await form({ thanks: 'We answer within a day.' });
	const visitor = await visit(row);
	await readOn(visitor);
	await visitor.getByLabel('Your name').focus();
	for (const text of ['Rina Kusuma', 'PT Rina', 'rina@example.com', '0812-1111-2222', 'Two forklifts, please.']) {
		await visitor.keyboard.type(text);
		await visitor.keyboard.press('Tab');
	}
	await visitor.keyboard.press('Space');
	await visitor.keyboard.press('Tab');
	await visitor.keyboard.press('Enter');
	await visitor.getByText('We answer within a day.').waitFor();
	await close(visitor);
	const [lead] = await leadsOf(row);
	assert.deepEqual([lead.name, lead.company_name, lead.phone, lead.owner_id], ['Rina Kusuma', 'PT Rina', '+6281211112222', null]);
	await page.goto(`${alur.url}/leads?whose=unassigned&lead=${lead.id}`);
	await page.getByRole('heading', { name: 'Rina Kusuma' }).waitFor();
	await page.getByText('came in by a web form').waitFor();
});

test('on a phone, in Indonesian: what is missing is said at its field, and what was written stays', async () => {
	const row = await form();
	const visitor = await visit(row, phone);
	await visitor.getByLabel('Nama Anda').fill('Dewi');
	await visitor.getByLabel('E-mail').fill('dewi@example');
	await visitor.locator('[name=consent]').check();
	await readOn(visitor);
	await visitor.getByRole('button', { name: 'Kirim' }).tap();
	await visitor.locator('#email-error').waitFor();
	assert.equal(await visitor.getByLabel('Nama Anda').inputValue(), 'Dewi');
	assert.equal(await visitor.evaluate(() => document.documentElement.scrollWidth).catch(() => 360), 360);
	await visitor.getByLabel('E-mail').fill('dewi@example.com');
	await readOn(visitor);
	await visitor.getByRole('button', { name: 'Kirim' }).tap();
	await visitor.getByRole('heading', { name: 'Terima kasih' }).waitFor();
	assert.equal((await leadsOf(row)).length, 1);
	await close(visitor);
});

test('whoever has the app installed still sees the form at its address, not the app', { timeout: 60_000 }, async () => {
	const row = await form();
	const other = await alur.signedIn('admin@example.com', { serviceWorkers: 'allow' });
	await other.evaluate(async () => {
		await navigator.serviceWorker.ready;
		if (!navigator.serviceWorker.controller) await new Promise((done) => navigator.serviceWorker.addEventListener('controllerchange', done));
	});
	await other.goto(`${alur.url}/f/${row.key}`);
	await other.getByLabel('Your name').waitFor();
	await close(other);
});

test('the other language is one link away', async () => {
	const visitor = await visit(await form());
	await visitor.getByRole('link', { name: 'Bahasa Indonesia' }).click();
	await visitor.getByLabel('Nama Anda').waitFor();
	await close(visitor);
});

test('only the sites that the form names can show it in a frame', async () => {
	let frame = '';
	const site = createServer((_, answer) => answer.writeHead(200, { 'Content-Type': 'text/html' }).end(`<!doctype html><title>Site</title><iframe src="${frame}" width="400" height="600"></iframe>`));
	await new Promise((done) => site.listen(0, '127.0.0.1', done));
	const origin = `http://127.0.0.1:${site.address().port}`;
	try {
		for (const [hosts, shown] of [[[origin], true], [['https://www.example.com'], false]]) {
			const row = await form({ hosts });
			frame = `${alur.url}/f/${row.key}`;
			const visitor = await alur.open();
			await visitor.goto(origin);
			const inside = visitor.frameLocator('iframe').getByLabel('Your name');
			if (shown) {
				await inside.fill('Framed');
				await visitor.frameLocator('iframe').getByLabel('E-mail').fill('framed@example.com');
				await visitor.frameLocator('iframe').locator('[name=consent]').check();
				await readOn(visitor);
				await visitor.frameLocator('iframe').getByRole('button', { name: 'Send' }).click();
				await visitor.frameLocator('iframe').getByRole('heading', { name: 'Thank you' }).waitFor();
				assert.equal((await leadsOf(row)).length, 1);
			} else {
				await visitor.waitForTimeout(500);
				assert.equal(await inside.count(), 0);
			}
			visitor.faults = visitor.faults.filter((one) => !/frame-ancestors|ERR_BLOCKED|favicon|404/.test(one));
			await close(visitor);
		}
	} finally {
		site.closeAllConnections();
		site.close();
	}
});

for (const colorScheme of ['light', 'dark'])
	for (const [device, options] of Object.entries({ desktop: {}, phone }))
		test(`axe finds nothing serious in the form and its settings: ${device}, ${colorScheme}`, async () => {
			const row = await form({ intro: 'Tell us what you need.' });
			const other = await alur.signedIn('admin@example.com', { ...options, colorScheme });
			for (const [path, ready] of [[`/f/${row.key}`, 'button'], [`/f/${row.key}/thanks`, 'h1'], ['/settings/forms', 'li[data-row] button']]) {
				await other.goto(alur.url + path);
				await other.locator(ready).first().waitFor();
				if (path.startsWith('/settings')) await other.locator('li[data-row] button').first().click();
				assert.deepEqual(await seriousFaults(other), [], path);
				assert.ok((await other.evaluate(() => document.documentElement.scrollWidth)) <= other.viewportSize().width, path);
			}
			await close(other);
		});

test('the window had no errors', () => close(page));
