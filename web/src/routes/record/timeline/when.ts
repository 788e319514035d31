// The days on which a next step mostly falls, as instants of the organisation's morning.
import { instantOf, today } from '$lib/day';
import { t } from '$lib/i18n/index.svelte';
import { session } from '$lib/state/session.svelte';

const morning = '09:00';

export function usualDays(): { label: string; at: string }[] {
	return [
		{ label: t.records.tomorrow, at: inDays(1) },
		{ label: t.records.inDays(3), at: inDays(3) },
		{ label: t.records.nextWeek, at: inDays(7) },
	];
}

/** A step for a Saturday or a Sunday is laid on the Monday after. */
function inDays(days: number): string {
	const date = new Date(Date.parse(today(session.zone)) + days * 86_400_000);
	const rest = { 6: 2, 0: 1 }[date.getUTCDay()] ?? 0;
	const day = new Date(date.getTime() + rest * 86_400_000).toISOString().slice(0, 10);
	return instantOf(day, morning, session.zone);
}
