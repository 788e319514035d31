// Undo of the user's last change, by the note that follows each change or by Ctrl/⌘ Z.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import { openDeal } from './deal.svelte';
import { toasts } from './toasts.svelte';

export function offerUndo(text: string) {
	toasts.show(text, { action: { label: t.undo.action, run: () => void undo() } });
}

export async function undo() {
	try {
		await call('post', '/undo', { body: {} });
		toasts.show(t.undo.done);
	} catch (error) {
		toasts.bad((error as ApiError).reason || t.errors.offline);
	}
	await Promise.all([boards.current?.load(), openDeal.reload()]);
}
