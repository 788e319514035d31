// Begins the life without a network (lib/offline), and lets the rest of the app know of it: pages load anew when
// the program is back, and notes say what became of the changes that waited.
import { t } from '$lib/i18n/index.svelte';
import { goOffline } from '$lib/offline';
import { network } from '$lib/offline/network.svelte';
import { outbox } from '$lib/offline/outbox.svelte';
import { keepFiles } from '$lib/offline/update';
import { live } from './live.svelte';
import { overlays } from './overlays.svelte';
import { toasts } from './toasts.svelte';

/** A change that only stood behind another for a moment needs no note of its own. */
const noticeable = 5_000;

export async function startOffline() {
	let outagesTold = 0;
	network.onBack((wasLost) => wasLost && live.missed());
	network.onNews = () => live.missed();
	outbox.onSent = ({ sent, held, since }) => {
		live.missed();
		const action = { label: t.offline.see, run: () => (overlays.open = 'outbox') };
		if (held > 0) toasts.show(t.offline.held(held), { tone: 'bad', action });
		else if (sent > 0 && (network.outages > outagesTold || Date.now() - (since ?? 0) > noticeable)) toasts.show(t.offline.sent(sent));
		outagesTold = network.outages;
	};
	keepFiles((takeOver) => toasts.show(t.offline.newVersion, { stays: true, action: { label: t.offline.reload, run: takeOver } }));
	await goOffline();
}
