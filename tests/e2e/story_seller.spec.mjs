// A seller's morning from signing in to the last note, told once and played by mouse, by touch in Indonesian and
// by keyboard alone; then what is kept is compared with what was done. At the end two people at one board.
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { Keyboard, Mouse, takeByFinger, Touch } from './hands.mjs';
import { card, cardIn, close, column, drag, toast, useAlur } from './support.mjs';
import { wordsOf } from './words.mjs';

let pipeline, stages, reasons;
const alur = useAlur({ prepare: makePipeline, chromiumFlags: ['--enable-touch-drag-drop'] });
const ask = (...request) => alur.ask(...request);
const folder = await mkdtemp(join(tmpdir(), 'alur-story-'));
after(() => rm(folder, { recursive: true, force: true }));

const desk = { width: 1440, height: 900 };
const phone = { width: 360, height: 740 };
const ways = [
	{ name: 'Budi', how: 'in English at 1440 px by mouse', language: 'en', Hand: Mouse, window: { viewport: desk } },
	{ name: 'Wati', how: 'in Indonesian at 360 px by touch', language: 'id', Hand: Touch, window: { viewport: phone, hasTouch: true, isMobile: true, locale: 'id-ID' } },
	{ name: 'Eka', how: 'in English at 1440 px by keyboard alone', language: 'en', Hand: Keyboard, window: { viewport: desk } },
];

/** Days of the organisation, which lives in Jakarta; the end of one is 16:59 of the world's clock. */
const day = (days) => new Date(Date.now() + days * 86_400_000 + 7 * 3_600_000).toISOString().slice(0, 10);
const lateOn = (days) => `${day(days)}T16:59:00Z`;

/** The pipeline of all: its first stage asks for two things before a deal may leave it, the others for nothing. */
async function makePipeline(alur) {
	pipeline = await alur.ask('POST', '/pipelines/from-template', { template: 'general-b2b', language: 'en', name: 'Sales' });
	stages = (await alur.ask('GET', `/stages?pipeline_id=${pipeline.id}&sort=position`)).items;
	reasons = (await alur.ask('GET', `/lost_reasons?pipeline_id=${pipeline.id}`)).items;
	const asks = [{ kind: 'field', field: 'expected_close', text: 'The day is known' }, { kind: 'checklist', key: 'budget', text: 'The budget is approved' }];
	for (const stage of stages.filter((one) => one.kind === 'open')) await alur.ask('PATCH', `/stages/${stage.id}`, { exit_criteria: stage === stages[0] ? asks : [] });
}

/** A team of one with the work of a morning: a call that is overdue, one for today, a deal without a next step,
 *  a lead that has just come. */
async function prepare({ name }) {
	const email = `${name.toLowerCase()}@example.com`;
	const team = await ask('POST', '/teams', { name: `Team ${name}`, shares_deals: true });
	const seller = await ask('POST', '/users', { email, name, role: 'seller', team_id: team.id });
	await alur.setPassword(email, password(name));
	const owned = { owner_id: seller.id };
	const company = await ask('POST', '/companies', { name: `PT Kursi ${name}`, ...owned });
	const deal = (title, stage, amount) => ask('POST', '/deals', { title, pipeline_id: pipeline.id, stage_id: stage.id, amount, ...owned });
	const [chairs, desks, lamps] = [await deal('Forty chairs', stages[1], '90000000.00'), await deal('Sixty desks', stages[1], '20000000.00'), await deal('Ten lamps', stages[0], '1000000.00')];
	const call = (subject, deal, due_at) => ask('POST', '/activities', { kind: 'call', subject, deal_id: deal.id, due_at, ...owned });
	const [overdue, due] = [await call('Ask for the order', chairs, lateOn(-2)), await call('Talk about the price', desks, lateOn(0))];
	const lead = await ask('POST', '/leads', { name: `Sari ${name}`, phone: numberOf(name, 1), ...owned });
	return { seller, email, company, chairs, desks, lamps, overdue, due, lead };
}

const password = (name) => `kopi tubruk untuk ${name}`;
/** Everybody's customers have numbers of their own. */
const numberOf = (name, n) => `+62 81${name.length} 5550 ${name.charCodeAt(0)}0${n}`;

for (const way of ways)
	test(`a seller’s morning ${way.how}`, async () => {
		const story = { ...way, ...(await prepare(way)), t: await wordsOf(way.language), began: new Date().toISOString(), file: join(folder, `Offer ${way.name}.txt`) };
		story.page = await alur.open(way.window);
		story.hand = new way.Hand(story.page);
		for (const chapter of [signIn, today, leads, board, closing, contactByPhone, dealPage]) await chapter(story);
		await close(story.page);
		await isAsTold(story);
	});

async function signIn({ page, hand, t, email, name }) {
	await page.goto(alur.url);
	await hand.write(page.getByLabel(t.signIn.email), email);
	await hand.write(page.getByLabel(t.signIn.password), password(name));
	await hand.press(page.getByRole('button', { name: t.signIn.submit }), 'Enter');
	await page.getByRole('heading', { level: 1, name: t.places.today }).waitFor();
}

async function today({ page, hand, t, overdue, due, lamps, lead }) {
	const line = (one) => page.locator('[data-item]', { hasText: one.subject ?? one.title ?? one.name });
	const deed = (one, what) => line(one).getByRole('button', { name: new RegExp(`^${what}: `) });
	const dialog = page.getByRole('dialog');
	for (const kind of ['overdue', 'due', 'no_next_step', 'new_lead']) await page.getByRole('heading', { level: 2, name: t.today.kinds[kind] }).waitFor();
	await line(lead).waitFor();

	await hand.turnTo(line(overdue));
	await hand.press(deed(overdue, t.today.done), 'd');
	await hand.write(dialog.getByLabel(t.today.note), 'They want red ones');
	await hand.write(dialog.getByLabel(t.fields.subject), 'Send the red samples');
	await hand.press(dialog.getByRole('button', { name: t.records.inDays(3) }));
	await hand.press(dialog.getByRole('button', { name: t.actions.save }), 'Control+Enter');
	await toast(page).getByText(t.today.finished(overdue.subject)).waitFor();
	await line(overdue).waitFor({ state: 'detached' });
	await hand.isBack();

	await hand.turnTo(line(due));
	await hand.press(deed(due, t.today.snooze), 's');
	await hand.press(dialog.getByRole('button', { name: t.today.tomorrow }));
	await line(due).waitFor({ state: 'detached' });
	await hand.isBack();

	await hand.turnTo(line(lamps));
	await hand.press(deed(lamps, t.today.plan), 'd');
	await hand.write(dialog.getByLabel(t.fields.subject), 'Bring the catalogue');
	await hand.press(dialog.getByRole('button', { name: t.actions.save }), 'Enter');
	await line(lamps).waitFor({ state: 'detached' });
	await hand.isBack();
}

async function leads(story) {
	const { page, hand, t, name, lead } = story;
	const dialog = page.getByRole('dialog');
	await hand.press(page.getByRole('navigation', { name: t.app.places }).getByRole('link', { name: t.places.leads }), 'g l');
	await page.locator(`[data-lead="${lead.id}"]`).waitFor();
	await hand.press(page.getByRole('button', { name: t.list.new }), 'n');
	await hand.write(dialog.getByLabel(t.fields.name, { exact: false }).first(), `Rudi ${name}`);
	await hand.write(dialog.getByLabel(t.fields.company_name), `CV Meja ${name}`);
	// A number that somebody else has: who it is shows while it is being written, and goes with the mistake.
	await hand.write(dialog.getByLabel(t.fields.phone), numberOf(name, 1).replaceAll(' ', '').replace('+62', '0'));
	const alike = page.getByTestId('draft-duplicates');
	await alike.getByText(lead.name).waitFor();
	await alike.getByText(t.duplicates.reasons.phone).waitFor();
	await hand.write(dialog.getByLabel(t.fields.phone), numberOf(name, 2));
	await alike.getByText(lead.name).waitFor({ state: 'detached' });
	await hand.press(dialog.getByRole('button', { name: t.list.create }), 'Enter');
	await page.getByRole('heading', { name: `Rudi ${name}` }).waitFor();
	await hand.isBack();

	const deeds = page.getByRole('toolbar', { name: t.inbox.deeds });
	await hand.press(deeds.getByRole('button', { name: t.inbox.qualify, exact: true }), 'q');
	await toast(page).getByText(t.inbox.qualified(`Rudi ${name}`)).waitFor();
	await page.getByRole('heading', { name: lead.name }).waitFor();
	await hand.back(page.getByRole('button', { name: t.actions.close }).first());
	await hand.press(page.getByRole('navigation', { name: t.inbox.boxes }).getByRole('link', { name: t.inbox.ofBox.qualified }));
	await hand.open(page.locator('[data-lead]', { hasText: `Rudi ${name}` }));
	await page.getByRole('heading', { name: `Rudi ${name}` }).waitFor();
	await hand.press(deeds.getByRole('button', { name: t.inbox.convert, exact: false }), 'c');
	await hand.write(dialog.getByLabel(t.fields.title), 'Twenty tables');
	await hand.write(dialog.getByLabel(t.fields.amount), '12500000');
	await hand.press(dialog.getByRole('button', { name: t.inbox.convert }), 'Enter');
	await toast(page).getByText(t.inbox.converted(`Rudi ${name}`)).waitFor();
	const [rudi] = (await ask('GET', `/leads?q=${encodeURIComponent(`Rudi ${name}`)}`)).items;
	story.rudi = rudi;
	story.tables = await ask('GET', `/deals/${rudi.deal_id}`);
}

async function board(story) {
	const { page, hand, t, company, lamps, tables } = story;
	const [first, second] = stages;
	await hand.press(page.getByRole('navigation', { name: t.app.places }).getByRole('link', { name: t.places.pipeline }), 'g p');
	await page.waitForURL(/\/pipelines\/\d+/);
	assert.equal(page.url().split('?')[0], `${alur.url}/pipelines/${pipeline.id}`);
	await cardIn(page, first, tables).waitFor();
	// Somebody who knows the way puts the first steps away, and has the room for cards.
	await hand.press(page.getByRole('button', { name: t.firstHour.putAway }));
	await page.getByRole('region', { name: t.firstHour.title }).waitFor({ state: 'detached' });

	const form = page.getByRole('form', { name: t.board.addTo(first.name) });
	await hand.press(column(page, first).getByRole('button', { name: t.board.addTo(first.name) }), 'n');
	await hand.write(form.getByLabel(t.quickAdd.title), 'Five sofas');
	await hand.find(form.getByLabel(t.fields.company_id), company.name.slice(0, 12), page.getByRole('option', { name: company.name, exact: true }));
	await hand.write(form.getByLabel(t.quickAdd.amount), '7500000');
	await hand.press(form.getByRole('button', { name: t.quickAdd.add }), 'Enter');
	await toast(page).getByText(t.quickAdd.added('Five sofas', first.name)).waitFor();
	await hand.end(column(page, first).getByRole('button', { name: t.board.addTo(first.name) }));
	await form.waitFor({ state: 'detached' });
	await hand.isBack();

	await hand.editOnCard({ card: card(page, lamps), value: card(page, lamps).locator('[data-edit=amount]'), key: 'e' });
	const sheet = page.locator('.popover');
	await hand.write(sheet.getByRole('textbox'), '2500000');
	await hand.press(sheet.getByRole('button', { name: t.actions.save }), 'Enter');
	await sheet.waitFor({ state: 'detached' });
	await toast(page).getByText(t.list.saved(t.fields.amount, lamps.title)).waitFor();
	await hand.isBack();

	await hand.moveCard({ card: card(page, lamps), menu: t.card.actions(lamps.title), item: second.name, to: column(page, second), key: ']' });
	const question = page.getByRole('dialog', { name: t.moves.criteriaTitle(second.name) });
	await hand.write(question.getByLabel(t.fields.expected_close), day(20));
	await hand.tick(question.getByLabel('The budget is approved'));
	await hand.press(question.getByRole('button', { name: t.moves.saveAndMove }));
	await question.waitFor({ state: 'detached' });
	await toast(page).getByText(t.moves.moved(lamps.title, second.name)).waitFor();
	await cardIn(page, second, lamps).waitFor();
	await hand.isBack();
}

async function closing({ page, hand, t, chairs, desks }) {
	const [second, won, lost] = [stages[1], ...['won', 'lost'].map((kind) => stages.find((one) => one.kind === kind))];
	const stands = cardIn(page, second, chairs);
	const move = (deal, to) => hand.moveCard({ card: card(page, deal), menu: t.card.actions(deal.title), item: to.name, to: column(page, to) });
	const isWon = page.getByRole('dialog', { name: t.moves.winTitle(chairs.title) });
	for (const round of ['first', 'again']) {
		await hand.lookAt(column(page, second), t.board.stages);
		await move(chairs, won);
		await hand.write(isWon.getByLabel(t.moves.finalAmount), '95000000');
		await hand.write(isWon.getByLabel(t.moves.closedOn), day(-1));
		await hand.press(isWon.getByRole('button', { name: t.moves.winConfirm }), 'Enter');
		await isWon.waitFor({ state: 'detached' });
		await toast(page).getByText(t.moves.moved(chairs.title, won.name)).waitFor();
		await stands.waitFor({ state: 'detached' });
		if (round === 'again') break;
		await hand.press(toast(page).getByRole('button', { name: t.undo.action }), 'Control+z');
		await toast(page).getByText(t.undo.done).waitFor();
		await hand.lookAt(column(page, second), t.board.stages);
		await stands.waitFor();
	}
	await hand.lookAt(column(page, second), t.board.stages);
	await hand.isBack();
	await move(desks, lost);
	const isLost = page.getByRole('dialog', { name: t.moves.loseTitle(desks.title) });
	await hand.tick(isLost.getByLabel(reasons[1].name, { exact: true }));
	await hand.press(isLost.getByRole('button', { name: t.moves.loseConfirm }), 'Enter');
	await isLost.waitFor({ state: 'detached' });
	await toast(page).getByText(t.moves.moved(desks.title, lost.name)).waitFor();
	await hand.isBack();
}

async function contactByPhone({ page, hand, t, name }) {
	await hand.press(page.getByRole('navigation', { name: t.app.places }).getByRole('button', { name: t.places.search }), 'Control+k');
	const search = page.getByRole('dialog', { name: t.search.title });
	const part = numberOf(name, 2).replaceAll(' ', '').slice(5);
	await hand.find(search.getByRole('combobox'), part, page.getByRole('option', { name: new RegExp(`Rudi ${name}.*${t.search.kinds.contact}`) }));
	await page.waitForURL(/\/contacts\/\d+/);
	await page.getByRole('heading', { level: 1, name: `Rudi ${name}` }).waitFor();
	await hand.press(page.getByRole('region', { name: t.records.related.deal }).getByRole('link', { name: 'Twenty tables' }));
	await page.getByRole('heading', { level: 1, name: 'Twenty tables' }).waitFor();
}

async function dealPage({ page, hand, t, file }) {
	const timeline = page.getByRole('region', { name: t.deal.history });
	await hand.press(timeline.getByRole('button', { name: t.choices.activity_kind.note }), 'a n');
	await hand.write(timeline.getByLabel(t.records.noteSubject), 'Decides on Friday');
	await hand.write(timeline.getByRole('textbox', { name: t.fieldsOf.activity.note }), 'The brother of the owner pays.');
	await hand.press(timeline.getByRole('button', { name: t.records.log, exact: true }), 'Control+Enter');
	await timeline.getByRole('listitem').getByText('Decides on Friday').waitFor();
	await hand.isBack();
	await writeFile(file, 'Twenty tables at 625,000 each.');
	await hand.attach(page.getByRole('button', { name: t.files.add }), [file]);
	await page.getByRole('region', { name: t.files.title }).getByRole('link', { name: /Offer .*\.txt/ }).waitFor();
	await timeline.getByRole('listitem').getByText(/Offer .*\.txt/).waitFor();
}

/** What is kept, asked by an administrator, and that the seller is named for each of it. */
async function isAsTold({ began, seller, company, chairs, desks, lamps, overdue, due, rudi, tables, name }) {
	const row = (path) => ask('GET', path);
	const steps = async (deal) => (await row(`/activities?deal_id=${deal.id}&sort=id`)).items;
	const kind = (wanted) => stages.find((one) => one.kind === wanted).id;
	const [called, put] = [await row(`/activities/${overdue.id}`), await row(`/activities/${due.id}`)];
	assert.ok(called.done_at);
	assert.equal(called.note, 'They want red ones');
	assert.ok(put.due_at > `${day(0)}T17:00:00Z` && !put.done_at, 'tomorrow');
	const next = (await steps(chairs)).find((one) => one.subject === 'Send the red samples');
	assert.ok(next.due_at > lateOn(1), 'in three days');
	const catalogue = (await steps(lamps)).find((one) => one.subject === 'Bring the catalogue');
	assert.ok(catalogue.due_at);

	assert.deepEqual([rudi.lifecycle, rudi.name, rudi.owner_id], ['converted', `Rudi ${name}`, seller.id]);
	const [contact, made] = [await row(`/contacts/${rudi.contact_id}`), await row(`/companies/${rudi.company_id}`)];
	assert.deepEqual([contact.name, contact.phone.replace(/\D/g, ''), made.name], [`Rudi ${name}`, numberOf(name, 2).replace(/\D/g, ''), `CV Meja ${name}`]);
	assert.deepEqual([tables.title, tables.amount, tables.company_id, tables.owner_id], ['Twenty tables', '12500000.00', made.id, seller.id]);
	const sofas = (await row(`/deals?owner_id=${seller.id}&q=sofas`)).items[0];
	assert.deepEqual([sofas.title, sofas.amount, sofas.company_id, sofas.stage_id, sofas.owner_id], ['Five sofas', '7500000.00', company.id, stages[0].id, seller.id]);
	const [lit, gained, gone] = await Promise.all([lamps, chairs, desks].map((deal) => row(`/deals/${deal.id}`)));
	assert.deepEqual([lit.amount, lit.expected_close, lit.checklist, lit.stage_id], ['2500000.00', day(20), { budget: true }, stages[1].id]);
	assert.deepEqual([gained.stage_id, gained.amount, gained.closed_on], [kind('won'), '95000000.00', day(-1)]);
	assert.deepEqual([gone.stage_id, gone.lost_reason_id, gone.closed_on], [kind('lost'), reasons[1].id, day(0)]);
	const note = (await steps(tables)).find((one) => one.kind === 'note');
	assert.deepEqual([note.subject, note.note], ['Decides on Friday', 'The brother of the owner pays.']);
	const [file] = (await row(`/attachments?deal_id=${tables.id}`)).items;
	assert.deepEqual([file.name, file.added_by_id], [`Offer ${name}.txt`, seller.id]);

	const deeds = { deals: [tables, sofas, lit, gained, gone], leads: [rudi], contacts: [contact], companies: [made], activities: [called, put, next, catalogue, note] };
	for (const [plural, rows] of Object.entries(deeds))
		for (const one of rows) {
			const { items } = await row(`/${plural}/${one.id}/history?limit=200`);
			const done = items.filter(({ at }) => at >= began);
			assert.ok(done.length > 0);
			assert.deepEqual(done.filter(({ actor_id }) => actor_id !== seller.id), [], `${plural}/${one.id} was changed by the seller`);
		}
}

test('two people at one board: a move is seen at once, and of two who write into one field the second chooses', async () => {
	const [boss, seller] = [await ask('POST', '/users', { email: 'hadi@example.com', name: 'Hadi', role: 'manager' }), await ask('POST', '/users', { email: 'rini@example.com', name: 'Rini', role: 'seller' })];
	const team = await ask('POST', '/teams', { name: 'Team of two', shares_deals: true, manager_id: boss.id });
	await ask('PATCH', `/users/${seller.id}`, { team_id: team.id });
	const [, second, third] = stages;
	const deal = await ask('POST', '/deals', { title: 'Hundred shelves', pipeline_id: pipeline.id, stage_id: second.id, amount: '1000000.00', owner_id: seller.id });
	const [theirs, mine] = [await alur.signedIn('rini@example.com'), await alur.signedIn('hadi@example.com')];
	const saved = async () => (await ask('GET', `/deals/${deal.id}`)).amount;
	for (const page of [theirs, mine]) {
		await page.goto(`${alur.url}/pipelines/${pipeline.id}`);
		await cardIn(page, second, deal).waitFor();
	}
	await drag(theirs, card(theirs, deal), column(theirs, third));
	await cardIn(mine, third, deal).waitFor();

	const change = async (page, amount) => {
		await card(page, deal).locator('[data-edit=amount]').click();
		await page.locator('.popover').getByRole('textbox').fill(amount);
	};
	await change(mine, '3000000');
	await change(theirs, '2000000');
	await theirs.keyboard.press('Enter');
	await toast(theirs).getByText('Amount of “Hundred shelves” changed').waitFor();
	await mine.getByText(/Rini has changed this from Rp\s1,000,000 to Rp\s2,000,000\./).waitFor();
	await mine.keyboard.press('Enter');
	await mine.getByText(/You wrote Rp\s3,000,000\./).waitFor();
	assert.equal(await saved(), '2000000.00');
	await mine.locator('.theirs').getByRole('button', { name: 'Keep theirs' }).click();
	await mine.locator('.popover').waitFor({ state: 'detached' });
	assert.equal(await saved(), '2000000.00');

	// Beside the board the same, and there the second goes on with what was written.
	await card(mine, deal).locator('h3 a').click();
	const panel = mine.getByRole('complementary', { name: 'Deal' });
	await panel.locator('[data-field=amount]').getByRole('button').click();
	await panel.locator('[data-field=amount]').getByRole('textbox').fill('5000000');
	await change(theirs, '4000000');
	await theirs.keyboard.press('Enter');
	await panel.getByText(/Rini has changed this from Rp\s2,000,000 to Rp\s4,000,000\./).waitFor();
	await panel.locator('[data-field=amount]').getByRole('button', { name: 'Save' }).click();
	await card(theirs, deal).getByText('Rp 5M').waitFor();
	assert.equal(await saved(), '5000000.00');
	const { items } = await ask('GET', `/deals/${deal.id}/history`);
	assert.deepEqual(items.filter((one) => 'amount' in one.changes).map((one) => one.actor.name), ['Hadi', 'Rini', 'Rini', 'Ani Wijaya']);
	for (const page of [theirs, mine]) await close(page);
});

for (const width of [768, 360])
	test(`a card that is pressed long at ${width} px goes with the finger to the next stage`, async () => {
		const [, second, third] = stages;
		const deal = await ask('POST', '/deals', { title: `Carried at ${width}`, pipeline_id: pipeline.id, stage_id: second.id });
		const page = await alur.signedIn('admin@example.com', { viewport: { width, height: 800 }, hasTouch: true, isMobile: true });
		await page.goto(`${alur.url}/pipelines/${pipeline.id}?q=Carried`);
		await cardIn(page, second, deal).waitFor();
		await column(page, second).evaluate((element) => element.scrollIntoView({ inline: 'start' }));
		const leftOf = async (stage) => (await column(page, stage).boundingBox()).x;
		const finger = await takeByFinger(page, card(page, deal));
		// On a phone one stage fills the page: held at the edge, the card turns stage by stage, and can be stopped at any.
		const isAhead = async () => Math.sign(Math.round(await leftOf(third)));
		for (let tries = 0; width === 360 && tries < 10; tries++) {
			await finger.holdAt({ x: 180, y: 400 }, async () => true);
			const ahead = await isAhead();
			if (ahead === 0) break;
			await finger.holdAt({ x: ahead > 0 ? 350 : 10, y: 400 }, async () => (await isAhead()) !== ahead);
		}
		// A board that is wider than the page goes on under the finger for a moment.
		let over;
		const overThird = async () => (over = { x: (await leftOf(third)) + 100, y: 400 });
		await finger.holdAt(overThird, () => column(page, third).evaluate((element) => element.classList.contains('over')));
		await finger.letGo(over);
		await cardIn(page, third, deal).waitFor();
		await toast(page).getByText(`“${deal.title}” moved to ${third.name}`).waitFor();
		assert.equal((await ask('GET', `/deals/${deal.id}`)).stage_id, third.id);
		await close(page);
	});
