// The pages of records: one line of time with activities and changes, the next step, related rows.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { addDeal, api, close, pipelineFrom, toast, useAlur } from './support.mjs';

let page;
let pipeline;
const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'general-b2b', 'General');
	},
});

const timeline = () => page.getByRole('region', { name: 'History' });
const item = (subject) => timeline().locator('li', { hasText: subject });

async function openLead(lead) {
	await page.goto(`${alur.url}/leads/${lead.id}`);
	await timeline().waitFor();
}

const newLead = (name, rest = {}) => api(page, 'POST', '/leads', { name, ...rest });
const activitiesOf = async (lead) => (await api(page, 'GET', `/activities?lead_id=${lead.id}`)).items;

test('a call is logged by two keys and its subject, and the next step is asked for', async () => {
	const lead = await newLead('Budi Santoso');
	await openLead(lead);
	await page.getByText('No next step is planned.').waitFor();
	await page.keyboard.press('a');
	await page.keyboard.press('c');
	await page.getByLabel('What was it about?').fill('Talked about the price');
	await page.keyboard.press('Enter');
	await toast(page).getByText('“Talked about the price” logged').waitFor();
	await page.getByText('What is the next step?').waitFor();
	await page.getByLabel('What was it about?').fill('Send the offer');
	await page.getByRole('button', { name: 'Next Monday' }).click();
	await page.getByRole('button', { name: 'Plan', exact: true }).click();
	await page.getByText('Next steps').waitFor();
	await page.getByText('What is the next step?').waitFor({ state: 'detached' });
	const [plan, call] = (await activitiesOf(lead)).toSorted((a, b) => b.id - a.id);
	assert.ok(call.done_at && call.kind === 'call');
	assert.ok(!plan.done_at && plan.due_at > new Date().toISOString());
});

test('without a subject nothing is logged, and the field says so', async () => {
	const lead = await newLead('Without a subject');
	await openLead(lead);
	await timeline().getByRole('button', { name: 'Meeting' }).click();
	await page.keyboard.press('Enter');
	await timeline().getByText('Fill this in.').waitFor();
	await page.keyboard.press('Escape');
	await page.getByLabel('What was it about?').waitFor({ state: 'detached' });
	assert.equal((await activitiesOf(lead)).length, 0);
});

test('a planned activity is planned anew, done, edited and archived in its place', async () => {
	const lead = await newLead('Siti Aminah');
	await api(page, 'POST', '/activities', { kind: 'task', subject: 'Prepare the offer', lead_id: lead.id, due_at: '2020-01-01T02:00:00Z' });
	await openLead(lead);
	await item('Prepare the offer').getByText('overdue').waitFor();
	await page.getByRole('button', { name: 'Actions for “Prepare the offer”' }).click();
	await page.getByRole('menuitem', { name: 'Tomorrow' }).click();
	await item('Prepare the offer').getByText('overdue').waitFor({ state: 'detached' });
	await page.getByRole('button', { name: '“Prepare the offer” is done' }).click();
	await toast(page).getByText('“Prepare the offer” done').waitFor();
	await page.getByText('What is the next step?').waitFor();
	await page.getByRole('button', { name: 'No next step' }).click();
	await page.getByRole('button', { name: 'Actions for “Prepare the offer”' }).click();
	await page.getByRole('menuitem', { name: 'Edit' }).click();
	await page.getByLabel('What was it about?').fill('Prepare a better offer');
	await page.getByRole('button', { name: 'Save' }).click();
	await page.getByRole('button', { name: 'Actions for “Prepare a better offer”' }).click();
	await page.getByRole('menuitem', { name: 'Archive' }).click();
	await item('Prepare a better offer').waitFor({ state: 'detached' });
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await item('Prepare a better offer').waitFor();
});

test('the line of time shows one kind of entry at a time', async () => {
	const lead = await newLead('Filtered');
	await api(page, 'POST', '/activities', { kind: 'call', subject: 'A call', lead_id: lead.id, done_at: new Date().toISOString() });
	await api(page, 'POST', '/activities', { kind: 'note', subject: 'A note', lead_id: lead.id });
	await openLead(lead);
	await item('A call').waitFor();
	await item('created this').waitFor();
	await timeline().getByText('Notes', { exact: true }).first().click();
	await item('A note').waitFor();
	assert.equal(await timeline().locator('li').count(), 1);
	await timeline().getByText('Changes', { exact: true }).click();
	await item('created this').waitFor();
	assert.equal(await item('A call').count(), 0);
});

test('one change of the history is taken back, and later ones stay', async () => {
	const lead = await newLead('History', { company_name: 'PT Lama' });
	await api(page, 'PATCH', `/leads/${lead.id}`, { company_name: 'PT Baru' });
	await api(page, 'PATCH', `/leads/${lead.id}`, { job_title: 'Buyer' });
	await openLead(lead);
	await item('PT Lama → PT Baru').getByRole('button', { name: /^Undo/ }).click();
	await item('undid a change').waitFor();
	const now = await api(page, 'GET', `/leads/${lead.id}`);
	assert.deepEqual([now.company_name, now.job_title], ['PT Lama', 'Buyer']);
});

test('a company shows its deals and contacts, and a new contact is made in its place', async () => {
	const company = await api(page, 'POST', '/companies', { name: 'PT Sumber Makmur' });
	await addDeal(page, pipeline, { title: 'Forklifts', company_id: company.id });
	await page.goto(`${alur.url}/companies/${company.id}`);
	await page.getByRole('region', { name: 'Deals' }).getByRole('link', { name: 'Forklifts' }).waitFor();
	await page.getByRole('button', { name: 'New contact' }).click();
	await page.getByRole('dialog').getByLabel('Name').fill('Dewi Lestari');
	await page.getByRole('button', { name: 'Create' }).click();
	await page.getByRole('region', { name: 'Contacts' }).getByRole('link', { name: 'Dewi Lestari' }).click();
	await page.waitForURL(/\/contacts\/\d+$/);
	await page.getByRole('heading', { name: 'Dewi Lestari' }).waitFor();
});

test('a phone number is a way to call and to chat', async () => {
	const lead = await newLead('Reachable', { phone: '0812-3456-7890', email: 'budi@example.com' });
	await openLead(lead);
	const hrefs = await page.getByRole('navigation', { name: 'Get in touch' }).getByRole('link').evaluateAll((links) => links.map((one) => one.getAttribute('href')));
	assert.deepEqual(hrefs, ['tel:+6281234567890', 'https://wa.me/6281234567890', 'mailto:budi@example.com']);
});

test('a row is archived on its page, shown as such, and restored', async () => {
	const lead = await newLead('Put away');
	await openLead(lead);
	await page.getByRole('button', { name: 'Archive', exact: true }).click();
	await page.getByRole('button', { name: 'Restore' }).click();
	await toast(page).getByText('“Put away” restored').waitFor();
	await page.getByRole('button', { name: 'Archive', exact: true }).waitFor();
	assert.equal((await api(page, 'GET', `/leads/${lead.id}`)).archived_at, null);
});

test('of two who write into one field of a lead the second sees who wrote what, and chooses; other fields are in nobody’s way', async () => {
	const lead = await newLead('Contested', { company_name: 'PT Lama' });
	const saved = async () => (await api(page, 'GET', `/leads/${lead.id}`)).company_name;
	const field = page.locator('[data-field=company_name]');
	// The others' changes arrive between reading and saving: live updates do not come here.
	await page.route('**/api/v1/events', (route) => route.abort());
	await openLead(lead);
	await field.getByRole('button').click();
	await page.keyboard.type('PT Baru');
	await api(page, 'PATCH', `/leads/${lead.id}`, { job_title: 'Buyer' });
	await page.keyboard.press('Enter');
	await field.getByText('PT Baru').waitFor();
	assert.equal(await saved(), 'PT Baru');
	await field.getByRole('button').click();
	await page.keyboard.type('PT Kita');
	await api(page, 'PATCH', `/leads/${lead.id}`, { company_name: 'PT Mereka' });
	await page.keyboard.press('Enter');
	const told = page.getByRole('alert').filter({ hasText: 'Ani Wijaya has changed this from PT Baru to PT Mereka.' });
	await told.getByText('You wrote PT Kita.').waitFor();
	assert.equal(await saved(), 'PT Mereka');
	await told.getByRole('button', { name: 'Save mine: PT Kita' }).click();
	await told.waitFor({ state: 'detached' });
	await field.getByText('PT Kita').waitFor();
	assert.equal(await saved(), 'PT Kita');
	await page.unroute('**/api/v1/events');
	page.faults = page.faults.filter((fault) => !fault.includes('ERR_FAILED'));
});

test('the pages had no errors', async () => close(page));
