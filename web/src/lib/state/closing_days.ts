// The days of the closing calendar: what the program told of them, and how that changes with a deal that goes to
// another day, is worth something else, comes or goes. Pure.
import type { components } from '$lib/api/schema';
import { add, subtract } from '$lib/money';

type Schemas = components['schemas'];
export type ClosingCalendar = Schemas['ClosingCalendar'];
export type ClosingDay = Schemas['CalendarDay'];
export type Closing = Schemas['Closing'];
export type Sums = ClosingDay['sums'];

/** Numbers and sums of some days together. */
export function totalOf(days: readonly (ClosingDay | undefined)[]): { deals: number; sums: Sums } {
	const present = days.filter((day) => day !== undefined);
	return {
		deals: present.reduce((sum, day) => sum + day.deals, 0),
		sums: present.flatMap((day) => day.sums).reduce<Sums>((sums, { currency, amount }) => withAmount(sums, currency, amount), []),
	};
}

/** The calendar with a deal as it now is in place of what it was; where it is undefined it is in no calendar. */
export function withClosing(calendar: ClosingCalendar, before: Closing | undefined, now: Closing | undefined): ClosingCalendar {
	return [
		(one: ClosingCalendar) => (before ? counted(one, before, -1) : one),
		(one: ClosingCalendar) => (now ? counted(one, now, 1) : one),
	].reduce((one, change) => change(one), calendar);
}

function counted(calendar: ClosingCalendar, deal: Closing, sign: 1 | -1): ClosingCalendar {
	const date = deal.expected_close as string | null;
	if (date === null) return { ...calendar, undated: calendar.undated + sign };
	if (date < calendar.from || date > calendar.to) return calendar;
	const old = calendar.days.find(({ day }) => day === date) ?? { day: date, deals: 0, sums: [], largest: [] };
	const others = old.largest.filter(({ id }) => id !== deal.id);
	const day = {
		...old,
		deals: old.deals + sign,
		sums: deal.amount === null ? old.sums : withAmount(old.sums, deal.currency, deal.amount, sign),
		largest: sign > 0 ? [deal, ...others] : others,
	};
	const days = [...calendar.days.filter((one) => one !== old), ...(day.deals > 0 ? [day] : [])];
	return { ...calendar, days: days.sort((a, b) => a.day.localeCompare(b.day)) };
}

function withAmount(sums: Sums, currency: string, amount: string, sign: 1 | -1 = 1): Sums {
	const sum = sums.find((one) => one.currency === currency);
	const now = { currency, amount: sign > 0 ? add(sum?.amount ?? '0', amount) : subtract(sum?.amount ?? '0', amount) };
	return sum ? sums.map((one) => (one === sum ? now : one)) : [...sums, now];
}
