// Takes a picture of every page for docs/screens/: desktop and phone, light and dark, on the demo's data.
//	node tools/dev/screens.mjs [NAME...]
// With ALUR_SCREENS=FOLDER it writes them there, without loss.
import { mkdir } from 'node:fs/promises';
import { demoRows, pages, settled } from '../../tests/e2e/pages.mjs';
import { Alur } from '../../tests/e2e/support.mjs';

const folder = process.env.ALUR_SCREENS ?? new URL('../../docs/screens', import.meta.url).pathname;
const form = process.env.ALUR_SCREENS ? { type: 'png' } : { type: 'jpeg', quality: 70 };
const devices = {
	desktop: { viewport: { width: 1440, height: 900 }, locale: 'en-GB' },
	phone: { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true, locale: 'id-ID' },
};
const wanted = process.argv.slice(2);
const alur = new Alur();

async function takeAll(rows, device, colorScheme) {
	const out = await alur.open({ ...devices[device], colorScheme });
	const page = await alur.signedIn('demo@alur.local', { ...devices[device], colorScheme });
	for (const one of pages) {
		if (wanted.length > 0 && !wanted.includes(one.name)) continue;
		const window = one.signedOut ? out : page;
		await window.goto(alur.url + one.at(rows));
		await settled(window);
		await window.screenshot({ path: `${folder}/${one.name}-${device}-${colorScheme}.${form.type}`, ...form });
	}
	await out.context().close();
	await page.context().close();
}

await mkdir(folder, { recursive: true });
try {
	await alur.start(true);
	const rows = await demoRows(alur);
	for (const device of Object.keys(devices)) for (const colorScheme of ['light', 'dark']) await takeAll(rows, device, colorScheme);
} finally {
	await alur.stop();
}
