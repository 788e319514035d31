// What a part of the app needs that is fetched when it is asked for and may not come: what asked for it is closed, so
// that it can be asked for again, and a note says why.
import { t } from '$lib/i18n/index.svelte';
import { toasts } from './toasts.svelte';

export function orClose<T>(part: Promise<T>, close: () => void): Promise<T> {
	return part.catch(() => {
		close();
		toasts.bad(t.errors.offline);
		return new Promise<never>(() => {});
	});
}
