// The app without a network. Puts itself between the app and the network; main.ts calls it once.
//   carrier       every request: network, kept answer or outbox
//   outbox        changes that wait; deliver and merge say what becomes of one
//   overlay       answers with waiting changes laid over them
//   kept_answers  what was read last; rows_seen the same by row, while the app is open
//   update        the service worker and new versions of the app
import { way } from '$lib/api/client';
import { overNetwork } from '$lib/api/network';
import { carry, followOtherWindows } from './carrier';
import { network } from './network.svelte';
import { outbox } from './outbox.svelte';

export async function goOffline() {
	way.carry = carry;
	followOtherWindows();
	addEventListener('online', () => void overNetwork({ method: 'get', path: '/session' }).then(() => network.answered(), () => {}));
	await outbox.open().catch(() => {});
}
