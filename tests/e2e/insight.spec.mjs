// Insight: figures with their formulas, the rows behind them, files, paper, and what it says while there is little.
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { close, pipelineFrom, seriousFaults, useAlur } from './support.mjs';

const email = 'admin@example.com';
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' };
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
let page, pipeline, young;

const alur = useAlur({
	prepare: async (alur) => {
		page = await alur.signedIn(email);
		young = await pipelineFrom(page, 'start-empty', 'Young');
		pipeline = await pipelineFrom(page, 'general-b2b', 'Sales');
		await importHistory(alur);
	},
});

/** Sixty deals of the last 300 days: some won, some lost for a reason, some on their way. */
async function importHistory(alur) {
	const deals = ['title,pipeline,amount,currency,created_on,owner,company,source,lost_reason,stage,closed_on,expected_close,external_id'];
	const moves = ['deal_external_id,stage,entered_at'];
	const names = pipeline.stages.map((one) => one.name);
	const { items: reasons } = await alur.ask('GET', `/lost_reasons?pipeline_id=${pipeline.id}`);
	for (const name of ['Fair', 'Web']) await alur.ask('POST', '/sources', { name });
	for (const [name, city] of [['Maju', 'Bandung'], ['Jaya', 'Medan']]) await alur.ask('POST', '/companies', { name, city });
	for (let number = 0; number < 60; number++) {
		const ago = 20 + ((number * 37) % 280);
		const open = pipeline.open.length;
		const reached = 1 + (number % open);
		const end = number % 3 === 0 ? 'won' : number % 3 === 1 ? 'lost' : undefined;
		const stages = names.slice(0, end === 'won' ? open : reached);
		const at = (index) => day(ago - Math.min(ago - 1, index * 3));
		const closing = end === 'lost' ? [reasons[number % reasons.length].name, 'Lost', at(stages.length)] : ['', '', ''];
		if (end) stages.push(pipeline.stages.find((one) => one.kind === end).name);
		deals.push([`Deal ${number}`, 'Sales', `${1 + (number % 9)}000000.00`, 'IDR', day(ago), email, number % 2 ? 'Jaya' : 'Maju', number % 2 ? 'Web' : 'Fair', ...closing, day(-20), `d${number}`].join(','));
		stages.forEach((stage, index) => moves.push(`d${number},${stage},${at(index)}`));
	}
	for (const [kind, lines] of Object.entries({ deals, 'stage-history': moves })) await alur.import(kind, lines);
}

async function openInsight(at = page, query = `?pipeline=${pipeline.id}`) {
	await at.goto(`${alur.url}/insight${query}`);
	await at.locator('main[aria-busy=false]').waitFor();
}

const keyFigure = (name) => page.locator('.key-figures li', { has: page.getByRole('heading', { name, exact: true }) });
const figure = (name, at = page) => at.locator(`[data-figure=${name}]`);
/** A list says that it has so many, neither more nor fewer. */
const rowsCounted = (number) => page.getByText(new RegExp(`^${Number(number)} rows?$`)).first().waitFor();

test('g i leads to Insight, where every figure says of how many deals it is', async () => {
	await page.goto(`${alur.url}/pipelines/${pipeline.id}`);
	await page.locator('main[aria-busy=false]').waitFor();
	await page.keyboard.press('g');
	await page.keyboard.press('i');
	await page.waitForURL((url) => url.pathname === '/insight');
	await openInsight();
	assert.match(await figure('pace').locator('h2').textContent(), /n = 40/);
	assert.match(await figure('funnel').locator('h2').textContent(), /n = 60/);
	const rate = keyFigure('Win rate');
	assert.match(await rate.textContent(), /50%.*of 40 deals/s);
});

test('a chart is drawn when it is seen', async () => {
	await openInsight();
	await figure('outcomes').scrollIntoViewIfNeeded();
	await figure('outcomes').locator('canvas[data-drawn=true]').waitFor();
});

test('a figure leads to the rows that it counts', async () => {
	await openInsight();
	await keyFigure('Win rate').getByRole('link').click();
	await page.waitForURL((url) => url.pathname === '/deals');
	await page.locator('main[aria-busy=false]').waitFor();
	await rowsCounted(40);
});

test('the deals behind a stage are listed, and open on the board', async () => {
	await openInsight();
	const table = figure('funnel').locator('tbody tr').first();
	const lost = table.getByRole('button', { name: /Lost/ });
	const number = Number(await lost.textContent());
	await lost.click();
	const dialog = page.getByRole('dialog');
	await dialog.locator('li').first().waitFor();
	assert.equal(await dialog.locator('li').count(), number);
	await dialog.getByRole('link').first().click();
	await page.waitForURL((url) => url.searchParams.has('deal'));
	await page.locator('[data-field=amount]').waitFor();
});

test('filters and the field to compare by are in the address', async () => {
	const { items } = await alur.ask('GET', '/sources');
	await openInsight(page, `?pipeline=${pipeline.id}&source_id=${items[0].id}`);
	assert.match(await figure('funnel').locator('h2').textContent(), /n = 30/);
	await figure('outcomes').getByRole('combobox').selectOption({ label: 'Source' });
	await page.waitForURL((url) => url.searchParams.get('by') === 'source_id');
	await figure('outcomes').getByRole('rowheader', { name: items[0].name }).waitFor();
	await page.reload();
	await page.locator('main[aria-busy=false]').waitFor();
	assert.equal(await figure('outcomes').locator('tbody tr').count(), 1);
});

test('closings are compared by bands of the amount, and by the city of the company', async () => {
	await openInsight();
	const by = figure('outcomes').getByRole('combobox');
	await by.selectOption({ label: 'Amount' });
	await figure('outcomes').getByRole('rowheader', { name: /2M – <\D*5M$/ }).waitFor();
	await by.selectOption({ label: 'City (company)' });
	await figure('outcomes').getByRole('rowheader', { name: 'Medan' }).waitFor();
	const row = figure('outcomes').locator('tbody tr', { hasText: 'Medan' });
	const won = await row.getByRole('link').first().textContent();
	await row.getByRole('link').first().click();
	await page.waitForURL((url) => url.pathname === '/deals' && url.searchParams.get('company.city') === 'Medan');
	await page.locator('main[aria-busy=false]').waitFor();
	await rowsCounted(won);
	await page.getByRole('group', { name: 'Filters' }).getByText('City (company): Medan').waitFor();
});

test('of a past day there are the figures and the rows that it had', async () => {
	await openInsight();
	const before = Number((await figure('pace').locator('h2').textContent()).match(/n = (\d+)/)[1]);
	await page.getByRole('button', { name: 'See the figures of a past day' }).click();
	await page.getByLabel('Day', { exact: true }).fill(day(150));
	await page.keyboard.press('Enter');
	await page.waitForURL((url) => url.searchParams.get('as_of') === day(150));
	await page.locator('main[aria-busy=false]').waitFor();
	await page.getByRole('status').getByText('Only for reading').waitFor();
	const then = Number((await figure('pace').locator('h2').textContent()).match(/n = (\d+)/)[1]);
	assert.ok(then > 0 && then < before, `${then} of ${before}`);
	await figure('sources').getByText('Of leads nothing is kept').waitFor();
	await keyFigure('Win rate').getByRole('link').click();
	await page.waitForURL((url) => url.pathname === '/deals' && url.searchParams.get('as_of') === day(150));
	await page.locator('main[aria-busy=false]').waitFor();
	await rowsCounted(then);
	assert.equal(await page.getByRole('button', { name: /^New/ }).count(), 0);
	await page.getByRole('button', { name: 'Back to today' }).click();
	await page.getByRole('button', { name: /^New/ }).waitFor();
});

test('my deals are one click away, and the rows behind a figure are then mine', async () => {
	await alur.ask('PATCH', `/deals/${(await alur.ask('GET', '/deals?q=Deal 0&limit=1')).items[0].id}`, { owner_id: null });
	await openInsight();
	await page.getByRole('group', { name: 'Whose deals' }).getByText('My deals').click();
	await page.waitForURL((url) => url.searchParams.get('mine') === '1');
	await figure('funnel').getByText('n = 59').waitFor();
	assert.match(await keyFigure('Win rate').getByRole('link').getAttribute('href'), /[?&]owner_id=\d+/);
});

test('a target says what is missing', async () => {
	await openInsight();
	await figure('coverage').getByLabel('Target').fill('900m');
	await page.keyboard.press('Enter');
	await page.waitForURL((url) => url.searchParams.get('target') === '900000000.00' || url.searchParams.get('target') === '900000000');
	await figure('coverage').getByRole('rowheader', { name: 'Missing' }).waitFor();
	await page.locator('.key-figures li', { hasText: 'of the target' }).waitFor();
});

test('a figure is saved as CSV and as PNG', async () => {
	await openInsight();
	const saved = async (button) => {
		const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
		return readFile(await download.path());
	};
	const csv = String(await saved(figure('reasons').getByRole('button', { name: /CSV/ })));
	assert.match(csv, /^\uFEFFLost reason,Lost,Share,Amount lost\r\n/);
	assert.equal(csv.trim().split('\r\n').slice(1).reduce((sum, line) => sum + Number(line.split(',').at(-3)), 0), 20);
	await figure('funnel').locator('canvas[data-drawn=true]').waitFor();
	const png = await saved(figure('funnel').getByRole('button', { name: /PNG/ }));
	assert.equal(png.subarray(1, 4).toString(), 'PNG');
	assert.ok(png.length > 2000);
});

test('with little history it says what it needs', async () => {
	await openInsight(page, `?pipeline=${young.id}`);
	await figure('outcomes').getByText('Needs 10 deals; there are 0.').waitFor();
	assert.equal(await figure('outcomes').locator('canvas').count(), 0);
	await figure('pace').getByText('Needs 10 deals; there are 0.').waitFor();
});

test('on paper there are the figures, and no controls', async () => {
	await openInsight();
	await page.emulateMedia({ media: 'print' });
	assert.ok(await page.getByRole('heading', { name: 'How deals go through the stages' }).isVisible());
	for (const hidden of ['nav.places', '.filters', '.files'])
		assert.equal(await page.locator(hidden).first().isVisible(), false, hidden);
	assert.ok(await figure('coverage').locator('table').isVisible());
	await page.emulateMedia({ media: null });
});

for (const colorScheme of ['light', 'dark'])
	for (const [device, options] of Object.entries({ desktop: {}, phone }))
		test(`axe finds nothing serious: ${device}, ${colorScheme}`, async () => {
			const window = await alur.signedIn(email, { ...options, colorScheme });
			await openInsight(window);
			await figure('funnel', window).scrollIntoViewIfNeeded();
			await figure('funnel', window).locator('canvas[data-drawn=true]').waitFor();
			assert.deepEqual(await seriousFaults(window), []);
			const [content, width] = await window.evaluate(() => [document.documentElement.scrollWidth, document.documentElement.clientWidth]);
			assert.ok(content <= width, `${content} of ${width} px`);
			await close(window);
		});

test('the page had no errors', () => close(page));
