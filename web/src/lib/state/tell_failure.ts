// Why a deed failed that has no form to show it at: a note.
import { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { toasts } from './toasts.svelte';

export function tellFailure(error: unknown) {
	toasts.bad(error instanceof ApiError && !error.offline ? error.reason : t.errors.offline);
}
