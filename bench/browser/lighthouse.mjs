// What Lighthouse says of the sign-in page and of the board, as a telephone (its own way: simulated slow
// network, processor slowed 4 times) and as a desktop. The one user of this folder's packages.
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { executablePath, flags, say } from './window.mjs';

const { chromium } = createRequire(new URL('../../web/package.json', import.meta.url))('playwright-core');
const bounds = { performance: '>= 95', accessibility: '>= 100', 'best-practices': '>= 100' };

export async function lighthouse(bench) {
	for (const [name, path, isSignedIn] of [['sign-in', '/sign-in', false], ['board', '/pipelines/1', true]]) {
		for (const device of ['mobile', 'desktop']) await audit(bench, { name: `${name}, ${device}`, path, isSignedIn, device });
	}
}

async function audit(bench, { name, path, isSignedIn, device }) {
	const { default: measure, desktopConfig } = await import('lighthouse');
	const folder = await mkdtemp(join(tmpdir(), 'alur-lighthouse-'));
	const port = 20_000 + Math.floor(Math.random() * 20_000);
	const context = await chromium.launchPersistentContext(folder, { executablePath, args: [...flags, `--remote-debugging-port=${port}`], viewport: null });
	try {
		if (isSignedIn) await bench.signIn(context);
		const options = { port, onlyCategories: Object.keys(bounds), disableStorageReset: true, logLevel: 'error' };
		const { lhr } = await measure(bench.url + path, options, device === 'desktop' ? desktopConfig : undefined);
		for (const [category, bound] of Object.entries(bounds)) say(`${name}: ${category}`, Math.round(lhr.categories[category].score * 100), bound);
		for (const audit of lacking(lhr)) console.log(`        ${audit.id}: ${audit.displayValue ?? audit.title}`);
	} finally {
		await context.close();
		await rm(folder, { recursive: true, force: true });
	}
}

/** What kept the page from the full score. */
function lacking(lhr) {
	const weighed = Object.keys(bounds).flatMap((category) => lhr.categories[category].auditRefs.filter((one) => one.weight > 0));
	return weighed.map((one) => lhr.audits[one.id]).filter((one) => one.score !== null && one.score < 0.9);
}
