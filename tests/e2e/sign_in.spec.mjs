// The door: one-time links, passwords, languages, and where it leads.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { close, seriousFaults, useAlur } from './support.mjs';

const alur = useAlur();
const email = 'admin@example.com';
const password = 'kopi tubruk tanpa gula';

test('a one-time link signs in, leaves the address and offers to set a password', async () => {
	const page = await alur.open();
	await page.goto(await alur.link(email));
	await page.getByText('Welcome, Ani Wijaya').waitFor();
	assert.equal(new URL(page.url()).hash, '');
	await page.getByRole('button', { name: 'Skip for now' }).click();
	await page.waitForURL(/\/start$/);
	await close(page);
});

test('a link works once', async () => {
	const link = await alur.link(email);
	const first = await alur.open();
	await first.goto(link);
	await first.getByText('Welcome').waitFor();
	await close(first);
	const second = await alur.open();
	await second.goto(link);
	await second.getByText('This sign-in link does not work any more').waitFor();
	await second.getByText('If you have set a password, sign in with it. Otherwise ask an administrator for a new link.').waitFor();
	await second.getByText('alur user link name@example.com').waitFor();
	assert.deepEqual(await seriousFaults(second), []);
	await close(second);
});

test('whoever opens a spent link where they are signed in goes on from there, in all windows', async () => {
	const link = await alur.link(email);
	const page = await alur.open();
	await page.goto(link);
	await page.getByText('Signed in as admin@example.com').waitFor();
	await page.getByRole('button', { name: 'Skip for now' }).click();
	await page.waitForURL(/\/start$/);
	const again = await page.context().newPage();
	await again.goto(link);
	await again.getByText('You are signed in as Ani Wijaya in this browser already.').waitFor();
	await again.getByRole('button', { name: 'Go on as Ani Wijaya' }).click();
	await again.waitForURL(/\/start$/);
	await page.getByRole('button', { name: 'Account' }).waitFor();
	assert.equal(new URL(page.url()).pathname, '/start');
	await close(page);
});

test('a link that could not be sent is not called spent, and is tried again', async () => {
	const link = await alur.link(email);
	const page = await alur.open({ locale: 'id-ID' });
	const isSignIn = (url) => url.pathname === '/api/v1/session';
	await page.route(isSignIn, (route) => route.abort());
	await page.goto(link);
	await page.getByRole('button', { name: 'Coba lagi' }).waitFor();
	assert.equal(await page.getByText('Tautan masuk ini tidak berlaku lagi').count(), 0);
	await page.unroute(isSignIn);
	await page.getByRole('button', { name: 'Coba lagi' }).click();
	await page.getByText('Selamat datang, Ani Wijaya').waitFor();
	page.faults = page.faults.filter((fault) => !fault.includes('ERR_FAILED'));
	await close(page);
});

test('the address that was used last on this device stands in the form, and the keyboard in the line of the password', async () => {
	const page = await alur.open();
	await page.goto(await alur.link(email));
	await page.getByText('Welcome').waitFor();
	await page.getByRole('button', { name: 'Skip for now' }).click();
	await page.getByRole('button', { name: 'Account' }).click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	await page.getByLabel('E-mail').waitFor();
	assert.equal(await page.getByLabel('E-mail').inputValue(), email);
	assert.equal(await page.evaluate(() => document.activeElement?.getAttribute('type')), 'password');
	await page.getByText(`alur user link ${email}`).waitFor();
	await close(page);
});

test('a password of less than 12 characters is refused on its field', async () => {
	const page = await alur.open();
	await page.goto(await alur.link(email));
	await page.getByLabel('New password').fill('pendek');
	await page.getByRole('button', { name: 'Set the password' }).click();
	await page.getByText('Use at least 12 characters.').waitFor();
	await close(page);
});

test('a password that was set signs in, and signing out ends the session', async () => {
	const page = await alur.open();
	await page.goto(await alur.link(email));
	await page.getByLabel('New password').fill(password);
	await page.getByRole('button', { name: 'Set the password' }).click();
	await page.waitForURL(/\/start$/);
	await page.getByRole('button', { name: 'Account' }).click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	await page.waitForURL(/\/sign-in/);
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password').fill('not the password at all');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.locator('p.error').waitFor();
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/start$/);
	await close(page);
});

test('the page to sign in asks nothing that it knows to be refused, and whoever is signed in does not stay there', async () => {
	const page = await alur.open();
	const refused = [];
	page.on('response', (response) => response.status() >= 400 && refused.push(response.url()));
	await page.goto(`${alur.url}/sign-in`);
	await page.getByLabel('E-mail').waitFor();
	assert.deepEqual(refused, []);
	await page.goto(await alur.link(email));
	await page.getByText('Welcome').waitFor();
	await page.goto(`${alur.url}/sign-in`);
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	await close(page);
});

test('somebody who is not signed in comes back to the address that was asked for', async () => {
	const page = await alur.open();
	await page.goto(`${alur.url}/start?from=mail`);
	await page.waitForURL(/\/sign-in\?next=/);
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password').fill(password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL(/\/start\?from=mail$/);
	await close(page);
});

test('an address of another site after `next` is not followed', async () => {
	const page = await alur.signedIn(email);
	await page.goto(`${alur.url}/sign-in?next=//example.org/`);
	await page.waitForURL(/\/start$/);
	assert.equal(new URL(page.url()).origin, alur.url);
	await close(page);
});

test('the page speaks the language of the browser, and the other one when chosen', async () => {
	const page = await alur.open({ locale: 'id-ID' });
	await page.goto(`${alur.url}/sign-in`);
	await page.getByRole('heading', { name: 'Masuk' }).waitFor();
	assert.equal(await page.locator('html').getAttribute('lang'), 'id');
	await page.getByText('English').click();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	await page.reload();
	await page.getByRole('heading', { name: 'Sign in' }).waitFor();
	await close(page);
});

test('somebody else who signs in begins on a page that knows nothing of the one before, in all windows', async () => {
	const page = await alur.signedIn(email);
	const other = await page.context().newPage();
	await other.goto(`${alur.url}/companies`);
	await other.getByRole('button', { name: 'Account' }).waitFor();
	await other.evaluate(() => (window.before = true));
	await alur.addUser('budi@example.com', 'Budi Santoso', 'seller');
	await page.goto(await alur.link('budi@example.com'));
	await page.getByText('Welcome, Budi Santoso').waitFor();
	await other.waitForFunction(() => !window.before);
	await page.getByLabel('New password').fill(password);
	await page.getByRole('button', { name: 'Set the password' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	await page.evaluate(() => (window.before = true));
	await page.getByRole('button', { name: 'Account' }).click();
	await page.getByRole('menuitem', { name: 'Sign out' }).click();
	await other.waitForURL(/\/sign-in/);
	await page.getByLabel('E-mail').fill(email);
	await page.getByLabel('Password').fill('kopi tubruk tanpa gula');
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((url) => url.pathname !== '/sign-in');
	assert.equal(await page.evaluate(() => window.before), undefined);
	await close(page);
});
