import { t } from '$lib/i18n/index.svelte';

export function writeBool(value: unknown): string {
	return value === true || value === 'true' ? t.bool.yes : t.bool.no;
}
