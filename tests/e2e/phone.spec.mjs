// A phone of 360 × 640 in the hand, in both languages: money that is typed with a phone's keys, notes that hide
// nothing, one sheet to win or lose a deal, a call logged without scrolling, and the board under its head.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Touch } from './hands.mjs';
import { api, becomes, card, cardIn, close, column, pipelineFrom, seriousFaults, toast, until, useAlur } from './support.mjs';
import { wordsOf } from './words.mjs';

const phone = { viewport: { width: 360, height: 640 }, hasTouch: true, isMobile: true };
const hands = {};
let pipeline, won, lost, reasons;

const alur = useAlur({
	prepare: async (alur) => {
		for (const [code, locale] of Object.entries({ id: 'id-ID', en: 'en-GB' })) {
			const page = await alur.signedIn('admin@example.com', { ...phone, locale });
			pipeline ??= await pipelineFrom(page, 'general-b2b', 'Toko');
			hands[code] = { page, hand: new Touch(page), t: await wordsOf(code) };
		}
		[won, lost] = ['won', 'lost'].map((kind) => pipeline.stages.find((one) => one.kind === kind));
		const { page } = hands.en;
		const asks = [{ kind: 'field', field: 'amount', text: 'The amount is known' }, { kind: 'checklist', key: 'budget', text: 'The budget is approved' }];
		for (const stage of pipeline.open) await api(page, 'PATCH', `/stages/${stage.id}`, { exit_criteria: stage === pipeline.open[0] ? asks : [] });
		reasons = (await api(page, 'GET', `/lost_reasons?pipeline_id=${pipeline.id}`)).items;
	},
});

async function openBoard(page, query = '') {
	await page.goto(`${alur.url}/pipelines/${pipeline.id}${query}`);
	await page.locator('main[aria-busy=false]').waitFor();
}

const newDeal = (title, more = {}) => alur.ask('POST', '/deals', { title, pipeline_id: pipeline.id, stage_id: pipeline.open[0].id, ...more });
const boxOf = (locator) => locator.evaluate((element) => {
	const { top, bottom, left, right } = element.getBoundingClientRect();
	return { top, bottom, left, right };
});

async function isInView(locator) {
	await locator.waitFor();
	const { top, bottom, left, right } = await boxOf(locator);
	assert.ok(top >= 0 && bottom <= phone.viewport.height && left >= 0 && right <= phone.viewport.width, `${left},${top} to ${right},${bottom}`);
}

/** What can be pressed and yet lies under the note. */
async function underNote(page) {
	await toast(page).waitFor();
	return page.evaluate(() => {
		const note = document.querySelector('[data-testid=toast]').getBoundingClientRect();
		const covers = ({ top, bottom, height }) => height > 0 && top < note.bottom - 1 && bottom > note.top + 1;
		const shown = (element) => element.checkVisibility() && !element.closest('.toasts') && element.getBoundingClientRect().top < innerHeight;
		// What scrolls is cut where the note begins.
		const cut = (element) => {
			const scroller = element.closest('.list, .body, main, .dialog');
			return scroller && scroller.getBoundingClientRect().bottom <= note.top + 1;
		};
		// What lies under a sheet's shade cannot be pressed anyhow.
		const shaded = (element) => !element.closest('.panel, .dialog') && document.querySelector('.panel-shade, .dialog-shade') !== null;
		return [...document.querySelectorAll('button, a[href], input')].filter((one) => shown(one) && !cut(one) && !shaded(one) && covers(one.getBoundingClientRect())).map((one) => one.outerHTML.slice(0, 120));
	});
}

async function move(hands, deal, stage) {
	const { page, hand, t } = hands;
	await hand.moveCard({ card: card(page, deal), menu: t.card.actions(deal.title), item: stage.name });
}

for (const code of ['id', 'en']) {
	const as = (name) => `${name} (${code})`;
	/** As the language writes it. */
	const write = (text) => (code === 'id' ? text : text.replaceAll(/[.,]/g, (mark) => (mark === '.' ? ',' : '.')));

	test(as('the first card is in view, and what narrows the board is behind one button'), async () => {
		const { page, hand, t } = hands[code];
		const deal = await newDeal(`Pertama ${code}`);
		await openBoard(page);
		await isInView(cardIn(page, pipeline.open[0], deal));
		const steps = page.getByRole('region', { name: t.firstHour.title });
		if (await steps.count()) {
			assert.equal(await steps.getByRole('listitem').filter({ visible: true }).count(), 1);
			await hand.press(steps.locator('[aria-expanded]'));
			assert.ok((await steps.getByRole('listitem').filter({ visible: true }).count()) >= 4);
			await hand.press(steps.locator('[aria-expanded]'));
		}
		const whose = page.getByText(t.boardTools.shortWhose.mine, { exact: true });
		assert.ok(!(await whose.isVisible()));
		await hand.press(page.getByRole('button', { name: t.boardTools.tools }));
		await hand.press(whose);
		await page.waitForURL(/mine=1/);
		for (const name of [t.asOf.open, t.filter.add, t.boardTools.cards]) await isInView(page.getByRole('button', { name, exact: true }));
		assert.deepEqual(await seriousFaults(page), []);
		await hand.press(page.getByRole('button', { name: t.boardTools.tools }));
		await whose.waitFor({ state: 'hidden' });
	});

	test(as('money is grouped while one types, short words are buttons, and what is understood is said'), async () => {
		const { page, hand, t } = hands[code];
		await openBoard(page);
		await hand.press(column(page, pipeline.open[0]).getByRole('button', { name: t.board.addTo(pipeline.open[0].name) }));
		const form = page.getByRole('form', { name: t.board.addTo(pipeline.open[0].name) });
		const amount = form.getByLabel(t.quickAdd.amount);
		const said = form.locator('output');
		await hand.write(form.getByLabel(t.quickAdd.title), `Lemari ${code}`);
		await hand.write(amount, '8500000');
		assert.equal(await amount.inputValue(), write('8.500.000'));
		await hand.write(amount, write('8,75'));
		await becomes(`= Rp ${write('8,75')}`, async () => (await said.textContent()).replaceAll('\u00a0', ' '));
		await hand.press(form.getByRole('button', { name: t.money.times.million }));
		await becomes(`= Rp ${write('8.750.000')}`, async () => (await said.textContent()).replaceAll('\u00a0', ' '));
		await hand.press(form.getByRole('button', { name: t.quickAdd.add, exact: true }));
		await toast(page).getByText(t.quickAdd.added(`Lemari ${code}`, pipeline.open[0].name)).waitFor();
		const { items } = await api(page, 'GET', `/deals?q=${encodeURIComponent(`Lemari ${code}`)}`);
		assert.deepEqual(items.map((one) => one.amount), ['8750000.00']);
	});

	test(as('a note lies over nothing that can be pressed, and goes with a tap or a push'), async () => {
		const { page, hand, t } = hands[code];
		for (let more = 0; more < 8; more++) await newDeal(`Kartu ${code} ${more}`);
		await openBoard(page);
		const first = column(page, pipeline.open[0]).locator('[data-card]').first();
		const deal = await alur.ask('GET', `/deals/${await first.getAttribute('data-card')}`);
		const rename = async () => {
			await page.locator('[data-field=title] button').tap();
			await page.locator('[data-field=title] input').fill(`Catatan ${code} ${Math.random()}`);
			await page.keyboard.press('Enter');
			await toast(page).waitFor();
		};
		const menu = card(page, deal).getByRole('button', { name: t.card.actions(deal.title) });
		await hand.press(menu);
		await hand.press(page.getByRole('menuitem', { name: t.deal.archive }));
		assert.deepEqual(await underNote(page), []);
		await hand.press(toast(page).getByRole('button', { name: t.undo.action }));
		await toast(page).getByText(t.undo.done).waitFor();
		await toast(page).locator('.text').tap();
		await toast(page).waitFor({ state: 'detached' });

		// Over the sheet of a record, too, which stays open when the note is used.
		await card(page, deal).locator('h3 a').tap();
		await page.getByRole('dialog', { name: t.deal.panel }).waitFor();
		await rename();
		assert.deepEqual(await underNote(page), []);
		await hand.press(toast(page).getByRole('button', { name: t.undo.action }));
		await toast(page).getByText(t.undo.done).waitFor();
		await page.getByRole('dialog', { name: t.deal.panel }).getByRole('heading', { name: deal.title }).waitFor();
		await push(page, toast(page));
		await toast(page).waitFor({ state: 'detached' });
	});

	test(as('a deal is won on one sheet: amount and day, then what its stages ask for'), async () => {
		const { page, hand, t } = hands[code];
		const deal = await newDeal(`Menang ${code}`);
		await openBoard(page);
		await move(hands[code], deal, won);
		const sheet = page.getByRole('dialog', { name: t.moves.winTitle(deal.title) });
		const budget = sheet.getByLabel('The budget is approved');
		await budget.waitFor();
		const fields = await Promise.all([sheet.getByLabel(t.moves.finalAmount), sheet.getByLabel(t.moves.closedOn), budget].map((one) => boxOf(one)));
		assert.deepEqual(fields.map(({ top }) => top), fields.map(({ top }) => top).toSorted((a, b) => a - b));
		const confirm = sheet.getByRole('button', { name: t.moves.winConfirm });
		await isInView(confirm);
		await hand.press(confirm);
		assert.equal(await sheet.getByText(t.errors.required).count(), 2);
		await hand.write(sheet.getByLabel(t.moves.finalAmount), '12500000');
		await hand.tick(budget);
		await hand.press(confirm);
		await sheet.waitFor({ state: 'detached' });
		const now = await api(page, 'GET', `/deals/${deal.id}`);
		assert.deepEqual([now.stage_id, now.amount, now.checklist], [won.id, '12500000.00', { budget: true }]);
	});

	test(as('a deal is lost with a reason and in words, and one undo takes both back'), async () => {
		const { page, hand, t } = hands[code];
		const deal = await newDeal(`Kalah ${code}`);
		await openBoard(page);
		await move(hands[code], deal, lost);
		const sheet = page.getByRole('dialog', { name: t.moves.loseTitle(deal.title) });
		await hand.tick(sheet.getByLabel(reasons[0].name, { exact: true }));
		await hand.write(sheet.getByLabel(t.moves.note), 'Saudaranya yang menjual');
		const confirm = sheet.getByRole('button', { name: t.moves.loseConfirm });
		await isInView(confirm);
		await hand.press(confirm);
		await sheet.waitFor({ state: 'detached' });
		const notes = async () => (await api(page, 'GET', `/activities?deal_id=${deal.id}`)).items.map((one) => one.note);
		assert.deepEqual(await notes(), ['Saudaranya yang menjual']);
		await hand.press(toast(page).getByRole('button', { name: t.undo.action }));
		await toast(page).getByText(t.undo.done).waitFor();
		assert.deepEqual([await notes(), (await api(page, 'GET', `/deals/${deal.id}`)).stage_id], [[], pipeline.open[0].id]);
	});

	for (const from of ['card', 'record'])
		test(as(`a call is logged from a ${from} by taps, on a sheet that is whole`), async () => {
			const { page, hand, t } = hands[code];
			const deal = await newDeal(`Telepon ${from} ${code}`);
			const planned = await alur.ask('POST', '/activities', { kind: 'call', subject: 'Tanya ukuran', deal_id: deal.id, due_at: new Date(Date.now() - 3600_000).toISOString() });
			await openBoard(page, from === 'record' ? `?deal=${deal.id}` : '');
			const place = from === 'record' ? page.getByRole('dialog', { name: t.deal.panel }) : card(page, deal);
			await hand.press(place.getByRole('button', { name: t.log.title(deal.title) }));
			const sheet = page.getByRole('dialog', { name: t.today.logTitle(deal.title) });
			const save = sheet.getByRole('button', { name: t.actions.save });
			await isInView(save);
			assert.ok(await sheet.getByLabel(t.log.ends(planned.subject)).isChecked());
			for (const planned of [true, false]) {
				await sheet.getByLabel(t.log.ends('Tanya ukuran')).setChecked(planned);
				assert.equal(await sheet.evaluate((element) => element.scrollHeight - element.clientHeight), 0, planned ? 'of the planned step' : 'of another');
			}
			await sheet.getByLabel(t.log.ends('Tanya ukuran')).setChecked(true);
			assert.deepEqual(await seriousFaults(page, { within: '.dialog' }), []);
			await hand.press(sheet.getByRole('button', { name: t.log.outcomes.call_back, exact: true }));
			await hand.write(sheet.getByLabel(t.today.note), 'Setelah rapat');
			await hand.press(sheet.getByRole('button', { name: t.records.nextMonday, exact: true }));
			await hand.press(save);
			await sheet.waitFor({ state: 'detached' });
			const { items } = await api(page, 'GET', `/activities?deal_id=${deal.id}&sort=id`);
			assert.deepEqual(items.map((one) => [one.subject, one.note, one.reply, !!one.done_at]), [
				['Tanya ukuran', `${t.log.outcomes.call_back}\nSetelah rapat`, true, true],
				[t.today.followUp(deal.title), null, false, false],
			]);
			assert.equal(new Date(Date.parse(items[1].due_at) + 7 * 3600_000).getUTCDay(), 1);
		});

	test(as('a calendar is whole wherever it opens'), async () => {
		const { page, hand, t } = hands[code];
		const deal = await newDeal(`Tanggal ${code}`, { expected_close: '2030-05-15' });
		for (const open of [
			async () => {
				await openBoard(page, `?deal=${deal.id}`);
				await hand.press(page.locator('[data-field=expected_close] button'));
				await hand.press(page.locator('[data-field=expected_close]').getByRole('button', { name: t.date.choose }));
			},
			async () => {
				await openBoard(page);
				await hand.press(page.getByRole('button', { name: t.boardTools.tools }));
				await hand.press(page.getByRole('button', { name: t.asOf.open }));
			},
			async () => {
				await page.goto(`${alur.url}/review`);
				await page.locator('main[aria-busy=false]').waitFor();
				await hand.press(page.getByRole('button', { name: t.date.choose }).first());
			},
		]) {
			await open();
			const calendar = page.locator('.calendar').last();
			await calendar.waitFor();
			const days = calendar.locator('.calendar-day').filter({ visible: true });
			assert.ok(await until(async () => (await days.count()) >= 28));
			await isInView(days.first());
			await isInView(days.last());
			for (const { left, right } of await Promise.all((await days.all()).map((one) => boxOf(one)))) assert.ok(left >= 0 && right <= 360, `${left} to ${right}`);
			await page.keyboard.press('Escape');
		}
	});
}

/** With a finger, to the side. */
async function push(page, target) {
	const { top, bottom } = await boxOf(target);
	const protocol = await page.context().newCDPSession(page);
	const y = (top + bottom) / 2;
	const at = (x) => ({ touchPoints: [{ x, y }] });
	await protocol.send('Input.dispatchTouchEvent', { type: 'touchStart', ...at(80) });
	for (const x of [110, 150, 200]) await protocol.send('Input.dispatchTouchEvent', { type: 'touchMove', ...at(x) });
	await protocol.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] });
}

test('the pages had no errors', async () => {
	for (const { page } of Object.values(hands)) await close(page);
});
