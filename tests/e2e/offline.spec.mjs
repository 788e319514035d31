// Work without a network: the app opens on what was seen last, changes wait in the outbox, and when the
// program is back nothing is lost, nothing is done twice, and nobody's value is overwritten unseen.
import assert from 'node:assert/strict';
import { after, beforeEach, test } from 'node:test';
import { addDeal, api, card, cardIn, column, pipelineFrom, seriousFaults, toast, useAlur } from './support.mjs';
import { Wire, signInOver } from './wire.mjs';

let page, wire, pipeline, first, offer;
const alur = useAlur({
	prepare: async (alur) => {
		wire = new Wire(alur.port);
		await wire.open();
		page = await signedIn('admin@example.com');
		pipeline = await pipelineFrom(page, 'start-empty', 'Morning');
		[first] = pipeline.open;
		offer = await api(page, 'POST', '/stages', { pipeline_id: pipeline.id, name: 'Offer', position: 1, probability: 0.5 });
	},
});
after(() => wire.close());
beforeEach(async () => {
	wire.mend();
	await page.context().setOffline(false);
});

/** A window whose requests go over the wire, with the service worker at work. */
async function signedIn(email, context) {
	const page = context ? await context.newPage() : await alur.open({ serviceWorkers: 'allow' });
	page.setDefaultTimeout(10_000);
	return signInOver(wire, alur, page, email);
}

const field = (page, name) => page.locator(`[data-field="${name}"]`);
const note = (page) => page.getByTestId('offline');
const dialog = (page) => page.getByRole('dialog', { name: 'Waiting changes' });
const dealsOf = async (title) => (await alur.ask('GET', `/deals?q=${encodeURIComponent(title)}&archived=true`)).items.filter((one) => one.title === title);

/** The board, with the files and answers that an opening without a network needs on the disk. */
async function openBoard(page, query = '') {
	await page.goto(`${wire.url}/pipelines/${pipeline.id}${query}`);
	await page.locator('main[aria-busy=false]').waitFor();
	await page.evaluate(() => navigator.serviceWorker.ready);
	await page.waitForTimeout(1300);
}

async function allSent(page) {
	await note(page).waitFor({ state: 'detached', timeout: 30_000 });
}

/** What a person does on the board, by hand. */
async function moveTo(page, deal, stage) {
	await card(page, deal).hover();
	await card(page, deal).getByRole('button', { name: /^Actions for/ }).click();
	await page.getByRole('menuitem', { name: stage.name }).click();
	await cardIn(page, stage, deal).waitFor();
}

async function setAmount(page, text) {
	await field(page, 'amount').getByRole('button').click();
	await page.keyboard.type(text);
	await page.keyboard.press('Enter');
	await field(page, 'amount').getByRole('textbox').waitFor({ state: 'detached' });
}

async function quickAdd(page, stage, title) {
	await column(page, stage).getByRole('button', { name: /New deal in/ }).click();
	await page.getByLabel('What is being sold?').fill(title);
	await page.keyboard.press('Enter');
	await column(page, stage).locator('[data-card]', { hasText: title }).waitFor();
	await page.keyboard.press('Escape');
}

async function writeNote(page, text) {
	const history = page.getByRole('region', { name: 'History' });
	await history.getByRole('button', { name: 'Note', exact: true }).click();
	await page.getByLabel('In short').fill(text);
	await page.keyboard.press('Enter');
	await history.locator('li', { hasText: text }).first().waitFor();
}

test('it can be installed: a manifest with its icons, and a service worker that is asked for anew each time', async () => {
	const manifest = await fetch(alur.url + '/manifest.webmanifest');
	assert.match(manifest.headers.get('content-type'), /application\/manifest\+json/);
	const { icons, start_url, shortcuts } = await manifest.json();
	for (const { src, type } of icons) assert.equal((await fetch(alur.url + src)).headers.get('content-type').split(';')[0], type);
	assert.ok(icons.some(({ purpose }) => purpose === 'maskable') && start_url === '/' && shortcuts.length > 0);
	const worker = await fetch(alur.url + '/sw.js');
	assert.deepEqual([worker.headers.get('cache-control'), worker.headers.get('content-type').split(';')[0]], ['no-cache', 'text/javascript']);
	const session = await page.context().newCDPSession(page);
	await openBoard(page);
	assert.equal((await page.goto(wire.url + '/f/no-such-form')).status(), 404, 'pages of the program itself are not the app');
	await openBoard(page);
	const { installabilityErrors } = await session.send('Page.getInstallabilityErrors');
	assert.deepEqual(installabilityErrors.filter(({ errorId }) => errorId !== 'in-incognito'), []);
});

test('a morning without a network: moves, edits, notes and a new deal, a reload in between, and all of it arrives once', async () => {
	const [moved, edited] = [await addDeal(page, pipeline, { title: 'Moved in a tunnel' }), await addDeal(page, pipeline, { title: 'Edited in a tunnel', amount: '100.00' })];
	await openBoard(page, `?deal=${edited.id}`);
	await field(page, 'amount').waitFor();
	await page.waitForTimeout(1300);
	wire.cut();
	await page.context().setOffline(true);

	await moveTo(page, moved, offer);
	await setAmount(page, '3.5m');
	await writeNote(page, 'They want it in blue');
	await page.keyboard.press('Escape');
	await quickAdd(page, first, 'Born in a tunnel');
	await note(page).getByText('No connection').waitFor();

	await page.reload();
	await page.locator('main[aria-busy=false]').waitFor();
	await cardIn(page, offer, moved).waitFor();
	await card(page, edited).getByText('Rp 3.5M').waitFor();
	await note(page).getByText(/No connection · as of \d\d[:.]\d\d · 4 changes waiting/).waitFor();

	// The deal that the program does not know yet is worked on like any other.
	const born = column(page, first).locator('[data-card]', { hasText: 'Born in a tunnel' });
	await born.locator('a').click();
	await setAmount(page, '12m');
	await writeNote(page, 'Met them on the train');
	await page.getByRole('button', { name: 'Move to Offer' }).first().click();
	await column(page, offer).locator('[data-card]', { hasText: 'Born in a tunnel' }).waitFor();
	await page.reload();
	await column(page, offer).locator('[data-card]', { hasText: 'Born in a tunnel' }).getByText('Rp 12M').waitFor();

	wire.mend();
	await page.context().setOffline(false);
	await allSent(page);
	const [now, changed, [made, ...doubles]] = [await alur.ask('GET', `/deals/${moved.id}`), await alur.ask('GET', `/deals/${edited.id}`), await dealsOf('Born in a tunnel')];
	assert.deepEqual([now.stage_id, changed.amount, made.stage_id, made.amount, doubles.length], [offer.id, '3500000.00', offer.id, '12000000.00', 0]);
	const notes = async (deal) => (await alur.ask('GET', `/activities?deal_id=${deal.id}`)).items.map(({ subject }) => subject);
	assert.deepEqual([await notes(edited), await notes(made)], [['They want it in blue'], ['Met them on the train']]);
	await card(page, made).waitFor();
	await field(page, 'amount').getByText('Rp 12,000,000').waitFor();
});

test('the server is stopped and started again: what was done meanwhile is there', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Through a power cut' });
	await openBoard(page, `?deal=${deal.id}`);
	await alur.kill();
	await setAmount(page, '42000');
	await quickAdd(page, first, 'In the dark');
	await note(page).getByText('2 changes waiting').waitFor();
	await alur.serve();
	await allSent(page);
	assert.equal((await alur.ask('GET', `/deals/${deal.id}`)).amount, '42000.00');
	assert.equal((await dealsOf('In the dark')).length, 1);
});

test('an answer that is lost after the program has done the deed does not double it', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Half heard' });
	await openBoard(page, `?deal=${deal.id}`);
	await field(page, 'amount').waitFor();
	wire.loseAnswers();
	await quickAdd(page, first, 'Answer lost');
	assert.ok(wire.lost > 0 && (await dealsOf('Answer lost')).length === 1, 'the program has it, and nobody knows');
	await setAmount(page, '5000');
	await writeNote(page, 'Said twice, heard once');
	await page.reload();
	await column(page, first).locator('[data-card]', { hasText: 'Answer lost' }).waitFor();
	wire.mend();
	await allSent(page);
	assert.equal((await dealsOf('Answer lost')).length, 1);
	assert.equal((await alur.ask('GET', `/activities?deal_id=${deal.id}`)).items.length, 1);
	const { items } = await alur.ask('GET', `/deals/${deal.id}/history`);
	assert.equal(items.filter(({ changes }) => 'amount' in changes && changes.amount[1] === '5000.00').length, 1);
});

test('two windows: what both did arrives in order and once, and both show it', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Between two windows' });
	await openBoard(page);
	const other = await page.context().newPage();
	other.setDefaultTimeout(10_000);
	await openBoard(other, `?deal=${deal.id}`);
	await field(other, 'amount').waitFor();
	wire.cut();
	await moveTo(page, deal, offer);
	await setAmount(other, '700');
	await quickAdd(page, first, 'From the first window');
	await quickAdd(other, first, 'From the second window');
	await setAmount(other, '800');
	await note(page).getByText('5 changes waiting').waitFor();
	wire.mend();
	await Promise.all([allSent(page), allSent(other)]);
	const now = await alur.ask('GET', `/deals/${deal.id}`);
	assert.deepEqual([now.stage_id, now.amount], [offer.id, '800.00']);
	for (const title of ['From the first window', 'From the second window']) {
		const [made, ...doubles] = await dealsOf(title);
		assert.equal(doubles.length, 0, title);
		await card(page, made).waitFor();
		await card(other, made).waitFor();
	}
	await other.close();
});

test('fields that others left alone are merged, and where both wrote their user chooses', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Contested', amount: '100.00' });
	await openBoard(page, `?deal=${deal.id}`);
	await field(page, 'amount').waitFor();
	wire.cut();
	await setAmount(page, '2000');
	await field(page, 'expected_close').getByRole('button').click();
	await page.keyboard.type('31/12/2030');
	await page.keyboard.press('Enter');
	await note(page).getByText('2 changes waiting').waitFor();
	await alur.addUser('citra@example.com', 'Citra Lestari', 'admin');
	const token = await alur.command('token', 'create', '--user', 'citra@example.com');
	const answer = await fetch(`${alur.url}/api/v1/deals/${deal.id}`, {
		method: 'PATCH',
		headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
		body: JSON.stringify({ amount: '5000.00', title: 'Contested by two' }),
	});
	assert.equal(answer.status, 200);
	wire.mend();
	await note(page).getByText('1 change needs a decision').waitFor();
	await note(page).click();
	const question = dialog(page).getByRole('group', { name: 'Amount' });
	await question.getByText('Rp 5,000').waitFor();
	await question.getByText(/^Citra Lestari, /).waitFor();
	assert.ok(await dialog(page).getByRole('button', { name: 'Use these values' }).isDisabled());
	assert.deepEqual(await seriousFaults(page, { within: '.dialog' }), []);
	await question.getByText('Rp 2,000').click();
	await dialog(page).getByRole('button', { name: 'Use these values' }).click();
	await dialog(page).getByText('Everything is saved.').waitFor();
	await page.keyboard.press('Escape');
	await allSent(page);
	// The day was written after the amount and waited for it: nobody else had touched it.
	const now = await alur.ask('GET', `/deals/${deal.id}`);
	assert.deepEqual([now.amount, now.expected_close, now.title], ['2000.00', '2030-12-31', 'Contested by two']);
});

test('what is refused stays with its reason, to be changed or discarded', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Refused later' });
	await openBoard(page, `?deal=${deal.id}`);
	await field(page, 'amount').waitFor();
	wire.cut();
	await setAmount(page, '999999999999999999');
	await writeNote(page, 'This one is fine');
	wire.mend();
	await note(page).getByText('1 change needs a decision').waitFor();
	await note(page).click();
	const item = dialog(page).getByRole('article', { name: /Refused later/ });
	await item.getByText(/^Refused · Changed/).waitFor();
	await item.locator('[data-field=amount]').getByRole('button').click();
	await page.keyboard.type('1000');
	await page.keyboard.press('Enter');
	await dialog(page).getByText('Everything is saved.').waitFor();
	await page.keyboard.press('Escape');
	assert.equal((await alur.ask('GET', `/deals/${deal.id}`)).amount, '1000.00');
	assert.equal((await alur.ask('GET', `/activities?deal_id=${deal.id}`)).items.length, 1);
});

test('a change that nobody has heard of is undone here', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Changed my mind' });
	await openBoard(page);
	wire.cut();
	await page.context().setOffline(true);
	await moveTo(page, deal, offer);
	await toast(page).getByRole('button', { name: 'Undo' }).click();
	await cardIn(page, first, deal).waitFor();
	await page.context().setOffline(false);
	wire.mend();
	await allSent(page);
	const { items } = await alur.ask('GET', `/deals/${deal.id}/history`);
	assert.equal(items.length, 1);
});

test('a new version is offered, and comes when it is wanted', async () => {
	await openBoard(page);
	wire.version = 'another version';
	await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
	await toast(page).getByText('There is a new version of Alur.').waitFor();
	const loaded = page.waitForEvent('load');
	await toast(page).getByRole('button', { name: 'Reload' }).click();
	await loaded;
	await page.locator('main[aria-busy=false]').waitFor();
	await page.waitForFunction(async () => !(await navigator.serviceWorker.getRegistration()).waiting, undefined, { timeout: 90_000 });
});

test('signing out asks about what was not sent, and leaves nothing on the device', async () => {
	const deal = await addDeal(page, pipeline, { title: 'Never sent' });
	await openBoard(page, `?deal=${deal.id}`);
	await field(page, 'amount').waitFor();
	wire.cut();
	await setAmount(page, '999999999999999999');
	wire.mend();
	await note(page).getByText('1 change needs a decision').waitFor();
	await page.getByRole('button', { name: 'Account' }).click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	const warning = page.getByRole('dialog', { name: 'Sign out?' });
	await warning.getByText('1 change has not been sent yet.').waitFor();
	await warning.getByRole('button', { name: 'Discard and sign out' }).click();
	await page.waitForURL(/sign-in/);
	const left = await page.evaluate(
		() =>
			new Promise((done) => {
				const asked = indexedDB.open('alur');
				asked.onsuccess = () => {
					const read = asked.result.transaction(['answers', 'outbox']);
					const counts = ['answers', 'outbox'].map((name) => read.objectStore(name).count());
					read.oncomplete = () => done(counts.map(({ result }) => result));
				};
			}),
	);
	assert.deepEqual(left, [0, 0]);
	wire.cut();
	await page.reload();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	wire.mend();
	assert.deepEqual(page.faults.filter((fault) => !/net::ERR|Failed to load resource/.test(fault)), []);
});
