// Draws the icons of the installed app from public/favicon.svg: `node tools/draw_icons.mjs`. The maskable
// one fills its square, for systems that cut it to a shape of their own, with the sign in the safe middle.
import { readFile, writeFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const folder = new URL('../public/', import.meta.url);
const logo = await readFile(new URL('favicon.svg', folder), 'utf8');
const ground = /<rect[^>]*fill="([^"]+)"/.exec(logo)[1];
const sign = /<path[^>]*\/>/.exec(logo)[0];
/** The sign at three quarters of its size: a circle of 80 % of the square holds all of it. */
const maskable = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" fill="${ground}"/><g transform="translate(4 4) scale(.75)">${sign}</g></svg>`;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: process.getuid() === 0 ? ['--no-sandbox'] : [] });
for (const [name, size, svg] of [
	['icon-192.png', 192, logo],
	['icon-512.png', 512, logo],
	['icon-maskable-512.png', 512, maskable],
	['icon-apple-180.png', 180, maskable],
]) {
	const page = await browser.newPage({ viewport: { width: size, height: size } });
	await page.setContent(`<style>body { margin: 0 } svg { display: block; width: ${size}px; height: ${size}px }</style>${svg}`);
	await writeFile(new URL(name, folder), await page.screenshot({ omitBackground: true }));
	await page.close();
}
await browser.close();
