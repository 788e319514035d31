// Days of the organisation's calendar, as the API writes them: YYYY-MM-DD. A day is not an instant;
// nothing here depends on the browser's own zone. Writing them for people: i18n/format.ts.
import { parseDateTime, toZoned } from '@internationalized/date';

/** One for each zone and locale, of which one writes days and another times: to make one takes a hundred times as
 *  long as to write with it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const key = `${locale} ${options.timeZone}`;
	let format = formats.get(key);
	if (!format) formats.set(key, (format = new Intl.DateTimeFormat(locale, options)));
	return format;
}

/** The day on which an instant falls in a zone. */
export function dayOf(instant: Date, zone: string): string {
	return formatOf('en-CA', { timeZone: zone, dateStyle: 'short' }).format(instant).slice(0, 10);
}

export function today(zone: string): string {
	return dayOf(new Date(), zone);
}

/** So many days later, or earlier. */
export function addDays(day: string, days: number): string {
	return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** The Monday of the week in which a day lies. */
export function mondayOf(day: string): string {
	return addDays(day, -((new Date(day).getUTCDay() + 6) % 7));
}

/** Whole days that have passed since an instant, as of another. */
export function daysSince(instant: string, now: number): number {
	return Math.max(0, Math.floor((now - Date.parse(instant)) / 86_400_000));
}

/** Whether a text is a day that exists: of the 31st of February JavaScript makes one of March. */
export function isDay(text: string | null | undefined): text is string {
	if (!text || !/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const time = Date.parse(text);
	return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/** Day and time of day that a zone's clock shows at an instant. */
export function clockOf(instant: Date, zone: string): { day: string; time: string } {
	const options = { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
	return { day: dayOf(instant, zone), time: formatOf('en-GB', options).format(instant) };
}

/** The instant at which a zone's clock shows this day and time, as the API writes it. A time that a
 *  clock change leaves out becomes the one after the gap. */
export function instantOf(day: string, time: string, zone: string): string {
	return toZoned(parseDateTime(`${day}T${time}`), zone).toAbsoluteString();
}
