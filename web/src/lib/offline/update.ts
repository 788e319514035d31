// The service worker, which keeps the app's files (src/service_worker.js), and new versions of the app: one
// waits until its user wants it, for a page must not lose its files while somebody works in it.
const often = 3_600_000;
/** The browser lets the old version end what it is doing first, which may take it a minute: the page is loaded
 *  anew all the same, and has the new version a little later. */
const patience = 5_000;
/** The worker fetches every file of the app: the page that somebody waits for comes first. */
const afterPage = 2_500;
const isLoading = () => document.querySelector('main[aria-busy=true]') !== null;

/** `tell` is given the way to the new version. */
export function keepFiles(tell: (takeOver: () => void) => void) {
	if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
	const begin = () => (isLoading() ? setTimeout(begin, 500) : register(tell).catch(() => {}));
	setTimeout(begin, afterPage);
}

async function register(tell: (takeOver: () => void) => void) {
	const worker = navigator.serviceWorker;
	const registration = await worker.register('/sw.js', { updateViaCache: 'none' });
	let wanted = false;
	worker.addEventListener('controllerchange', () => wanted && location.reload());
	const offer = () => {
		const waiting = registration.waiting;
		if (!waiting || !worker.controller) return;
		tell(() => {
			wanted = true;
			waiting.postMessage('take over');
			setTimeout(() => location.reload(), patience);
		});
	};
	offer();
	registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
	setInterval(() => void registration.update().catch(() => {}), often);
	document.addEventListener('visibilitychange', () => void (document.visibilityState === 'visible' && registration.update().catch(() => {})));
}
