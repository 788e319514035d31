// What the browser tests share: a program of their own on a temporary database, Chromium, people
// who sign in, and small words for what a user does. One suite = one program = one database.
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { isDeepStrictEqual, promisify } from 'node:util';
import { burden } from './slower.mjs';

const web = createRequire(new URL('../../web/package.json', import.meta.url));
const { chromium } = web('playwright-core');
const { AxeBuilder } = web('@axe-core/playwright');

const program = process.env.ALUR_BIN ?? new URL('../../build/alur', import.meta.url).pathname;
const run = promisify(execFile);

const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
if (process.getuid?.() === 0) flags.push('--no-sandbox');

/** Registers a program with an empty organisation, or with the demo's data, for the suite's tests;
 *  `prepare` is called once it answers. */
export function useAlur({ demo = false, prepare = async () => {}, chromiumFlags = [] } = {}) {
	const alur = new Alur();
	before(
		async () => {
			await alur.start(demo, chromiumFlags);
			await prepare(alur);
		},
		{ timeout: 300_000 },
	);
	after(() => alur.stop());
	return alur;
}

export class Alur {
	async start(demo, chromiumFlags = []) {
		this.folder = await mkdtemp(join(tmpdir(), 'alur-e2e-'));
		this.db = `sqlite:${join(this.folder, 'alur.db')}`;
		if (demo) await this.command('demo', '--shift-to-today');
		else await this.command('user', 'add', 'admin@example.com', '--name', 'Ani Wijaya', '--role', 'admin');
		this.token = await this.command('token', 'create', '--user', demo ? 'demo@alur.local' : 'admin@example.com');
		this.port = await freePort();
		this.url = `http://127.0.0.1:${this.port}`;
		await this.serve();
		this.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...flags, ...chromiumFlags] });
	}

	async stop() {
		await this.browser?.close();
		if (this.process) {
			const ended = new Promise((done) => this.process.once('exit', done));
			this.process.kill('SIGTERM');
			await ended;
		}
		if (this.folder) await rm(this.folder, { recursive: true, force: true });
	}

	async serve() {
		this.process = spawn(program, ['serve', '--db', this.db, '--listen', `127.0.0.1:${this.port}`], {
			stdio: ['ignore', 'ignore', 'inherit'],
		});
		await this.answers();
	}

	/** The server ends at once, as when the power fails. */
	async kill() {
		const ended = new Promise((done) => this.process.once('exit', done));
		this.process.kill('SIGKILL');
		await ended;
	}

	async command(...words) {
		const { stdout } = await run(program, [...words, '--db', this.db]);
		return stdout.trim();
	}

	async answers() {
		const ready = async () => (await fetch(`${this.url}/readyz`)).ok;
		assert.ok(await until(() => ready().catch(() => false), 60), 'the program does not answer'); // it may not listen yet
	}

	/** A request as the administrator, with a token. */
	async ask(method, path, body) {
		const headers = { Authorization: `Bearer ${this.token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) };
		const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
		const text = await response.text();
		assert.ok(response.ok, `${method} ${path}: ${response.status} ${text}`);
		return text ? JSON.parse(text) : undefined;
	}

	/** Imports a CSV file's lines; the job when it is over. */
	async import(kind, lines) {
		const headers = { Authorization: `Bearer ${this.token}` };
		const response = await fetch(`${this.url}/api/v1/imports?kind=${kind}`, { method: 'POST', headers, body: lines.join('\n') + '\n' });
		let job = await response.json();
		await until(async () => !['waiting', 'running'].includes((job = await this.ask('GET', `/imports/${job.id}`)).state), 120);
		if (job.rejected > 0) assert.fail(await (await fetch(`${this.url}/api/v1/imports/${job.id}/rejected`, { headers })).text());
		assert.equal(job.state, 'done');
		return job;
	}

	async addUser(email, name, role) {
		return this.ask('POST', '/users', { email, name, role });
	}

	async setPassword(email, password) {
		const running = run(program, ['user', 'password', email, '--password-stdin', '--db', this.db]);
		running.child.stdin.end(password + '\n');
		await running;
	}

	/** The address of a one-time link. */
	async link(email) {
		const { items } = await this.ask('GET', `/users?email=${encodeURIComponent(email)}`);
		const { path } = await this.ask('POST', `/users/${items[0].id}/link`, {});
		return this.url + path;
	}

	/** A fresh browser window. Errors of the page fail the test that ends it. */
	async open(options = {}) {
		const context = await this.browser.newContext({
			viewport: { width: 1440, height: 900 },
			locale: 'en-GB',
			reducedMotion: 'reduce',
			// Tests that look at requests must see them all; offline.spec lets it work.
			serviceWorkers: 'block',
			...options,
		});
		const page = await context.newPage();
		await burden(page);
		page.setDefaultTimeout(30_000); // a machine that has other work is slow, and yet right
		watchWrites(page);
		page.faults = [];
		page.on('pageerror', (error) => page.faults.push(error.message));
		page.on('console', (message) => {
			if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) page.faults.push(message.text());
		});
		return page;
	}

	/** A window in which this person is signed in. */
	async signedIn(email, options = {}) {
		const page = await this.open(options);
		await page.goto(await this.link(email));
		await page.locator('input[type=password]').waitFor();
		await page.locator('form button').last().click();
		await page.waitForURL((url) => url.pathname !== '/sign-in');
		return page;
	}
}

const wcag = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What axe finds on a page that keeps people from using it, by all rules or by these, on the whole page
 *  or within elements. The app has no frames and no foreign style sheets, and what passes is not told: half
 *  the time. */
export async function seriousFaults(page, { rules, within } = {}) {
	const runOnly = rules ? { type: 'rule', values: rules } : { type: 'tag', values: wcag };
	const axe = new AxeBuilder({ page }).setLegacyMode(true).options({ runOnly, resultTypes: ['violations'], preload: false });
	if (within) axe.include(within);
	const { violations } = await axe.analyze();
	return violations
		.filter((one) => ['serious', 'critical'].includes(one.impact))
		.map((one) => `${one.id}: ${one.nodes.map((node) => node.html + ' ' + node.failureSummary).join('\n')}`);
}

/** Closes a window and fails if its page had errors. */
export async function close(page) {
	await page.context().close();
	assert.deepEqual(page.faults, []);
}

/** Asks again and again until something holds, as long as a busy machine may take; the last answer. */
export async function until(holds, seconds = 30) {
	const end = Date.now() + seconds * 1000;
	for (;;) {
		const answer = await holds();
		if (answer || Date.now() > end) return answer;
		await new Promise((done) => setTimeout(done, 50));
	}
}

/** What is asked for becomes what is expected: a page takes a moment to draw it. */
export async function becomes(expected, ask) {
	await until(async () => isDeepStrictEqual(await ask(), expected));
	assert.deepEqual(await ask(), expected);
}

/** What a page knows by now is drawn, and colours have changed to what they are. */
export async function drawn(page) {
	await page.evaluate(async () => {
		for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
		const moving = document.getAnimations().filter((one) => one.playState === 'running' && one.effect?.getComputedTiming().iterations !== Infinity);
		await Promise.allSettled(moving.map((one) => one.finished));
	});
}

/** Keeps those of a window's writes that are not answered yet. */
function watchWrites(page) {
	page.writes = new Set();
	page.on('request', (request) => request.method() !== 'GET' && request.url().includes('/api/v1/') && page.writes.add(request));
	for (const end of ['requestfinished', 'requestfailed']) page.on(end, (request) => page.writes.delete(request));
}

/** What a page shows may be on its way to the program still: until it is there. A write that a test itself
 *  holds back is not waited for. */
async function written(page) {
	await page.evaluate(() => new Promise((done) => setTimeout(done, 20)));
	await until(() => page.writes.size === 0, 5);
}

/** A request with the window's session, as the app sends it; the answer's JSON. What is asked for is asked when
 *  the window's own changes are written. */
export async function api(page, method, path, body) {
	if (method === 'GET') await written(page);
	const { status, text } = await page.evaluate(
		async ([method, path, body]) => {
			const headers = { 'Accept-Language': 'en', ...(body ? { 'Content-Type': 'application/json' } : {}) };
			const response = await fetch('/api/v1' + path, { method, headers, ...(body ? { body: JSON.stringify(body) } : {}) });
			return { status: response.status, text: await response.text() };
		},
		[method, path, body],
	);
	assert.ok(status < 300, `${method} ${path}: ${status} ${text}`);
	return text ? JSON.parse(text) : undefined;
}

/** A pipeline of its own for a test, with the stages of the given names (the last two: won and lost). */
export async function pipelineFrom(page, template, name) {
	const pipeline = await api(page, 'POST', '/pipelines/from-template', { template, language: 'en', name });
	const { items } = await api(page, 'GET', `/stages?pipeline_id=${pipeline.id}&sort=position&limit=200`);
	return { ...pipeline, stages: items, open: items.filter((one) => one.kind === 'open') };
}

export async function addDeal(page, pipeline, deal) {
	return api(page, 'POST', '/deals', { pipeline_id: pipeline.id, ...deal });
}

/** What was done before is written first: a page that is left sends it again from the next one, where it stands in front
 *  of what is done there. */
export async function openBoard(page, pipeline, query = '') {
	await written(page);
	await page.goto(new URL(page.url()).origin + `/pipelines/${pipeline.id}${query}`);
	await page.locator('main[aria-busy=false]').waitFor();
}

export const column = (page, stage) => page.locator(`.column[data-stage="${stage.id}"]`);
export const card = (page, deal) => page.locator(`[data-card="${deal.id}"]`);
export const cardIn = (page, stage, deal) => column(page, stage).locator(`[data-card="${deal.id}"]`);
/** Takes a card by the mouse and holds it over a point of a place that takes drops, until the place shows
 *  that it would take it: a machine under load is some frames late. */
export async function hold(page, handle, target, { x = 100, y = 200 } = {}) {
	await handle.scrollIntoViewIfNeeded();
	const from = await handle.boundingBox();
	await page.mouse.move(from.x + 30, from.y + 10);
	await page.mouse.down();
	await page.mouse.move(from.x + 40, from.y + 20, { steps: 3 });
	await holdOver(page, target, { x, y });
}

/** Brings what is held over another place. */
export async function holdOver(page, target, { x = 100, y = 200 } = {}) {
	const taken = await until(async () => {
		const to = await target.boundingBox();
		const at = { x: to.x + Math.min(x, to.width / 2), y: to.y + Math.min(y, to.height / 2) };
		await page.mouse.move(at.x, at.y, { steps: 3 });
		await page.mouse.move(at.x + 2, at.y + 2);
		return target.evaluate((element) => element.classList.contains('over'));
	});
	assert.ok(taken, 'nothing would take what is dragged');
}

/** Drags a card to a place by the mouse. */
export async function drag(page, handle, target, at) {
	await hold(page, handle, target, at);
	await page.mouse.up();
}

export const toast = (page) => page.getByTestId('toast');
export const titlesIn = (page, stage) => column(page, stage).locator('[data-card] h3').allTextContents();

async function freePort() {
	return new Promise((done, failed) => {
		const server = createServer();
		server.once('error', failed);
		server.listen(0, '127.0.0.1', () => {
			const { port } = server.address();
			server.close(() => done(port));
		});
	});
}
