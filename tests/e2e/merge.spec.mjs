// Merging: rows side by side, a value for each field from any of them or of one's own, what moves over,
// and one undo that takes all of it back.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, becomes, close, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';

let page, pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'general-b2b', 'General');
	},
});

const field = (name) => page.locator(`fieldset[data-field="${name}"]`);
const side = (name, which) => field(name).getByRole('radio').nth(which === 'left' ? 0 : which === 'right' ? 1 : 2);
const get = (plural, row) => api(page, 'GET', `/${plural}/${row.id}`);

async function openMerge(plural, a, b) {
	await page.goto(`${alur.url}/merge/${plural}?ids=${a.id},${b.id}`);
	await page.getByRole('button', { name: 'Merge', exact: true }).waitFor();
}

async function companies() {
	const a = await api(page, 'POST', '/companies', { name: 'PT Sinar Jaya', city: 'Bandung', phone: '+62221234567', industry: 'Retail' });
	const b = await api(page, 'POST', '/companies', { name: 'Sinar Jaya', city: 'Medan', email: 'halo@sinar.id', industry: 'Retail' });
	return [a, b];
}

test('a company’s page shows the like ones, and the comparison is one click away', async () => {
	const [a, b] = await companies();
	await page.goto(`${alur.url}/companies/${a.id}`);
	const like = page.getByRole('region', { name: 'May be the same' });
	await like.getByText('same name').first().waitFor();
	await like.getByRole('link', { name: `Compare with “${b.name}” and merge` }).first().click();
	await page.getByRole('heading', { name: 'Merge two companies' }).waitFor();
	assert.ok(await side('city', 'left').isChecked());
	assert.ok(await side('email', 'right').isChecked(), 'what only the other one has is taken');
	assert.equal(await field('industry').count(), 0, 'what is equal is not asked');
});

test('values are taken from the left, the right and one’s own, deals and contacts move, and undo brings both back', async () => {
	const [a, b] = await companies();
	const deal = await addDeal(page, pipeline, { title: 'Rak gudang', company_id: b.id });
	const contact = await api(page, 'POST', '/contacts', { name: 'Rini', company_id: b.id });
	await openMerge('companies', a, b);
	await page.getByText('1 deals').waitFor();
	await page.getByText('1 contacts').waitFor();
	await side('city', 'right').check();
	await side('name', 'own').check();
	await field('name').getByRole('textbox').fill('PT Sinar Jaya Abadi');
	await side('email', 'left').check();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.getByRole('heading', { name: 'PT Sinar Jaya Abadi' }).waitFor();
	const row = await get('companies', a);
	assert.deepEqual([row.name, row.city, row.phone, row.email], ['PT Sinar Jaya Abadi', 'Medan', '+62221234567', null]);
	assert.equal((await get('companies', b)).merged_into_id, a.id);
	assert.deepEqual([(await get('deals', deal)).company_id, (await get('contacts', contact)).company_id], [a.id, a.id]);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await page.getByRole('heading', { name: 'PT Sinar Jaya', exact: true }).waitFor();
	assert.equal((await get('companies', b)).archived_at, null);
	assert.equal((await get('deals', deal)).company_id, b.id);
});

test('a bad value is refused at its field, and nothing is merged', async () => {
	const [a, b] = [await api(page, 'POST', '/contacts', { name: 'Tono', email: 'tono@example.com' }), await api(page, 'POST', '/contacts', { name: 'Tono W.', email: 'tw@example.com' })];
	await openMerge('contacts', a, b);
	await side('email', 'own').check();
	await field('email').getByRole('textbox').fill('not an address');
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await field('email').getByRole('alert').waitFor();
	assert.equal((await get('contacts', b)).archived_at, null);
	await side('email', 'right').check();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.waitForURL(new RegExp(`/contacts/${a.id}$`));
	assert.equal((await get('contacts', a)).email, 'tw@example.com');
});

test('swapped, the other one stays; by the keyboard alone', async () => {
	const [a, b] = [await api(page, 'POST', '/leads', { name: 'Wahyu', job_title: 'Buyer' }), await api(page, 'POST', '/leads', { name: 'Wahyu H.', job_title: 'Head' })];
	await openMerge('leads', a, b);
	await page.getByRole('button', { name: 'Let this one stay: Wahyu H.' }).focus();
	await page.keyboard.press('Enter');
	await side('job_title', 'right').focus();
	await page.keyboard.press('ArrowLeft');
	await becomes(true, () => side('job_title', 'left').isChecked());
	await page.getByRole('button', { name: 'Merge', exact: true }).focus();
	await page.keyboard.press('Enter');
	await page.waitForURL(new RegExp(`/leads/${b.id}$`));
	const row = await get('leads', b);
	assert.deepEqual([row.name, row.job_title], ['Wahyu H.', 'Buyer']);
	assert.equal((await get('leads', a)).merged_into_id, b.id);
});

test('a converted lead is the one that stays', async () => {
	const [a, b] = [await api(page, 'POST', '/leads', { name: 'Yuni' }), await api(page, 'POST', '/leads', { name: 'Yuni K.' })];
	await api(page, 'POST', `/leads/${b.id}/convert`, { create_deal: false });
	await openMerge('leads', a, b);
	await page.locator(`[data-row="${b.id}"].stays`).waitFor();
});

test('several chosen rows of a list are merged from there, one or six are not', async () => {
	const names = ['ZZ Satu', 'ZZ Dua', 'ZZ Tiga', 'ZZ Empat', 'ZZ Lima', 'ZZ Enam'];
	for (const name of names) await api(page, 'POST', '/contacts', { name });
	await page.goto(`${alur.url}/contacts?q=ZZ&sort=name`);
	const box = (name) => page.locator('[role=row]', { has: page.getByRole('link', { name, exact: true }) }).getByRole('checkbox');
	const merge = page.getByRole('button', { name: 'Merge', exact: true });
	await box('ZZ Satu').check();
	assert.equal(await merge.count(), 0);
	await box('ZZ Dua').check();
	await merge.waitFor();
	for (const name of names.slice(2)) await box(name).check();
	await merge.waitFor({ state: 'detached' });
	for (const name of names.slice(3)) await box(name).uncheck();
	await merge.click();
	await page.getByRole('heading', { name: 'Merge 3 contacts' }).waitFor();
});

test('of three rows one stays with values of all, what belongs to the others moves, and one undo brings all back', async () => {
	const [a, b] = await companies();
	const c = await api(page, 'POST', '/companies', { name: 'Sinar Jaya Tbk', city: 'Solo', phone: '+62271111222', address: 'Jl. Slamet Riyadi 1', industry: 'Retail' });
	const deals = await Promise.all([b, c].map((company) => addDeal(page, pipeline, { title: 'Rak', company_id: company.id })));
	await page.goto(`${alur.url}/merge/companies?ids=${a.id},${b.id},${c.id}`);
	await page.getByText('2 deals').waitFor();
	await page.getByRole('button', { name: 'Let this one stay: Sinar Jaya Tbk' }).click();
	await page.getByText('1 deals').waitFor();
	assert.ok(await side('email', 'right').isChecked(), 'what only another one has is taken');
	await field('city').getByRole('radio', { name: 'Medan' }).check();
	await field('phone').getByRole('radio', { name: '+62221234567' }).check();
	await page.getByRole('button', { name: 'Merge', exact: true }).click();
	await page.getByRole('heading', { name: 'Sinar Jaya Tbk' }).waitFor();
	const row = await get('companies', c);
	assert.deepEqual([row.city, row.phone, row.email, row.address], ['Medan', '+62221234567', 'halo@sinar.id', 'Jl. Slamet Riyadi 1']);
	for (const gone of [a, b]) assert.equal((await get('companies', gone)).merged_into_id, c.id);
	for (const deal of deals) assert.equal((await get('deals', deal)).company_id, c.id);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await page.getByText('Solo').first().waitFor();
	for (const back of [a, b]) assert.equal((await get('companies', back)).archived_at, null);
	assert.equal((await get('deals', deals[0])).company_id, b.id);
});

test('an address that names no two rows says what to do', async () => {
	await page.goto(`${alur.url}/merge/companies?ids=7`);
	await page.getByText('To merge, choose two rows of the same list, or up to 5.').waitFor();
	await page.goto(`${alur.url}/merge/companies?ids=999998,999999`);
	await page.getByText('One of them is archived or not yours to see.').waitFor();
});

for (const [device, options] of Object.entries({ desktop: {}, phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true } }))
	for (const colorScheme of ['light', 'dark'])
		test(`axe finds nothing serious on the page of a merge: ${device}, ${colorScheme}`, async () => {
			const [a, b] = await companies();
			const other = await alur.signedIn('admin@example.com', { ...options, colorScheme });
			const more = await Promise.all(['Sinar', 'Sinar Djaja', 'CV Sinar Jaya'].map((name) => api(page, 'POST', '/companies', { name, city: 'Jakarta' })));
			for (const ids of [[a, b], [a, b, ...more]].map((rows) => rows.map((row) => row.id))) {
				await other.goto(`${alur.url}/merge/companies?ids=${ids.join(',')}`);
				await other.locator('fieldset[data-field=name] .own input').check();
				assert.ok((await other.evaluate(() => document.documentElement.scrollWidth)) <= other.viewportSize().width);
				assert.deepEqual(await seriousFaults(other), []);
			}
			await close(other);
		});

test('the window had no errors', () => close(page));
