// The network between a browser and the program, to be cut as a test wants: wholly, or so that a request
// arrives and its answer does not. It stands where a train's tunnel would, so the program, the browser and
// the service worker are those that people use.
import { createServer, request } from 'node:http';

export class Wire {
	/** up, down, or losing: requests arrive, answers of changes are lost. */
	state = 'up';
	/** How many changes arrived whose answers were lost. */
	lost = 0;
	/** How long changes and reads wait in front of a busy program, which carries them out whether or not anybody still
	 *  waits for the answer; in milliseconds. `of`: only those. */
	busy = { writes: 0, reads: 0, of: /./ };
	/** What was asked since this was emptied: `GET /api/v1/today`. */
	asked = [];
	/** Added to the service worker's text: another version of the app. */
	version = '';
	#sockets = new Set();

	constructor(port) {
		this.target = port;
	}

	async open() {
		this.server = createServer((asked, answer) => this.#pass(asked, answer));
		this.server.on('connection', (socket) => {
			this.#sockets.add(socket);
			socket.on('close', () => this.#sockets.delete(socket));
			if (this.state === 'down') socket.destroy();
		});
		await new Promise((done) => this.server.listen(0, '127.0.0.1', done));
		this.url = `http://127.0.0.1:${this.server.address().port}`;
	}

	cut() {
		this.state = 'down';
		for (const socket of this.#sockets) socket.destroy();
	}

	/** Answers are lost from now on, those of reads as well, so that nothing tells that the program is there. */
	loseAnswers() {
		this.state = 'losing';
		for (const socket of this.#sockets) socket.destroy();
	}

	mend() {
		this.state = 'up';
		this.busy = { writes: 0, reads: 0, of: /./ };
	}

	close() {
		this.cut();
		this.server.close();
	}

	#pass(asked, answer) {
		const isWrite = asked.method !== 'GET';
		if (asked.url.startsWith('/api/')) this.asked.push(`${asked.method} ${asked.url}`);
		const wait = asked.url.startsWith('/api/') && !asked.url.endsWith('/events') && this.busy.of.test(asked.url) ? this.busy[isWrite ? 'writes' : 'reads'] : 0;
		if (wait > 0) return this.#later(asked, answer, wait);
		const { url, method, headers } = asked;
		if (url === '/sw.js' && this.version) for (const name of ['if-none-match', 'accept-encoding']) delete headers[name];
		const onward = request({ host: '127.0.0.1', port: this.target, path: url, method, headers }, (given) => {
			if (this.state === 'losing') {
				if (isWrite) given.on('end', () => this.lost++).resume();
				return void given.on('end', () => asked.socket.destroy()).resume();
			}
			if (url === '/sw.js' && this.version) return void this.#another(given, answer);
			answer.writeHead(given.statusCode, given.headers);
			given.pipe(answer);
		});
		onward.on('error', () => asked.socket.destroy());
		asked.on('close', () => asked.destroyed && !asked.complete && onward.destroy());
		answer.on('close', () => onward.destroy());
		asked.pipe(onward);
	}

	/** Its whole body has arrived, so it is done in any case. */
	#later(asked, answer, wait) {
		const chunks = [];
		const { url, method, headers } = asked;
		asked.on('data', (chunk) => chunks.push(chunk));
		asked.on('end', async () => {
			await new Promise((done) => setTimeout(done, wait));
			const onward = request({ host: '127.0.0.1', port: this.target, path: url, method, headers }, (given) => {
				if (answer.destroyed) return void given.resume();
				answer.writeHead(given.statusCode, given.headers);
				given.pipe(answer);
			});
			onward.on('error', () => asked.socket.destroy());
			onward.end(Buffer.concat(chunks));
		});
	}

	#another(given, answer) {
		const chunks = [];
		given.on('data', (chunk) => chunks.push(chunk));
		given.on('end', () => {
			const { 'content-length': _, 'content-encoding': __, etag: ___, ...headers } = given.headers;
			answer.writeHead(200, headers);
			answer.end(Buffer.concat(chunks) + `\n// ${this.version}\n`);
		});
	}
}

/** Signs somebody in by a link for one time, in a window whose requests go over the wire. */
export async function signInOver(wire, alur, page, email) {
	const link = new URL(await alur.link(email));
	await page.goto(wire.url + link.pathname + link.hash);
	await page.locator('input[type=password]').waitFor();
	await page.locator('form button').last().click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	return page;
}
