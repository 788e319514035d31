// Why a deed failed that has no form to show it at: a note.
import { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { toasts } from './toasts.svelte';

export function tellFailure(error: unknown) {
	toasts.bad(reasonOf(error));
}

/** Of a row that was left before the answer came: the field at which the refusal would stand is not there any more. */
export function tellNotSaved(title: string, error: unknown) {
	toasts.bad(t.record.notSaved(title, reasonOf(error)));
}

/** In words, for a form or a note. */
export function reasonOf(error: unknown): string {
	return error instanceof ApiError && !error.offline ? error.reason : t.errors.offline;
}
