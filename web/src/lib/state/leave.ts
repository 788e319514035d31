// Signing out. What this device keeps goes with its user, and so would changes that wait: those are asked for.
import type { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { outbox } from '$lib/offline/outbox.svelte';
import { overlays } from './overlays.svelte';
import { session } from './session.svelte';
import { toasts } from './toasts.svelte';

export function leave() {
	if (outbox.entries.length > 0) overlays.open = 'leave';
	else void leaveNow();
}

export async function leaveNow() {
	try {
		await session.signOut();
	} catch (error) {
		const refusal = error as ApiError;
		toasts.bad(refusal.offline ? t.offline.leaveLater : refusal.reason);
	}
}
