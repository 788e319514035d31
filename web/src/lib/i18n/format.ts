// Writes numbers, money and dates in the current language. Money and dates come as the API's
// strings and are never turned into floating point or shifted between zones.
import { daysBetween, today } from '$lib/day';
import { language } from './index.svelte';

const cache = new Map<string, unknown>();

function cached<T>(key: string, make: () => T): T {
	let made = cache.get(key) as T | undefined;
	if (made === undefined) cache.set(key, (made = make()));
	return made;
}

function numbers(options: Intl.NumberFormatOptions): Intl.NumberFormat {
	const locale = language.code;
	return cached(locale + JSON.stringify(options), () => new Intl.NumberFormat(locale, options));
}

/** Days are written day-month-year in both languages, so that nobody reads a month for a day. */
function dates(options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
	const locale = language.code === 'en' ? 'en-GB' : 'id';
	return cached('d' + locale + JSON.stringify(options), () => new Intl.DateTimeFormat(locale, options));
}

function currencyOptions(currency: string): Intl.NumberFormatOptions {
	return { style: 'currency', currency, currencyDisplay: 'narrowSymbol' };
}

function decimal(amount: string): Intl.StringNumericLiteral {
	return amount as Intl.StringNumericLiteral;
}

/** `Rp 12,5 jt`, `$1.2M`: for cards and column heads. */
export function moneyShort(amount: string, currency: string): string {
	return numbers({ ...currencyOptions(currency), notation: 'compact', maximumFractionDigits: 1 }).format(
		decimal(amount),
	);
}

/** The whole amount; the minor digits only where they are not zero. */
export function moneyWhole(amount: string, currency: string): string {
	return numbers({
		...currencyOptions(currency),
		maximumFractionDigits: Math.max(2, amount.split('.')[1]?.length ?? 0),
		minimumFractionDigits: /\.0*$/.test(amount) || !amount.includes('.') ? 0 : 2,
		trailingZeroDisplay: 'stripIfInteger',
	}).format(decimal(amount));
}

export function count(value: number): string {
	return numbers({}).format(value);
}

/** A number that need not be whole. */
export function decimals(value: number, digits = 3): string {
	return numbers({ maximumFractionDigits: digits }).format(value);
}

/** `1.2 MB`, as people read the size of a file. */
export function bytes(value: number): string {
	const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
	const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)));
	return numbers({ style: 'unit', unit: units[step]!, unitDisplay: step === 0 ? 'long' : 'short', maximumFractionDigits: step > 1 ? 1 : 0 }).format(value / 1000 ** step);
}

export function percent(rate: number): string {
	return numbers({ style: 'percent', maximumFractionDigits: 0 }).format(rate);
}

/** A day: in words up to a week away, otherwise `3 Mar 2026`. */
export function day(date: string, zone: string): string {
	const distance = daysBetween(today(zone), date);
	if (Math.abs(distance) > 7) return dayWhole(date);
	const relative = cached(
		'r' + language.code,
		() => new Intl.RelativeTimeFormat(language.code, { numeric: 'auto' }),
	);
	return relative.format(distance, 'day');
}

export function dayWhole(date: string): string {
	return dates({ day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(date));
}

/** A month, given as `2026-03`: `March 2026`. */
export function monthName(month: string): string {
	return dates({ month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(month + '-01'));
}

/** The day of the week in short: `Mon`. */
export function weekday(date: string): string {
	return dates({ weekday: 'short', timeZone: 'UTC' }).format(new Date(date));
}

/** How long ago: `5 min`, `3 hr`, `12 days`; each unit counts when it is whole. */
export function ago(at: string, now: number): string {
	const minutes = Math.max(1, Math.floor((now - Date.parse(at)) / 60_000));
	const [value, unit] = minutes < 60 ? [minutes, 'minute'] : minutes < 1440 ? [Math.floor(minutes / 60), 'hour'] : [Math.floor(minutes / 1440), 'day'];
	return numbers({ style: 'unit', unit: unit as string, unitDisplay: 'short' }).format(value as number);
}

/** The month of a day: `Mar 2026`. */
export function monthShort(date: string): string {
	return dates({ month: 'short', year: 'numeric', timeZone: 'UTC' }).format(new Date(date));
}

/** An instant as the organisation's clock shows it. */
export function instant(at: string, zone: string): string {
	return dates({
		day: 'numeric',
		month: 'short',
		year: 'numeric',
		hour: '2-digit',
		minute: '2-digit',
		timeZone: zone,
	}).format(new Date(at));
}

/** An instant of late as the organisation's clock shows it: the time alone where it is today's. */
export function clockTime(at: number, zone: string): string {
	const then = new Date(at);
	const time = dates({ hour: '2-digit', minute: '2-digit', timeZone: zone });
	const isToday = dates({ dateStyle: 'short', timeZone: zone }).format(then) === dates({ dateStyle: 'short', timeZone: zone }).format(new Date());
	return isToday ? time.format(then) : instant(then.toISOString(), zone);
}
