// Days of the organisation's calendar, as the API writes them: YYYY-MM-DD. A day is not an instant;
// nothing here depends on the browser's own zone. Writing them for people: i18n/format.ts.

/** The day on which an instant falls in a zone. */
export function dayOf(instant: Date, zone: string): string {
	const parts = new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(instant);
	return parts.slice(0, 10);
}

export function today(zone: string): string {
	return dayOf(new Date(), zone);
}

/** Whole days from one day to another; negative when `to` is earlier. */
export function daysBetween(from: string, to: string): number {
	return Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);
}

/** Whole days that have passed since an instant, as of another. */
export function daysSince(instant: string, now: number): number {
	return Math.max(0, Math.floor((now - Date.parse(instant)) / 86_400_000));
}

export function isDay(text: string | null | undefined): text is string {
	return !!text && /^\d{4}-\d{2}-\d{2}$/.test(text) && !Number.isNaN(Date.parse(text));
}
