// A program on a database of the benchmarks, Debian's Chromium before it, somebody signed in, and what the
// DevTools protocol knows of a page. What is measured: run.mjs.
import { execFile, spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const program = `${process.env.ALUR_BENCH_BUILD ?? 'build'}/alur`;
const run = promisify(execFile);

/** As the browser tests: no graphics card, nothing that Chromium does for itself. */
export const flags = ['--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'];
if (process.getuid?.() === 0) flags.push('--no-sandbox');
export const executablePath = '/usr/bin/chromium';

/** Who measures: an administrator whom bench/measure.py made with a token. */
const email = 'bench@example.com';

export class Bench {
	/** Serves a database and starts a browser. */
	async start(path, token) {
		this.db = `sqlite:${path}`;
		this.token = token;
		this.server = spawn(program, ['serve', '--db', this.db, '--listen', '127.0.0.1:0'], { stdio: ['ignore', 'pipe', 'inherit'] });
		for await (const line of createInterface(this.server.stdout)) {
			this.url = /http:\/\/\S+/.exec(line)?.[0];
			if (this.url) break;
		}
		this.server.stdout.resume();
		// People who have a million deals have taken their first steps.
		await this.ask('PATCH', '/session', { first_steps_done: true });
		this.browser = await chromium.launch({ executablePath, args: flags });
		this.session = await this.signIn(this.browser);
	}

	async stop() {
		await this.browser?.close();
		const ended = new Promise((done) => this.server.once('exit', done));
		this.server.kill('SIGTERM');
		await ended;
	}

	/** A request as the administrator, with a token. */
	async ask(method, path, body) {
		const headers = { Authorization: `Bearer ${this.token}`, ...(body ? { 'Content-Type': 'application/json' } : {}) };
		const response = await fetch(`${this.url}/api/v1${path}`, { method, headers, body: body && JSON.stringify(body) });
		const text = await response.text();
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
		return text ? JSON.parse(text) : undefined;
	}

	/** Signs in by a link for one time; the cookies. */
	async signIn(browser) {
		const { stdout } = await run(program, ['user', 'link', email, '--db', this.db]);
		const path = new URL(/\S*\/sign-in\S*/.exec(stdout)[0], this.url);
		const context = browser.newContext ? await browser.newContext({ serviceWorkers: 'block' }) : browser;
		const page = await context.newPage();
		await page.goto(this.url + path.pathname + path.search + path.hash);
		await page.locator('input[type=password]').waitFor({ timeout: 60_000 });
		await page.locator('form button').last().click();
		await page.waitForURL((url) => url.pathname !== '/sign-in', { timeout: 60_000 });
		const state = await context.storageState();
		if (browser.newContext) await context.close();
		else await page.close();
		return state;
	}

	/** A fresh window with a cold cache, signed in, as slow as is asked. */
	async open({ slower = 1, ...options } = {}) {
		const context = await this.browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-GB', storageState: this.session, ...options });
		await context.addInitScript(inPage);
		const page = await context.newPage();
		page.setDefaultTimeout(120_000);
		page.devtools = await context.newCDPSession(page);
		await page.devtools.send('Performance.enable', { timeDomain: 'threadTicks' });
		if (slower > 1) await page.devtools.send('Emulation.setCPUThrottlingRate', { rate: slower });
		return page;
	}

	async openBoard(page, query = '') {
		await page.goto(`${this.url}/pipelines/1${query}`);
		await page.locator('main[aria-busy=false] [data-card]').first().waitFor();
	}
}

export const close = (page) => page.context().close();

/** Milliseconds of processor time of the page's main thread since it began. */
export async function processorTime(page) {
	const { metrics } = await page.devtools.send('Performance.getMetrics');
	return metrics.find((one) => one.name === 'TaskDuration').value * 1000;
}

export const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
export const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
export const most = (values) => Math.max(...values);

/** One line as measure.py writes them; `bound` such as '<= 1.5', or none. */
export function say(what, figure, bound, unit = '') {
	const [relation, limit] = bound?.split(' ') ?? [];
	const isMet = !bound || (relation === '<=' ? figure <= Number(limit) : figure >= Number(limit));
	const asked = bound ? `  (${bound}${unit})` : '';
	const word = !bound ? '' : isMet ? 'ok' : 'MISS';
	console.log(`${word.padEnd(4)}  ${what.padEnd(66)} ${figure.toFixed(figure < 10 ? 2 : 0).padStart(7)}${unit}${asked}`);
}

/** What is watched from within: `bench` of every page. */
function inPage() {
	/** After what the current frame shows is painted. */
	const painted = (then) => {
		const { port1, port2 } = new MessageChannel();
		port1.onmessage = () => then(performance.now());
		port2.postMessage(0);
	};
	/** The first painted frame in which something is so. */
	const frameWith = (isSo) =>
		new Promise((done) => {
			const look = () => (isSo() ? painted(done) : requestAnimationFrame(look));
			requestAnimationFrame(look);
		});

	window.bench = {
		frameWith,
		/** Milliseconds from the next event of a kind to the first painted frame in which something is so. */
		async answer(kind, isSo) {
			let begun;
			addEventListener(kind, (event) => (begun ??= event.timeStamp), { capture: true, once: true });
			return (await frameWith(() => begun !== undefined && isSo())) - begun;
		},
		/** Counts frames until it is told to stop: frames a second, and the longest between two. */
		countFrames() {
			const times = [];
			let isOn = true;
			const next = (now) => (times.push(now), isOn && requestAnimationFrame(next));
			requestAnimationFrame(next);
			this.stopFrames = () => {
				isOn = false;
				const gaps = times.slice(1).map((time, index) => time - times[index]);
				return { rate: (1000 * gaps.length) / (times.at(-1) - times[0]), longest: Math.max(...gaps) };
			};
		},
	};
}
