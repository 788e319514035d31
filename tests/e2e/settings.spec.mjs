// The settings: what an administrator sets up, and what a seller finds there.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { addDeal, api, becomes, close, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

let page, pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'general-b2b', 'Penjualan');
		await alur.addUser('sari@example.com', 'Sari Dewi', 'seller');
	},
});

const rowNamed = (name) => page.locator('li[data-row]', { hasText: name });
const field = (name) => page.locator(`[data-field="${name}"]`);

async function openSettings(path) {
	await page.goto(`${alur.url}/settings/${path}`);
	await page.locator('main h1').waitFor();
}

async function write(name, text, within = page) {
	await within.locator(`[data-field="${name}"]`).getByRole('button').click();
	await page.keyboard.press('Control+a');
	await page.keyboard.type(text);
	await page.keyboard.press('Enter');
}

test('a name is changed in the profile, with its undo', async () => {
	await openSettings('profile');
	await write('name', 'Ani W.');
	await field('name').getByText('Ani W.').waitFor();
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await field('name').getByText('Ani Wijaya').waitFor();
});

test('a page that was reached by way of the board looks as ever', async () => {
	await page.goto(`${alur.url}/pipelines/${pipeline.id}`);
	await page.locator('main[aria-busy=false]').waitFor();
	await page.getByRole('navigation', { name: 'Places' }).getByRole('link', { name: 'Settings' }).click();
	await field('name').waitFor();
	const [part, main] = await Promise.all([page.locator('section', { has: field('name') }).boundingBox(), page.locator('.settings main').boundingBox()]);
	const shown = await field('name').boundingBox();
	assert.ok(shown.x >= part.x && shown.y >= part.y && part.x >= main.x, 'the name stands in its part of the page');
});

test('a short password is refused at its field, a good one ends the other sessions', async () => {
	const other = await alur.signedIn('admin@example.com');
	await openSettings('profile');
	await page.getByLabel('New password').fill('pendek');
	await page.getByRole('button', { name: /Set the password/ }).click();
	await page.getByText('Use at least 12 characters.').waitFor();
	await page.getByLabel('New password').fill('kopi tubruk tanpa gula');
	await page.getByRole('button', { name: /Set the password/ }).click();
	await toast(page).getByText('All other sessions are signed out').waitFor();
	await other.goto(`${alur.url}/today`);
	await other.waitForURL(/\/sign-in/);
	await close(other);
});

test('somebody signs out everywhere else', async () => {
	const other = await alur.signedIn('admin@example.com');
	await openSettings('profile');
	await page.getByRole('button', { name: 'Sign out everywhere else' }).click();
	await page.getByText('You are signed in nowhere else.').waitFor();
	await other.goto(`${alur.url}/today`);
	await other.waitForURL(/\/sign-in/);
	await close(other);
});

test('the organisation is renamed, and its calling code is a number', async () => {
	await openSettings('organisation');
	await write('name', 'PT Maju Bersama');
	await field('name').getByText('PT Maju Bersama').waitFor();
	await write('calling_code', '62');
	await field('calling_code').getByText('62').waitFor();
	assert.equal((await api(page, 'GET', '/session')).organisation.calling_code, 62);
	await field('time_zone').getByRole('button').click();
	await page.locator('select').selectOption('Asia/Makassar');
	await page.keyboard.press('Enter');
	await page.getByRole('button', { name: 'Save' }).click().catch(() => {});
	await field('time_zone').getByText('Asia/Makassar').waitFor();
});

test('the organisation’s language is that of people who have chosen none, at once', async () => {
	await openSettings('organisation');
	await field('language').getByRole('button').click();
	await page.locator('select').selectOption('id');
	await field('language').getByRole('button', { name: 'Save' }).click();
	await page.getByRole('heading', { name: 'Organisasi', level: 1 }).waitFor();
	const sari = await alur.signedIn('sari@example.com');
	await sari.getByRole('heading', { name: 'Hari ini' }).first().waitFor();
	await close(sari);
	// By the keys: the note with its button may be gone by now.
	await page.keyboard.press('Control+z');
	await page.getByRole('heading', { name: 'Organisation', level: 1 }).waitFor();
});

test('a user is added, and has at once a link to send, which works; is given a role, and archived', async () => {
	await page.addInitScript(() => (navigator.share = async (shared) => void (window.shared = shared)));
	await openSettings('users');
	await page.getByRole('button', { name: 'New user' }).click();
	await page.getByRole('dialog').getByLabel('Name').fill('Budi Hartono');
	await page.getByRole('dialog').getByLabel('E-mail').fill('budi@example.com');
	await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
	const link = await page.getByLabel('A link for Budi Hartono').inputValue();
	await becomes('A link for Budi Hartono', () => page.evaluate(() => document.activeElement?.getAttribute('aria-label')));
	const ways = page.getByRole('group', { name: 'Send the link' });
	const chat = new URL(await ways.getByRole('link', { name: 'WhatsApp' }).getAttribute('href'));
	const until = new Date(Date.now() + 72 * 3_600_000).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', year: 'numeric', timeZone: 'Asia/Jakarta' });
	assert.equal(chat.origin, 'https://wa.me');
	for (const words of ['Hello Budi Hartono', link, until]) assert.ok(chat.searchParams.get('text').includes(words), words);
	assert.match(await ways.getByRole('link', { name: 'E-mail' }).getAttribute('href'), /^mailto:budi@example\.com\?/);
	await page.getByText(`It works once, until ${until}`).waitFor();
	await ways.getByRole('button', { name: 'Share' }).click();
	assert.ok((await page.evaluate(() => window.shared.text)).includes(link));
	assert.deepEqual(await seriousFaults(page), []);
	await page.getByRole('button', { name: 'Copy' }).click();
	await page.getByRole('button', { name: 'Copied' }).waitFor();
	const guest = await alur.open();
	await guest.goto(link);
	await guest.getByText('Welcome, Budi Hartono').waitFor();
	await close(guest);
	await field('role').getByRole('button').click();
	await field('role').locator('select').selectOption('manager');
	await field('role').getByRole('button', { name: 'Save' }).click();
	await rowNamed('Budi Hartono').getByText('Manager').first().waitFor();
	await rowNamed('Budi Hartono').getByRole('button', { name: 'Archive' }).click();
	await rowNamed('Budi Hartono').waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await rowNamed('Budi Hartono').waitFor();
});

test('the last administrator cannot give the role away: the reason stands at the field', async () => {
	await openSettings('users');
	await rowNamed('Ani Wijaya').getByRole('button').first().click();
	await field('role').getByRole('button').click();
	await field('role').locator('select').selectOption('seller');
	await field('role').getByRole('button', { name: 'Save' }).click();
	await field('role').locator('.error').waitFor();
	await page.keyboard.press('Escape');
});

test('teams stand as a tree, with their members', async () => {
	await openSettings('teams');
	await page.getByText('There are no teams yet.').waitFor();
	for (const name of ['Jakarta', 'Jakarta Selatan']) {
		await page.getByRole('button', { name: 'New team' }).click();
		await page.getByRole('dialog').getByLabel('Name').fill(name);
		await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
		await rowNamed(name).first().waitFor();
	}
	const teams = (await api(page, 'GET', '/teams?sort=name')).items;
	await api(page, 'PATCH', `/teams/${teams[1].id}`, { parent_id: teams[0].id });
	const sari = (await api(page, 'GET', '/users?email=sari@example.com')).items[0];
	await api(page, 'PATCH', `/users/${sari.id}`, { team_id: teams[1].id });
	await openSettings('teams');
	await page.locator(`li[data-row="${teams[1].id}"]`).getByText('1 member', { exact: true }).waitFor();
	const [above, below] = await Promise.all(teams.map((team) => page.locator(`li[data-row="${team.id}"] .name`).boundingBox()));
	assert.ok(below.x > above.x + 10, 'the team below is indented');
});

test('stages are renamed, added and put in order by keys', async () => {
	await openSettings(`pipelines/${pipeline.id}`);
	const list = page.getByRole('list', { name: 'Stages', exact: true });
	await list.locator('li').first().getByRole('button').first().click();
	await write('name', 'Penjajakan', list);
	await list.getByText('Penjajakan').first().waitFor();
	await page.getByPlaceholder('Name of a new stage').fill('Uji coba');
	await page.keyboard.press('Enter');
	await list.locator('li', { hasText: 'Uji coba' }).waitFor();
	const summary = list.locator('li', { hasText: 'Uji coba' }).locator('.summary');
	await summary.focus();
	await page.keyboard.press('Alt+ArrowUp');
	await page.waitForFunction(() => document.querySelector('[aria-label="Stages"]').children[4]?.textContent.includes('Uji coba'));
	const stages = (await api(page, 'GET', `/stages?pipeline_id=${pipeline.id}&kind=open&sort=position`)).items.map((one) => one.name);
	assert.equal(stages.indexOf('Uji coba'), stages.length - 2, String(stages));
});

test('a stage is dragged by its handle to another place', async () => {
	await openSettings(`pipelines/${pipeline.id}`);
	const list = page.getByRole('list', { name: 'Stages', exact: true });
	const names = async () => (await list.locator('li .name').allTextContents()).map((one) => one.trim());
	await list.locator('li').nth(2).waitFor();
	const before = await names();
	await list.locator('li').nth(0).locator('.handle').dragTo(list.locator('li').nth(2));
	await toast(page).getByText('Order changed').waitFor();
	assert.deepEqual(await names(), [before[1], before[2], before[0], ...before.slice(3)]);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await page.waitForFunction((name) => document.querySelector('[aria-label="Stages"] li .name')?.textContent === name, before[0]);
});

test('criteria are asked for, and an empty one is refused at its place', async () => {
	await openSettings(`pipelines/${pipeline.id}`);
	await rowNamed('Uji coba').locator('.summary').click();
	await page.getByText('Nothing is asked.').waitFor();
	await page.getByRole('button', { name: 'Add a criterion' }).click();
	await page.getByRole('button', { name: 'Save the criteria' }).click();
	await page.locator('[id^=criterion-]').waitFor();
	await page.getByLabel('In words').fill('Contoh sudah dicoba');
	await page.getByRole('button', { name: 'Save the criteria' }).click();
	await rowNamed('Uji coba').getByText('1 criterion').waitFor();
	const [stage] = (await api(page, 'GET', `/stages?pipeline_id=${pipeline.id}&limit=200`)).items.filter((one) => one.name === 'Uji coba');
	assert.equal(stage.exit_criteria[0].text, 'Contoh sudah dicoba');
});

test('a stage is retired into another, its deals go there, and one undo brings all of it back', async () => {
	const trial = (await api(page, 'GET', `/stages?pipeline_id=${pipeline.id}&limit=200`)).items.find((one) => one.name === 'Uji coba');
	const deal = await addDeal(page, pipeline, { title: 'Kursi', stage_id: trial.id });
	await openSettings(`pipelines/${pipeline.id}`);
	await rowNamed('Uji coba').locator('.summary').click();
	await page.getByRole('button', { name: 'Retire this stage' }).click();
	await page.getByText('1 deal moves to another stage').waitFor();
	await page.getByRole('button', { name: 'Retire', exact: true }).click();
	await rowNamed('Uji coba').waitFor({ state: 'detached' });
	assert.notEqual((await api(page, 'GET', `/deals/${deal.id}`)).stage_id, trial.id);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await rowNamed('Uji coba').waitFor();
	assert.equal((await api(page, 'GET', `/deals/${deal.id}`)).stage_id, trial.id);
});

test('other stages are merged into one', async () => {
	await openSettings(`pipelines/${pipeline.id}`);
	await page.getByRole('list', { name: 'Stages', exact: true }).locator('.summary').first().click();
	await page.getByRole('button', { name: 'Merge others into this one' }).click();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.getByText('Choose at least one.').waitFor();
	await page.getByRole('dialog').getByLabel('Uji coba').check();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await rowNamed('Uji coba').waitFor({ state: 'detached' });
});

test('lost reasons are added, and archived with an undo', async () => {
	await openSettings(`pipelines/${pipeline.id}`);
	await page.getByPlaceholder('A new reason').fill('Proyek ditunda');
	await page.keyboard.press('Enter');
	await rowNamed('Proyek ditunda').locator('.summary').click();
	await rowNamed('Proyek ditunda').getByRole('button', { name: 'Archive' }).click();
	await rowNamed('Proyek ditunda').waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await rowNamed('Proyek ditunda').waitFor();
});

test('a pipeline is saved as a file, and a file makes a pipeline', async () => {
	await openSettings(`pipelines/${pipeline.id}`);
	const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save as a file' }).click()]);
	const text = JSON.parse(await readFile(await file.path(), 'utf8'));
	text.name = { en: 'Salinan', id: 'Salinan' };
	await openSettings('pipelines');
	await page.locator('input[type=file]').setInputFiles({ name: 'x.json', mimeType: 'application/json', buffer: Buffer.from('nothing') });
	await toast(page).getByText('not a pipeline').waitFor();
	await page.locator('input[type=file]').setInputFiles({ name: 'salinan.json', mimeType: 'application/json', buffer: Buffer.from(JSON.stringify(text)) });
	await page.getByRole('heading', { name: 'Salinan' }).waitFor();
});

test('a field of one’s own is made, ordered, shown on a company’s page, and archived', async () => {
	await openSettings('fields');
	await page.getByText('Companies', { exact: true }).click();
	for (const name of ['Nomor PO', 'Sumber dana']) {
		await page.getByRole('button', { name: 'New field' }).click();
		await page.getByRole('dialog').getByLabel('Name', { exact: true }).fill(name);
		if (name === 'Sumber dana') {
			await page.getByRole('dialog').getByLabel('Kind').selectOption('choice');
			await page.getByRole('button', { name: 'Add the field' }).click();
			await page.getByText('Give at least one choice.').waitFor();
			await page.getByRole('dialog').getByLabel('Choices').fill('APBN\nSwasta\nSwasta\n');
		}
		await page.getByRole('button', { name: 'Add the field' }).click();
		await rowNamed(name).waitFor();
	}
	const { items } = await api(page, 'GET', '/custom_fields?sort=position');
	assert.deepEqual(items.map((one) => [one.key, one.options]), [['nomor_po', null], ['sumber_dana', ['APBN', 'Swasta']]]);
	await rowNamed('Sumber dana').locator('.summary').focus();
	await page.keyboard.press('Alt+ArrowUp');
	await toast(page).getByText('Order changed').waitFor();
	assert.deepEqual((await api(page, 'GET', '/custom_fields?sort=position')).items.map((one) => one.key), ['sumber_dana', 'nomor_po']);
	const company = await api(page, 'POST', '/companies', { name: 'PT Satu', custom: { sumber_dana: 'Swasta' } });
	await page.goto(`${alur.url}/companies/${company.id}`);
	await field('custom.sumber_dana').getByText('Swasta').waitFor();
	await openSettings('fields');
	await page.getByText('Companies', { exact: true }).click();
	await rowNamed('Nomor PO').locator('.summary').click();
	await rowNamed('Nomor PO').getByRole('button', { name: 'Archive' }).click();
	await rowNamed('Nomor PO').waitFor({ state: 'detached' });
});

test('a token is shown once, works, and stops when it is revoked', async () => {
	await openSettings('tokens');
	await page.getByLabel('What is it for?').fill('Formulir situs');
	await page.getByRole('button', { name: 'Make the token' }).click();
	const secret = await page.getByRole('textbox', { name: 'Access tokens' }).inputValue();
	const ask = async () => (await fetch(`${alur.url}/api/v1/session`, { headers: { Authorization: `Bearer ${secret}` } })).status;
	assert.equal(await ask(), 200);
	await page.getByRole('button', { name: 'Revoke: Formulir situs' }).click();
	await page.getByRole('dialog').getByRole('button', { name: 'Revoke', exact: true }).click();
	await page.locator('li[data-row]', { hasText: 'Formulir situs' }).waitFor({ state: 'detached' });
	assert.equal(await ask(), 401);
});

test('a source is added, renamed, leads to its deals, and is archived and brought back', async () => {
	await openSettings('sources');
	await page.getByRole('textbox', { name: /Where leads come from/ }).fill('Fair');
	await page.keyboard.press('Enter');
	await toast(page).getByText('Source “Fair” added').waitFor();
	await page.keyboard.type('Fair');
	await page.keyboard.press('Enter');
	await page.getByRole('alert').getByText(/already/).waitFor();
	await rowNamed('Fair').locator('.summary').click();
	await write('name', 'Trade fair');
	await rowNamed('Trade fair').waitFor();
	const { items } = await api(page, 'GET', '/sources?name=Trade%20fair');
	await addDeal(page, pipeline, { title: 'Met at the fair', source_id: items[0].id });
	await page.getByRole('link', { name: 'Its deals' }).click();
	await page.getByText('Met at the fair').first().waitFor();
	await page.goBack();
	await rowNamed('Trade fair').locator('.summary').click();
	await rowNamed('Trade fair').getByRole('button', { name: 'Archive' }).click();
	await rowNamed('Trade fair').waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await rowNamed('Trade fair').locator('.summary').click();
	await rowNamed('Trade fair').getByRole('button', { name: 'Archive' }).click();
	await rowNamed('Trade fair').waitFor({ state: 'detached' });
	await page.getByLabel('Show archived').check();
	await rowNamed('Trade fair').locator('.summary').click();
	await rowNamed('Trade fair').getByRole('button', { name: 'Restore' }).click();
	await rowNamed('Trade fair').getByText('archived').waitFor({ state: 'detached' });
});

test('an exchange rate is added, corrected and archived, and it is told which holds today', async () => {
	await openSettings('rates');
	await page.getByText('There are no rates yet').waitFor();
	const add = async (currency, worth, from) => {
		await page.getByRole('button', { name: 'New rate' }).click();
		const dialog = page.getByRole('dialog', { name: 'New rate' });
		await dialog.getByLabel('Currency').fill(currency);
		await dialog.getByLabel('Worth of one unit').fill(worth);
		if (from) await dialog.getByLabel('From', { exact: false }).fill(from);
		await dialog.getByRole('button', { name: 'Create' }).click();
		return dialog;
	};
	await add('usd', '16,250.5', '01/02/2026');
	await rowNamed('1 USD = Rp 16,250.50').getByText('holds today').waitFor();
	await add('USD', '15,900', '01/02/2024');
	await rowNamed('1 USD = Rp 15,900').getByText('replaced').waitFor();
	await add('USD', '17,000', '01/02/2040');
	await rowNamed('1 USD = Rp 17,000').getByText('to come').waitFor();
	const refused = await add('XQX', '3');
	await refused.locator('[aria-invalid=true]').waitFor();
	assert.equal(await refused.locator('[aria-invalid=true]').count(), 1);
	await page.keyboard.press('Escape');
	await rowNamed('1 USD = Rp 17,000').locator('.summary').click();
	await rowNamed('1 USD = Rp 16,250.50').locator('.summary').click();
	await write('rate_micro', '0.000061');
	await rowNamed('1 USD = Rp 0.000061').getByText('holds today').waitFor();
	assert.equal((await api(page, 'GET', '/currency_rates?sort=-valid_from')).items.map((one) => one.rate_micro).join(), '17000000000,61,15900000000');
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await rowNamed('1 USD = Rp 16,250.50').waitFor();
	await rowNamed('1 USD = Rp 16,250.50').getByRole('button', { name: 'Archive' }).click();
	await rowNamed('1 USD = Rp 15,900').getByText('holds today').waitFor();
	await page.keyboard.press('Control+z');
	await rowNamed('1 USD = Rp 16,250.50').getByText('holds today').waitFor();
});

test('the palette finds the pages of the settings', async () => {
	await openSettings('profile');
	await page.keyboard.press('Control+k');
	await page.keyboard.type('settings: us');
	await page.getByRole('option', { name: /Settings: Users/ }).waitFor();
	await page.keyboard.press('Enter');
	await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
});

test('a seller reads who may do what, and finds nothing to press that would be refused', async () => {
	const seller = await alur.signedIn('sari@example.com');
	await seller.goto(`${alur.url}/settings/rights`);
	await seller.getByText('Import files and change many rows at once.').waitFor();
	assert.equal(await seller.getByRole('row', { name: /Import files/ }).getByRole('img', { name: 'yes' }).count(), 2);
	for (const path of ['organisation', 'users', 'teams', `pipelines/${pipeline.id}`, 'pipelines', 'fields']) {
		await seller.goto(`${alur.url}/settings/${path}`);
		await seller.getByText('Only administrators change this.').waitFor();
		assert.equal(await seller.getByRole('button', { name: /New |Archive|Retire|Edit |Add/ }).count(), 0, path);
	}
	await seller.goto(`${alur.url}/settings/users`);
	await seller.locator('li[data-row]', { hasText: 'Ani Wijaya' }).getByRole('button').first().click();
	assert.equal(await seller.getByRole('button', { name: /Archive|link|Edit / }).count(), 0);
	await close(seller);
});

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };
for (const colorScheme of ['light', 'dark'])
	for (const [device, options] of Object.entries({ desktop: {}, phone }))
		test(`axe finds nothing serious in the settings, and nothing is cut off: ${device}, ${colorScheme}`, async () => {
			const one = await alur.signedIn('admin@example.com', { ...options, colorScheme });
			for (const path of ['', '/profile', '/tokens', '/organisation', '/users', '/teams', '/rights', '/pipelines', `/pipelines/${pipeline.id}`, '/fields', '/forms', '/sources', '/rates']) {
				await one.goto(`${alur.url}/settings${path}`);
				await one.locator('h1').first().waitFor();
				await one.waitForTimeout(150);
				const summary = one.locator('.summary').first();
				if (await summary.count()) await summary.click();
				assert.deepEqual(await seriousFaults(one), [], path);
				assert.ok((await one.evaluate(() => document.documentElement.scrollWidth)) <= (options.viewport?.width ?? 1440), path);
			}
			await close(one);
		});

test('on a phone the settings are a list first, and the bar has five places', async () => {
	const one = await alur.signedIn('admin@example.com', phone);
	await one.goto(`${alur.url}/settings`);
	await one.getByRole('link', { name: 'Pengguna' }).tap();
	await one.getByRole('heading', { name: 'Pengguna', level: 1 }).waitFor();
	await one.getByRole('link', { name: 'Semua pengaturan' }).tap();
	await one.getByRole('link', { name: 'Profil' }).waitFor();
	assert.equal(await one.locator('nav.places .place:visible').count(), 5);
	await one.locator('nav.places').getByRole('button', { name: 'Lainnya' }).tap();
	await one.getByRole('menuitem', { name: 'Pelanggan' }).waitFor();
	await close(one);
	await close(page);
});
