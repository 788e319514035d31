// Months of a calendar, as `2026-03`, and the weeks from Monday to Sunday that show one.
import { addDays, isDay, mondayOf } from '$lib/day';

export function isMonth(text: string | undefined): text is string {
	return text !== undefined && /^\d{4}-\d{2}$/.test(text) && isDay(`${text}-01`);
}

export function monthOf(day: string): string {
	return day.slice(0, 7);
}

/** The month so many months later or earlier. */
export function addMonths(month: string, months: number): string {
	const [year, number] = month.split('-').map(Number) as [number, number];
	const all = year * 12 + number - 1 + months;
	return `${String(Math.floor(all / 12)).padStart(4, '0')}-${String((all % 12) + 1).padStart(2, '0')}`;
}

/** The Mondays of the weeks in which days of the month lie. */
export function weeksOf(month: string): string[] {
	const first = mondayOf(`${month}-01`);
	const weeks: string[] = [];
	for (let monday = first; monday <= `${month}-31`; monday = addDays(monday, 7)) if (monthOf(addDays(monday, 6)) === month || monthOf(monday) === month) weeks.push(monday);
	return weeks;
}
