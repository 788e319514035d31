// A slower machine and a slower line than those the tests run on: what goes well only because an answer is quicker
// than a hand fails here, and would fail people. Off unless asked for: docs/tests.md.

/** So many times slower the page computes. */
const slower = Number(process.env.ALUR_E2E_SLOWER ?? 1);
/** So many milliseconds an answer of the API is held back at most. */
const late = Number(process.env.ALUR_E2E_LATE ?? 0);
const seed = process.env.ALUR_E2E_SEED ?? '1';

/** Burdens a page before it goes anywhere. */
export async function burden(page) {
	if (slower <= 1 && late <= 0) return;
	const protocol = await page.context().newCDPSession(page);
	if (slower > 1) await protocol.send('Emulation.setCPUThrottlingRate', { rate: slower });
	if (late > 0) await holdAnswersBack(protocol);
}

/** The program has done what it was asked for; only the page learns of it later. */
async function holdAnswersBack(protocol) {
	const asked = new Map();
	protocol.on('Fetch.requestPaused', async ({ requestId, request: { method, url } }) => {
		const what = `${method} ${new URL(url).pathname}`;
		asked.set(what, (asked.get(what) ?? 0) + 1);
		const wait = url.endsWith('/events') ? 0 : waitOf(`${seed} ${what} ${asked.get(what)}`);
		await new Promise((done) => setTimeout(done, wait));
		await protocol.send('Fetch.continueRequest', { requestId }).catch(() => {}); // nobody waits for it any more
	});
	await protocol.send('Fetch.enable', { patterns: [{ urlPattern: '*/api/v1/*', requestStage: 'Response' }] });
}

/** By what is asked and how often it was, so that a run with the same seed holds back the same answers. FNV-1a. */
function waitOf(what) {
	let hash = 0x811c9dc5;
	for (const letter of what) hash = Math.imul(hash ^ letter.codePointAt(0), 0x01000193) >>> 0;
	return hash % (late + 1);
}
