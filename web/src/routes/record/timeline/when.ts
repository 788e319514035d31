// The days on which a next step mostly falls, as instants of the organisation's clock: in its morning, today in a
// while.
import { addDays, clockOf, instantOf, mondayOf, today } from '$lib/day';
import { t } from '$lib/i18n/index.svelte';
import { session } from '$lib/state/session.svelte';

const morning = '09:00';

export function usualDays(): { label: string; at: string }[] {
	const soon = inAWhile();
	return [
		...(soon ? [{ label: t.records.today, at: soon }] : []),
		{ label: t.records.tomorrow, at: tomorrow() },
		{ label: t.records.inDays(3), at: inDays(3) },
		{ label: t.records.nextMonday, at: morningOf(addDays(mondayOf(today(session.zone)), 7)) },
	];
}

export function tomorrow(): string {
	return inDays(1);
}

/** On the hour after the next; late in the evening there is none. */
function inAWhile(): string | undefined {
	const now = clockOf(new Date(), session.zone);
	const hour = Number(now.time.slice(0, 2)) + 2;
	return hour < 24 ? instantOf(now.day, `${String(hour).padStart(2, '0')}:00`, session.zone) : undefined;
}

/** A step for a Saturday or a Sunday is laid on the Monday after. */
function inDays(days: number): string {
	const day = addDays(today(session.zone), days);
	const rest = { 6: 2, 0: 1 }[new Date(day).getUTCDay()] ?? 0;
	return morningOf(addDays(day, rest));
}

function morningOf(day: string): string {
	return instantOf(day, morning, session.zone);
}
