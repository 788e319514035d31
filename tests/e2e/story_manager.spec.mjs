// A manager's review with two sellers, told from opening the page to undoing the last decision, and played twice:
// in English on a desk, by keys wherever there is one, and in Indonesian on a phone, by touch.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Keyboard, Touch } from './hands.mjs';
import { speaksOnly } from './speaks.mjs';
import { api, card, cardIn, close, toast, useAlur } from './support.mjs';
import { wordsOf } from './words.mjs';

const million = 1_000_000;
const zone = 'Asia/Jakarta';
const day = (days) => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(Date.now() + days * 86_400_000);

/** The past of the team, in days from today and millions; `since`: what sellers have changed in these weeks. */
const past = {
	'Atap gudang': { owner: 'budi', created: -40, amount: 100, closes: 0, since: [{ amount: '150000000.00' }] },
	'Pompa air': { owner: 'dewi', created: -35, amount: 80, closes: 0, since: [{ amount: '60000000.00' }] },
	'Kursi kantor': { owner: 'budi', created: -30, amount: 70, closes: 0, since: [10, 60, 120].map((days) => ({ expected_close: day(days) })) },
	'Meja rapat': { owner: 'budi', created: -38, amount: 30, closes: -3, stage: 1 },
	'Lampu jalan': { owner: 'dewi', created: -10, amount: 40, closes: 0 },
	'Rak besi': { owner: 'budi', created: -28, amount: 90, closes: -5, end: 'lost', closed: -5 },
	'Mesin potong': { owner: 'dewi', created: -33, amount: 120, closes: -4, end: 'won', closed: -4 },
	'Truk derek': { owner: 'eka', created: -30, amount: 500, closes: 0 },
};

/** Between the day three weeks ago and today, of deals that close at any time; in millions. */
const waterfall = { opening: 490, created: 40, pulled_in: 0, grown: 50, shrunk: 20, pushed: 0, lost: 90, won: 120, closing: 350 };

async function prepare(alur, language) {
	const org = (await alur.ask('GET', '/session')).organisation;
	await alur.ask('PATCH', `/organisations/${org.id}`, { time_zone: zone });
	const [west, east] = [await alur.ask('POST', '/teams', { name: 'Barat' }), await alur.ask('POST', '/teams', { name: 'Timur' })];
	const person = (name, role, team) => alur.ask('POST', '/users', { email: `${name}@example.com`, name: people[name], role, team_id: team.id });
	const people = { citra: 'Citra Lestari', budi: 'Budi Santoso', dewi: 'Dewi Anggraini', eka: 'Eka Putra' };
	const citra = await person('citra', 'manager', west);
	alur.people = { citra, budi: await person('budi', 'seller', west), dewi: await person('dewi', 'seller', west), eka: await person('eka', 'seller', east) };
	await alur.ask('PATCH', `/teams/${west.id}`, { manager_id: citra.id });
	alur.pipeline = await alur.ask('POST', '/pipelines/from-template', { template: 'general-b2b', language, name: 'Utama' });
	alur.stages = (await alur.ask('GET', `/stages?pipeline_id=${alur.pipeline.id}&sort=position&limit=200`)).items;
	await importPast(alur);
	for (const [title, { since = [] }] of Object.entries(past)) for (const change of since) await alur.ask('PATCH', `/deals/${alur.deals[title].id}`, change);
}

async function importPast(alur) {
	const stage = (kind) => alur.stages.find((one) => one.kind === kind).name;
	const [reason] = (await alur.ask('GET', `/lost_reasons?pipeline_id=${alur.pipeline.id}`)).items;
	const lines = Object.entries(past).map(([title, one]) =>
		[title, 'Utama', one.end ? stage(one.end) : alur.stages[one.stage ?? 0].name, one.amount * million, 'IDR', `${one.owner}@example.com`, day(one.created), day(one.closes), one.end ? day(one.closed) : '', one.end === 'lost' ? reason.name : '', title].join(','),
	);
	const header = 'title,pipeline,stage,amount,currency,owner,created_on,expected_close,closed_on,lost_reason,external_id';
	assert.equal((await alur.import('deals', [header, ...lines])).created, lines.length);
	alur.deals = Object.fromEntries((await alur.ask('GET', '/deals?limit=200')).items.map((deal) => [deal.title, deal]));
}

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };

tell({ name: 'a desk, in English, by keys', language: 'en', Hand: Keyboard, window: {} });
tell({ name: 'a phone, in Indonesian, by touch', language: 'id', Hand: Touch, window: phone });

function tell({ name, language, Hand, window }) {
	const alur = useAlur({ prepare: (alur) => prepare(alur, language) });
	const step = (sentence, run) => test(`${name}: ${sentence}`, run);
	const byKeys = Hand === Keyboard;
	let page, hand, t;

	const main = (on = page) => on.locator('main[aria-busy=false]');
	const talk = (title) => page.locator(`[data-talk="${alur.deals[title].id}"]`);
	const row = (part) => page.locator(`tr[data-part=${part}]`);
	const panel = () => page.locator('.panel');
	const dialog = () => page.getByRole('dialog');
	const deal = (title) => alur.ask('GET', `/deals/${alur.deals[title].id}`);
	const button = (label, within = page) => within.getByRole('button', { name: label });

	/** To a place of the app: by its key, or on a phone by the bar. */
	async function goTo(keys, label) {
		await page.getByRole('navigation', { name: t.app.places }).waitFor();
		if (byKeys) for (const key of keys) await page.keyboard.press(key);
		else {
			const bar = page.getByRole('navigation', { name: t.app.places });
			const inBar = bar.getByRole('link', { name: label, exact: true });
			if (await inBar.isVisible()) await hand.press(inBar);
			else {
				await hand.press(bar.getByRole('button', { name: t.places.more }));
				await hand.press(page.getByRole('menuitem', { name: label, exact: true }));
			}
		}
		await main().waitFor();
	}

	/** What is shown is in the window's width and in its language. */
	async function looksRight() {
		await speaksOnly(page, language, [t.language.en, t.language.id]);
		assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= page.viewportSize().width, 'wider than the window');
	}

	step('the review opens', async () => {
		t = await wordsOf(language);
		page = await alur.signedIn('citra@example.com', window);
		hand = new Hand(page);
		await goTo('gr', t.places.review);
		await page.getByRole('heading', { name: t.review.title, level: 1 }).waitFor();
		await row('closing').waitFor();
		await looksRight();
	});

	step('two days are set, and the waterfall between them adds up', async () => {
		for (const [label, days] of [[t.review.from, -21], [t.review.to, 0]]) await setDay(page.getByLabel(label), day(days));
		await page.waitForURL((url) => url.searchParams.get('from') === day(-21));
		await row('closing').waitFor();
		await page.waitForFunction(() => document.querySelector('tr[data-part=created] td:last-child')?.textContent.includes('40'));
		const amounts = Object.fromEntries(await Promise.all(Object.keys(waterfall).map(async (part) => [part, await amountOf(part)])));
		assert.equal(amounts.opening + amounts.created + amounts.pulled_in + amounts.grown - amounts.shrunk - amounts.pushed - amounts.lost - amounts.won, amounts.closing);
		assert.deepEqual(amounts, waterfall);
		await hand.press(button(t.review.parts.grown, row('grown')));
		await page.locator('section', { has: page.locator('#part-deals') }).getByRole('link', { name: 'Atap gudang' }).waitFor();
		await looksRight();
	});

	/** In millions, from the whole amount that the row tells. */
	async function amountOf(part) {
		const whole = await row(part).locator('td').last().getAttribute('title');
		return Number(whole.replace(/\D/g, '')) / million;
	}

	/** Typed as people type it, or picked from the calendar. */
	async function setDay(field, iso) {
		const [year, month, date] = iso.split('-').map(Number);
		if (byKeys) {
			await hand.write(field, `${date}/${month}/${year}`);
			return page.keyboard.press('Tab');
		}
		await hand.press(field.locator('xpath=..').getByRole('button', { name: t.date.choose }));
		const cell = page.locator(`.calendar-day[data-value="${iso}"]:not([data-outside-month])`);
		await page.locator('.calendar-grid').waitFor();
		for (let months = 0; months < 3 && !(await cell.count()); months++) await hand.press(button(iso < day(0) ? t.date.previous : t.date.next));
		await hand.press(cell);
	}

	step('it is of the team, of one seller, or of all', async () => {
		const whose = page.getByLabel(t.board.whose);
		for (const [label, titles] of [['Barat', 5], ['Dewi Anggraini', 2], [t.board.all, 5]]) {
			await choose(whose, label);
			await page.waitForFunction((count) => document.querySelectorAll('[data-talk]').length === count, titles);
		}
		assert.equal(await page.getByText('Truk derek').count(), 0);
		if (byKeys) await page.keyboard.press('Escape');
	});

	step('the deals come worst first, and each is decided on by one key', async () => {
		await page.getByTestId('progress').getByText(t.review.progress('0', '5')).waitFor();
		const { items } = await api(page, 'GET', `/pipelines/${alur.pipeline.id}/review`);
		const ours = items.map((one) => one.deal.title);
		assert.deepEqual(await page.locator('[data-talk] .name').allTextContents(), ours);
		for (const [index, title] of ours.entries()) {
			await page.locator(`[data-talk="${alur.deals[title].id}"][data-current]`).waitFor();
			await decide(title);
			await talk(title).waitFor({ state: 'detached' });
			await page.getByTestId('progress').getByText(t.review.progress(String(index + 1), '5')).waitFor();
			await hand.isBack();
		}
		await page.getByText(t.review.allDone).waitFor();
		await looksRight();
	});

	/** What is decided on each: the choice, its key, what the form takes, and what the deal says afterwards. */
	const decisions = {
		'Atap gudang': { choice: 'keep', key: 'y', note: 'Anggaran disetujui Senin' },
		'Pompa air': { choice: 'next_step', key: 'n', fill: () => hand.write(dialog().getByLabel(t.fields.subject), 'Kirim penawaran') },
		'Kursi kantor': { choice: 'lose', key: 'l', fill: chooseReason, then: (now) => assert.equal(now.stage_id, alur.stages.find((one) => one.kind === 'lost').id) },
		'Meja rapat': { choice: 'push', key: 'p', fill: () => setDay(dialog().getByLabel(t.fields.expected_close), day(20)), then: (now) => assert.equal(now.expected_close, day(20)) },
		'Lampu jalan': { choice: 'escalate', key: 'e', note: 'Citra ikut ke dinas' },
	};

	async function decide(title) {
		const { choice, key, note, fill, then } = decisions[title];
		if (note) await writeNote(note);
		const label = choice === 'push' ? t.review.newClose : t.choices.decision[choice];
		await hand.press(page.getByRole('group', { name: t.review.decideOn(title) }).getByRole('button', { name: label }), key);
		if (fill) {
			await fill();
			await hand.press(button(t.review.decide, dialog()));
		}
		await toast(page).getByText(`${t.choices.decision[choice]}: ${title}`).waitFor();
		then?.(await deal(title));
	}

	async function writeNote(note) {
		const field = page.getByLabel(t.review.note);
		await hand.press(field, 'm');
		await page.waitForFunction(() => document.activeElement?.id === 'review-note');
		await page.keyboard.type(note);
		if (byKeys) await page.keyboard.press('Escape');
	}

	async function chooseReason() {
		const reasons = dialog().getByLabel(t.fields.lost_reason_id);
		if (!byKeys) return reasons.selectOption({ index: 1 });
		await hand.press(reasons);
		await page.keyboard.press('ArrowDown');
	}

	step('later, the record says what was agreed, and leads to the deals', async () => {
		await goTo('gt', t.places.today);
		await goTo('gr', t.places.review);
		const record = page.locator('section', { has: page.getByRole('heading', { name: t.review.past }) });
		await record.getByText(`${t.choices.decision.keep}: Anggaran disetujui Senin`).waitFor();
		for (const [title, { choice }] of Object.entries(decisions)) await record.locator('li', { hasText: title }).getByText(t.choices.decision[choice], { exact: false }).waitFor();
		assert.equal(await record.getByText('Citra Lestari').count(), 5);
		await hand.press(record.getByRole('link', { name: 'Pompa air' }));
		await panel().getByText('Kirim penawaran').first().waitFor();
		await looksRight();
		await leavePanel();
	});

	async function leavePanel() {
		await hand.press(panel().getByRole('button', { name: t.actions.close }).first(), 'Escape');
		await panel().waitFor({ state: 'detached' });
	}

	step('a warning of a deal is repaired by one key, and undone by one', async () => {
		await page.goto(`${alur.url}/pipelines/${alur.pipeline.id}?deal=${alur.deals['Lampu jalan'].id}`);
		const warning = page.locator('[data-warning=no_next_step]');
		await warning.waitFor();
		await looksRight();
		await hand.press(button(t.hygiene.repairs.plan_step, warning), await placeOf(warning));
		await hand.write(dialog().getByLabel(t.fields.subject), 'Survei lokasi');
		await hand.press(button(t.actions.save, dialog()));
		await warning.waitFor({ state: 'detached' });
		const steps = async () => (await alur.ask('GET', `/activities?deal_id=${alur.deals['Lampu jalan'].id}`)).items.map((one) => one.subject);
		assert.deepEqual(await steps(), ['Survei lokasi']);
		await hand.press(toast(page).getByRole('button', { name: t.undo.action }), 'Control+z');
		await warning.waitFor();
		assert.deepEqual(await steps(), []);
		await leavePanel();
	});

	/** The key of a warning is its place among them. */
	async function placeOf(warning) {
		return String(1 + (await warning.evaluate((one) => [...one.parentElement.children].indexOf(one))));
	}

	step('a figure of Insight leads to the rows behind it, and is taken along as a file', async () => {
		await goTo('gi', t.places.insight);
		const reasons = page.locator('[data-figure=reasons]');
		const funnel = page.locator('[data-figure=funnel]');
		await reasons.scrollIntoViewIfNeeded();
		const csv = await saved(button(t.insight.saveCsv(t.insight.reasons.title), reasons));
		assert.equal(csv.split('\r\n').slice(1, -1).reduce((sum, line) => sum + Number(line.split(',')[1]), 0), 2);
		const lost = button(t.insight.lost, funnel.locator('tbody tr').first());
		const number = Number(await lost.textContent());
		await hand.press(lost);
		await dialog().locator('li').nth(number - 1).waitFor();
		await page.keyboard.press('Escape');
		await dialog().waitFor({ state: 'detached' });
		await hand.isBack();
		await looksRight();
		await hand.press(page.locator('.key-figures li', { has: page.getByRole('heading', { name: t.insight.winRate, exact: true }) }).getByRole('link'));
		await page.waitForURL((url) => url.pathname === '/deals');
		for (const title of ['Mesin potong', 'Rak besi', 'Kursi kantor']) await page.getByRole('link', { name: title, exact: true }).waitFor();
		await hand.press(button(t.list.files));
		const rows = await saved(page.getByRole('menuitem', { name: t.list.file.csv }));
		assert.equal(rows.trim().split(/\r?\n/).length, 4);
		await looksRight();
	});

	async function saved(press) {
		const download = page.waitForEvent('download');
		await hand.press(press);
		return readFile(await (await download).path(), 'utf8');
	}

	step('the board is turned to a past day, where nothing can be changed', async () => {
		await page.goto(`${alur.url}/review?from=${day(-21)}&to=${day(0)}`);
		await hand.press(row('opening').getByRole('link'));
		await page.waitForURL((url) => url.searchParams.get('as_of') === day(-22));
		await main().waitFor();
		await page.getByText(t.asOf.banner('').split('.').at(-2).trim(), { exact: false }).waitFor();
		await looksRight();
		const then = card(page, alur.deals['Rak besi']);
		if (byKeys) await walkTo(then);
		else await then.scrollIntoViewIfNeeded();
		for (const label of [t.places.add, t.card.actions('Rak besi')]) assert.equal(await button(label).count(), 0, label);
		if (byKeys) for (const key of ['n', 'm', 'e', 'x', ']', 'c']) await page.keyboard.press(key);
		assert.equal(await page.locator('.quick-add, [role=menu], [role=dialog], [role=toolbar]').count(), 0);
		await hand.press(then.getByRole('link'), 'o');
		await panel().getByRole('heading', { name: 'Rak besi' }).waitFor();
		assert.equal(await page.locator('[data-field] button').count(), 0);
		await leavePanel();
	});

	/** Down the first column, by the key of the board. */
	async function walkTo(target) {
		for (let steps = 0; steps < 12 && !(await target.evaluate((one) => one.contains(document.activeElement))); steps++) {
			await page.keyboard.press('j');
			await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
		}
	}

	step('a quarter is played up to today, which can be changed again', async () => {
		await hand.press(button(t.asOfPlay.play));
		await button(t.asOfPlay.stop).waitFor();
		await page.waitForURL((url) => !url.searchParams.has('as_of'), { timeout: 20_000 });
		await main().waitFor();
		await page.getByTestId('announcer').getByText(t.asOfPlay.stopped('').trim()).waitFor({ state: 'attached' });
		assert.equal(await page.locator('.banner').count(), 0);
	});

	step('what a seller moves is seen without loading the page', async () => {
		const budi = await alur.signedIn('budi@example.com');
		await budi.goto(`${alur.url}/pipelines/${alur.pipeline.id}`);
		await main(budi).waitFor();
		const [first, second] = alur.stages;
		await cardIn(budi, second, alur.deals['Meja rapat']).getByRole('link').focus();
		await budi.keyboard.press('[');
		await cardIn(budi, first, alur.deals['Meja rapat']).waitFor();
		if (byKeys) await cardIn(page, first, alur.deals['Meja rapat']).waitFor();
		else await page.locator(`[data-tab="${second.id}"]`, { hasText: '0' }).waitFor();
		await close(budi);
	});

	step('a seller’s deals are given to another after a look at them, and one undo gives them back', async () => {
		const owners = async () => Promise.all(['Atap gudang', 'Meja rapat'].map(async (title) => (await deal(title)).owner_id));
		const { budi, dewi } = alur.people;
		await page.goto(`${alur.url}/pipelines/${alur.pipeline.id}?owner_id=${budi.id}`);
		await main().waitFor();
		if (byKeys) for (const key of 'vl') await page.keyboard.press(key);
		else await hand.press(page.getByRole('navigation', { name: t.boardTools.layout }).getByRole('link', { name: t.boardTools.layouts.list }));
		await hand.tick(page.getByRole('checkbox', { name: t.list.chooseAll }));
		await hand.press(button(t.list.change));
		await choose(dialog().getByLabel(t.list.whichField), t.fields.owner_id);
		await hand.find(dialog().getByLabel(t.list.newValue), 'Dewi', page.getByRole('option', { name: 'Dewi Anggraini' }));
		const before = await owners();
		const count = await page.locator('[role=row][data-id]').count();
		await dialog().getByText('Budi Santoso → Dewi Anggraini').first().waitFor();
		await looksRight();
		await hand.press(button(t.list.changeAll(String(count), count), dialog()));
		await toast(page).getByText(t.list.changed(String(count), count)).waitFor();
		assert.deepEqual(await owners(), [dewi.id, dewi.id]);
		await hand.press(toast(page).getByRole('button', { name: t.undo.action }), 'Control+z');
		await toast(page).getByText(t.undo.done).waitFor();
		assert.deepEqual(await owners(), before);
	});

	/** The arrows change a list that is closed, as its letters do. */
	async function choose(list, label) {
		if (!byKeys) return list.selectOption({ label });
		await hand.press(list);
		await page.keyboard.press('Home');
		for (let tries = 0; tries < 40 && (await list.locator('option:checked').textContent()) !== label; tries++) await page.keyboard.press('ArrowDown');
		assert.equal(await list.locator('option:checked').textContent(), label);
	}

	test(`${name}: the windows had no errors`, () => close(page));
}
