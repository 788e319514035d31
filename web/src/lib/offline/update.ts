// The service worker, which keeps the app's files (src/service_worker.js), and new versions of the app: one
// waits until its user wants it, for a page must not lose its files while somebody works in it.
const often = 3_600_000;
/** The browser lets the old version end what it is doing first, which may take it a minute: the page is loaded
 *  anew all the same, and has the new version a little later. */
const patience = 5_000;

/** `tell` is given the way to the new version. */
export function keepFiles(tell: (takeOver: () => void) => void) {
	if (!('serviceWorker' in navigator) || !import.meta.env.PROD) return;
	addEventListener('load', () => void register(tell).catch(() => {}), { once: true });
	if (document.readyState === 'complete') void register(tell).catch(() => {});
}

let asked = false;

async function register(tell: (takeOver: () => void) => void) {
	if (asked) return;
	asked = true;
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
