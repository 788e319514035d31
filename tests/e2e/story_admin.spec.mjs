// An administrator's first hour with an empty Alur, told from the one-time link to the organisation's language, and
// played twice: in Indonesian on a desk, by mouse, and in English on a phone, by touch. Then the demo, come and gone.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { Mouse, Touch } from './hands.mjs';
import { speaksOnly } from './speaks.mjs';
import { api, close, toast, useAlur } from './support.mjs';
import { wordsOf } from './words.mjs';

const template = JSON.parse(readFileSync(new URL('../../data/templates/general-b2b.json', import.meta.url), 'utf8'));
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const admin = 'admin@example.com';
const password = 'kopi tubruk tanpa gula';

tell({ name: 'a desk, in Indonesian, by mouse', language: 'id', Hand: Mouse, window: { locale: 'id-ID' } });
tell({ name: 'a phone, in English, by touch', language: 'en', Hand: Touch, window: { ...phone, locale: 'en-GB' } });

function tell({ name, language, Hand, window }) {
	const alur = useAlur();
	const step = (sentence, run) => test(`${name}: ${sentence}`, run);
	const byMouse = Hand === Mouse;
	const other = language === 'en' ? 'id' : 'en';
	let page, hand, t, colleague;

	const dialog = () => page.getByRole('dialog');
	const button = (label, within = page) => within.getByRole('button', { name: label, exact: true });
	const steps = () => page.getByRole('region', { name: t.firstHour.title });
	/** On a phone they are a line that opens. */
	const ticked = (number) => {
		const progress = t.firstHour.progress(number, 5);
		return (byMouse ? steps().getByText(progress) : button(`${t.firstHour.title}: ${progress}`, steps())).waitFor();
	};
	const first = async (path) => (await alur.ask('GET', path)).items[0];
	const rowNamed = (text) => page.locator('li[data-row]', { hasText: text });

	async function looksRight() {
		await speaksOnly(page, language, [t.language.en, t.language.id]);
		assert.ok((await page.evaluate(() => document.documentElement.scrollWidth)) <= page.viewportSize().width, 'wider than the window');
	}

	/** To a page of the settings, as people go: by the places of the app, then by the menu. */
	async function goToSettings(key) {
		const places = page.getByRole('navigation', { name: t.app.places });
		if (byMouse) await hand.press(places.getByRole('link', { name: t.places.settings }));
		else {
			await hand.press(button(t.places.more, places));
			await hand.press(page.getByRole('menuitem', { name: new RegExp(`^${t.places.settings}`) }));
		}
		await hand.press(page.getByRole('navigation', { name: t.settings.title }).getByRole('link', { name: t.settings.pages[key], exact: true }));
		await page.getByRole('heading', { name: t.settings.pages[key], level: 1 }).waitFor();
	}

	async function goToBoard() {
		await hand.press(page.getByRole('navigation', { name: t.app.places }).getByRole('link', { name: t.places.pipeline, exact: true }));
		await page.locator('main[aria-busy=false]').waitFor();
	}

	step('the one-time link asks for a password, and leads to the start', async () => {
		t = await wordsOf(language);
		page = await alur.open(window);
		hand = new Hand(page);
		await page.goto(await alur.link(admin));
		await page.getByRole('heading', { name: t.signIn.welcome('Ani Wijaya') }).waitFor();
		await looksRight();
		await hand.write(page.getByLabel(t.signIn.newPassword), password);
		await hand.press(button(t.signIn.setPassword));
		await page.waitForURL(/\/start$/);
		await page.getByRole('heading', { name: t.start.welcome }).waitFor();
		await looksRight();
	});

	step('a template shows its stages before it is taken, and becomes the board', async () => {
		const shown = page.locator('li.template', { has: page.getByRole('heading', { name: template.name[language], exact: true }) });
		await shown.getByRole('list', { name: t.start.stages }).waitFor();
		for (const stage of template.stages) await shown.getByText(stage.name[language], { exact: true }).waitFor();
		await hand.press(shown.getByRole('button'));
		await page.waitForURL(/\/pipelines\/\d+/);
		await ticked(1);
		await looksRight();
	});

	step('the first steps are ticked by doing them: a deal, and what comes next with it', async () => {
		await hand.press(button(t.firstHour.steps.deal, steps()));
		await page.waitForFunction(() => document.activeElement?.closest('.quick-add'));
		await page.keyboard.type('Seratus kursi');
		await page.keyboard.press('Enter');
		await ticked(2);
		await page.keyboard.press('Escape');
		await hand.press(button(t.firstHour.steps.next, steps()));
		await hand.press(button(t.hygiene.repairs.plan_step, page.locator('[data-warning=no_next_step]')));
		await hand.write(dialog().getByLabel(t.fields.subject).last(), 'Telepon pembeli');
		await hand.press(button(t.actions.save, dialog().last()));
		await page.locator('[data-warning=no_next_step]').waitFor({ state: 'detached' });
		await looksRight();
		await hand.press(button(t.actions.close, page.locator('.panel')).first());
		await ticked(3);
		assert.equal((await first('/activities')).subject, 'Telepon pembeli');
	});

	step('a colleague is invited by a link that works in another browser', async () => {
		await hand.press(button(t.firstHour.steps.others, steps()));
		await hand.press(button(t.settings.users.new));
		await hand.write(dialog().getByLabel(t.fields.name), 'Sari Dewi');
		await hand.write(dialog().getByLabel(t.fields.email), 'sari@example.com');
		await hand.press(button(t.list.create, dialog()));
		const link = await page.getByLabel(t.invite.linkFor('Sari Dewi')).inputValue();
		await looksRight();
		colleague = await alur.open({ locale: other === 'id' ? 'id-ID' : 'en-GB' });
		await colleague.goto(link);
		const theirs = await wordsOf(other);
		await colleague.getByRole('heading', { name: theirs.signIn.welcome('Sari Dewi') }).waitFor();
		await colleague.getByRole('button', { name: theirs.actions.skip }).click();
		await colleague.getByRole('heading', { name: theirs.places.today }).first().waitFor();
		await goToBoard();
		await ticked(4);
	});

	step('the last step looks back a day, and all five are done', async () => {
		await hand.press(button(t.firstHour.steps.history, steps()));
		await page.waitForURL(/as_of=/);
		await ticked(5);
		await steps().getByText(t.firstHour.allDone).waitFor();
		await looksRight();
		await hand.press(button(t.asOf.today));
		await page.waitForURL((url) => !url.searchParams.has('as_of'));
	});

	const file = {
		id: ['Judul;Nilai;Perusahaan;Perkiraan tutup;Ruang', 'Meja rapat;12.500.000;PT Sumber Kayu;31/12/2026;A', 'Lemari arsip;8.000.000;CV Rapi;15/01/2027;B', 'Rak besi;dua juta;CV Rapi;15/01/2027;C'],
		en: ['Deal name;Amount;Company;Close date;Room', 'Meja rapat;12,500,000;PT Sumber Kayu;31/12/2026;A', 'Lemari arsip;8,000,000;CV Rapi;15/01/2027;B', 'Rak besi;two million;CV Rapi;15/01/2027;C'],
	}[language];
	const lastImport = () => page.locator('[data-import]').first();

	step('a file of deals is dropped, its columns are suggested, and the bad row is named before anything is written', async () => {
		await openImport();
		await giveFile();
		for (const [header, column] of Object.entries({ [file[0].split(';')[0]]: 'title', [file[0].split(';')[1]]: 'amount', [file[0].split(';')[2]]: 'company', [file[0].split(';')[3]]: 'expected_close', [file[0].split(';')[4]]: '' }))
			assert.equal(await page.getByLabel(t.settings.import.goesTo(header)).inputValue(), column, header);
		await hand.tick(page.getByRole('checkbox', { name: t.settings.import.creates.companies }));
		await page.getByRole('region', { name: t.settings.import.preview('3', 3) }).getByText(t.settings.import.counts('2', '0', '0', '1')).waitFor();
		await page.locator('.problems li', { hasText: language === 'id' ? 'dua juta' : 'two million' }).waitFor();
		assert.equal((await alur.ask('GET', '/deals')).items.length, 1);
		await looksRight();
	});

	async function openImport() {
		const places = page.getByRole('navigation', { name: t.app.places });
		await hand.press(byMouse ? places.getByRole('button', { name: t.places.account }) : button(t.places.more, places));
		await hand.press(page.getByRole('menuitem', { name: t.settings.import.title }));
		await page.getByRole('heading', { name: t.settings.import.title, level: 1 }).waitFor();
	}

	/** Dropped on the page, or on a phone chosen. */
	async function giveFile() {
		const text = file.join('\r\n') + '\r\n';
		if (byMouse) {
			const data = await page.evaluateHandle((text) => {
				const data = new DataTransfer();
				data.items.add(new File([text], 'deal.csv', { type: 'text/csv' }));
				return data;
			}, text);
			await page.locator('main').dispatchEvent('drop', { dataTransfer: data });
		} else await hand.attach(page.locator('.drop').getByRole('button'), { name: 'deal.csv', mimeType: 'text/csv', buffer: Buffer.from(text) });
		await page.getByRole('heading', { name: t.settings.import.columns }).waitFor();
	}

	step('the import runs, gives back the row that was rejected, is undone, and runs again', async () => {
		await hand.press(button(t.settings.import.run));
		await lastImport().getByText(t.settings.import.states.done, { exact: true }).waitFor();
		const download = page.waitForEvent('download');
		await hand.press(lastImport().getByRole('link', { name: t.settings.import.rejectedFile }));
		const rejected = await readFile(await (await download).path(), 'utf8');
		assert.match(rejected, /Rak besi/);
		await speaksRejected(rejected);
		await hand.press(button(t.settings.import.takeBack, lastImport()));
		await dialog().getByText(t.settings.import.goes('2', 2)).waitFor();
		await hand.press(button(t.settings.import.takeBack, dialog()));
		await lastImport().getByText(t.settings.import.states.undone, { exact: true }).waitFor();
		assert.equal((await alur.ask('GET', '/deals')).items.length, 1);
		await giveFile();
		await hand.tick(page.getByRole('checkbox', { name: t.settings.import.creates.companies }));
		await page.getByRole('region', { name: t.settings.import.preview('3', 3) }).getByText(t.settings.import.counts('2', '0', '0', '1')).waitFor();
		await hand.press(button(t.settings.import.run));
		await lastImport().getByText(t.settings.import.states.done, { exact: true }).waitFor();
		const { items } = await alur.ask('GET', '/deals?sort=title');
		assert.deepEqual(items.map((one) => [one.title, one.amount, one.expected_close]), [['Lemari arsip', '8000000.00', '2027-01-15'], ['Meja rapat', '12500000.00', '2026-12-31'], ['Seratus kursi', null, null]]);
		await looksRight();
	});

	/** The reason stands in the file, in the language of who imported it. */
	async function speaksRejected(text) {
		assert.match(text, language === 'id' ? /bukan|tidak/ : /is not|not an/);
	}

	step('two teams are made, one below the other, and the colleague joins', async () => {
		await goToSettings('teams');
		for (const team of ['Jawa', 'Jakarta']) {
			await hand.press(button(t.settings.teams.new));
			await hand.write(dialog().getByLabel(t.fields.name), team);
			if (team === 'Jakarta') await hand.find(dialog().getByLabel(t.fields.parent_id), 'Jaw', page.getByRole('option', { name: 'Jawa' }));
			await hand.press(button(t.list.create, dialog()));
			await rowNamed(team).first().waitFor();
		}
		await looksRight();
		await goToSettings('users');
		await hand.press(rowNamed('Sari Dewi').getByRole('button').first());
		await hand.press(page.locator('[data-field=team_id]').getByRole('button'));
		await hand.find(page.locator('[data-field=team_id] input'), 'Jakarta', page.getByRole('option', { name: 'Jakarta' }));
		await hand.press(button(t.actions.save, page.locator('[data-field=team_id]')));
		await rowNamed('Sari Dewi').getByText('Jakarta').first().waitFor();
		const [top, below] = [await first('/teams?q=Jawa'), await first('/teams?q=Jakarta')];
		assert.equal(below.parent_id, top.id);
		assert.equal((await first('/users?email=sari@example.com')).team_id, below.id);
	});

	step('a field of one’s own appears on the deal, and is filled in there', async () => {
		await goToSettings('fields');
		await hand.press(button(t.settings.fields.new));
		await hand.write(dialog().getByLabel(t.fields.name, { exact: true }), 'Nomor PO');
		await hand.press(button(t.settings.fields.create, dialog()));
		await rowNamed('Nomor PO').waitFor();
		await looksRight();
		await goToBoard();
		await hand.press(page.locator('[data-card]').first().getByRole('link'));
		const own = page.locator('[data-field="custom.nomor_po"]');
		await own.waitFor();
		await hand.press(own.getByRole('button'));
		await hand.write(own.locator('input'), 'PO-77');
		await page.keyboard.press('Enter');
		await own.getByText('PO-77').waitFor();
		assert.deepEqual((await alur.ask('GET', '/deals')).items.map((one) => one.custom.nomor_po).filter(Boolean), ['PO-77']);
		await looksRight();
		await hand.press(button(t.actions.close, page.locator('.panel')).first());
		await page.locator('.panel').waitFor({ state: 'detached' });
	});

	step('stages are put in another order, by hand and by keys, and back by undo', async () => {
		const pipeline = await first('/pipelines');
		const order = async () => (await alur.ask('GET', `/stages?pipeline_id=${pipeline.id}&kind=open&sort=position`)).items.map((one) => one.name);
		const [a, b, c, ...rest] = await order();
		await goToSettings('pipelines');
		await hand.press(page.getByRole('list', { name: t.settings.pages.pipelines }).getByRole('link').first());
		const list = page.getByRole('list', { name: t.settings.pipelines.stages, exact: true });
		await list.locator('li').nth(2).waitFor();
		if (byMouse) {
			await list.locator('li').nth(0).locator('.handle').dragTo(list.locator('li').nth(2));
			await toast(page).getByText(t.settings.ordered).waitFor();
			assert.deepEqual(await order(), [b, c, a, ...rest]);
			await hand.press(toast(page).getByRole('button', { name: t.undo.action }));
			await list.locator('li').first().getByText(a).waitFor();
			await list.locator('li').first().locator('.summary').focus();
			await page.keyboard.press('Alt+ArrowDown');
		} else {
			await hand.press(list.locator('li').first().locator('.summary'));
			await hand.press(button(t.settings.moveDown(a)));
		}
		await toast(page).getByText(t.settings.ordered).first().waitFor();
		assert.deepEqual(await order(), [b, a, c, ...rest]);
		await page.waitForFunction((text) => document.activeElement?.classList.contains('summary') && document.activeElement.textContent.includes(text), a);
		await looksRight();
	});

	step('a lost reason is added', async () => {
		await hand.write(page.getByLabel(t.settings.pipelines.newReason), 'Anggaran dipindahkan');
		await page.keyboard.press('Enter');
		await rowNamed('Anggaran dipindahkan').waitFor();
		assert.equal((await alur.ask('GET', '/lost_reasons?limit=200')).items.filter((one) => one.name === 'Anggaran dipindahkan').length, 1);
	});

	step('a web form is filled in by a visitor without script, and the lead is in the inbox', async () => {
		await goToSettings('forms');
		await hand.write(page.getByLabel(t.settings.forms.name), 'Brosur');
		await page.keyboard.press('Enter');
		const details = page.getByRole('group', { name: t.settings.details('Brosur') });
		const href = await details.getByRole('link', { name: t.settings.forms.look }).getAttribute('href');
		await looksRight();
		const visitor = await alur.open({ ...window, javaScriptEnabled: false });
		await visitor.goto(alur.url + href);
		await visitor.locator('[name=name]').fill('Rina Kusuma');
		await visitor.locator('[name=email]').fill('rina@example.com');
		await visitor.locator('[name=consent]').check();
		await visitor.waitForTimeout(2_100); // nobody fills in a form within two seconds
		await visitor.locator('button').last().click();
		await visitor.waitForURL(/thanks/);
		assert.equal(await visitor.locator('html').getAttribute('lang'), language);
		await close(visitor);
		await hand.press(page.getByRole('navigation', { name: t.app.places }).getByRole('link', { name: t.places.leads, exact: true }));
		await hand.press(page.getByRole('group', { name: t.inbox.whose }).locator('label').filter({ hasText: t.inbox.ofOwners.unassigned }));
		await hand.press(page.getByRole('link', { name: /Rina Kusuma/ }));
		await page.getByRole('heading', { name: 'Rina Kusuma' }).waitFor();
		await looksRight();
		await page.goBack();
	});

	step('a token is made, and lets a program in', async () => {
		await page.goto(`${alur.url}/settings/tokens`);
		await hand.write(page.getByLabel(t.settings.tokens.name), 'Gudang');
		await hand.press(button(t.settings.tokens.create));
		const secret = await page.getByRole('textbox', { name: t.settings.pages.tokens }).inputValue();
		const answer = await fetch(`${alur.url}/api/v1/session`, { headers: { Authorization: `Bearer ${secret}` } });
		assert.equal((await answer.json()).user.email, admin);
		await looksRight();
	});

	step('the organisation’s language becomes Indonesian, for all who have chosen none', async () => {
		const indonesian = await wordsOf('id');
		await goToSettings('organisation');
		const field = page.locator('[data-field=language]');
		await hand.press(field.getByRole('button'));
		await field.locator('select').selectOption('id');
		await hand.press(button(t.actions.save, field));
		await page.getByRole('heading', { name: indonesian.settings.pages.organisation, level: 1 }).waitFor();
		await speaksOnly(page, 'id', [t.language.en, t.language.id]);
		await colleague.reload();
		await colleague.getByRole('heading', { name: indonesian.places.today }).first().waitFor();
		await speaksOnly(colleague, 'id', [t.language.en, t.language.id]);
		await close(colleague);
	});

	test(`${name}: the window had no errors`, () => close(page));
}

const kept = ['deals', 'companies', 'contacts', 'leads', 'products', 'activities', 'pipelines', 'stages', 'lost_reasons', 'sources', 'users', 'teams', 'cadences', 'custom_fields', 'views'];
const showroom = useAlur();

test('the demo comes by one press and goes by one, and nothing of it is left', async () => {
	const t = await wordsOf('en');
	const page = await showroom.signedIn(admin);
	const hand = new Mouse(page);
	const all = async () => Object.fromEntries(await Promise.all(kept.map(async (path) => [path, (await api(page, 'GET', `/${path}`)).items.map((row) => row.id)])));
	const before = await all();
	await hand.press(page.getByRole('button', { name: t.settings.demo.load }));
	await page.waitForURL(/\/pipelines\/\d+/, { timeout: 60_000 });
	await page.locator('[data-card]').first().waitFor();
	assert.notDeepEqual(await all(), before);
	await page.goto(`${showroom.url}/settings/organisation`);
	await hand.press(page.getByRole('button', { name: t.settings.demo.remove }));
	await hand.press(page.getByRole('dialog').getByRole('button', { name: t.settings.demo.remove }));
	await toast(page).getByText(t.settings.demo.removed).waitFor({ timeout: 60_000 });
	assert.deepEqual(await all(), before);
	await close(page);
});
