// Starts the app: the session and the words are asked for at once, the page follows.
import { hooks } from '$lib/api/client';
import { language } from '$lib/i18n/index.svelte';
import { speakToUser } from '$lib/state/choose_language';
import { startOffline } from '$lib/state/offline';
import { session } from '$lib/state/session.svelte';
import { mount } from 'svelte';
import App from './App.svelte';
import { preload } from './router';

hooks.language = () => language.code;
hooks.signedOut = () => session.end();

// The router takes every click on a link; with a key held down it is the browser's (a new tab).
document.addEventListener('click', (event) => {
	if (event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) event.stopPropagation();
});

/** The frame waits so many milliseconds for its page: to draw both at once takes less than one after the other. */
const pageFirst = 300;

const after = (milliseconds: number) => new Promise((done) => setTimeout(done, milliseconds));

async function start() {
	const page = preload(location.pathname as '/'); // beside the session, not behind it
	const opened = startOffline();
	await Promise.all([language.use(language.preferred()), opened, session.load().catch(() => {})]);
	await speakToUser();
	await Promise.race([Promise.resolve(page).catch(() => {}), after(pageFirst)]);
	mount(App, { target: document.getElementById('app')! });
}

void start();
