import { decimals } from '$lib/i18n/format';

const places = 6;

/** Millionths as a decimal number: `16250500000` is `16250.5`. */
export function units(millionths: string | null): string | null {
	if (millionths === null) return null;
	const digits = millionths.padStart(places + 1, '0');
	return `${digits.slice(0, -places)}.${digits.slice(-places)}`.replace(/\.?0+$/, '');
}

/** The millionths of a decimal number; what is finer is left out. */
export function micro(number: string | null): string | null {
	if (number === null) return null;
	const [whole = '0', fraction = ''] = number.split('.');
	return (whole + fraction.slice(0, places).padEnd(places, '0')).replace(/^0+(?=\d)/, '');
}

export function writeMicro(value: unknown): string {
	return decimals(Number(units(String(value))), places);
}
