// The service worker: keeps the files of one version of the app, so that it opens without a network. The
// build writes their names here (vite.config.ts). Data is none of its business: what the API answered is
// kept by lib/offline, which knows whose it is; requests to the program pass by here untouched.
const version = '__VERSION__';
const files = __FILES__;
const prefix = 'alur-files-';

/** One form of each file is kept, however it was compressed on its way. */
const asStored = { ignoreVary: true };

/** Pages that the program itself answers, not the app. */
const notTheApp = /^\/(api|f|healthz|readyz|metrics)(\/|$)/;

self.addEventListener('install', (event) => {
	event.waitUntil(caches.open(prefix + version).then((cache) => cache.addAll(files)));
});

/** A page of the version before may still be open, and fetch parts of itself: its files stay for one
 *  version more. */
self.addEventListener('activate', (event) => {
	event.waitUntil(forgetOldFiles());
	void self.clients.claim();
});

async function forgetOldFiles() {
	const names = (await caches.keys()).filter((name) => name.startsWith(prefix));
	await Promise.all(names.slice(0, -2).map((name) => caches.delete(name)));
}

/** The page asks for it when its user wants the new version. */
self.addEventListener('message', (event) => {
	if (event.data === 'take over') void self.skipWaiting();
});

self.addEventListener('fetch', (event) => {
	const { request } = event;
	const { origin, pathname } = new URL(request.url);
	if (request.method !== 'GET' || origin !== self.location.origin || notTheApp.test(pathname)) return;
	const isPage = request.mode === 'navigate' && !/\.[^/]*$/.test(pathname);
	if (isPage || files.includes(pathname) || pathname.startsWith('/assets/')) event.respondWith(answer(request, isPage));
});

/** Every address of the app is the same page, whose script finds the screen. */
async function answer(request, isPage) {
	const own = await caches.open(prefix + version);
	const kept = await own.match(isPage ? '/' : request, asStored);
	return kept ?? (isPage ? undefined : await caches.match(request, asStored)) ?? fetch(request);
}
