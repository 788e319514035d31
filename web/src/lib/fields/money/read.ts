// Turns what a person types as an amount into the API's decimal string, exactly: `12.500.000`,
// `12,5 jt`, `Rp 3 juta`, `1.2M`. The decimal mark follows the language.
import type { LanguageCode } from '$lib/i18n/index.svelte';

/** How many places each ending moves the decimal point. `m` is a million in English and a
 *  milliard (miliar) in Indonesian, as both languages write it. */
const endings: Record<LanguageCode, Record<string, number>> = {
	en: { '': 0, k: 3, thousand: 3, m: 6, mn: 6, million: 6, b: 9, bn: 9, billion: 9, t: 12, trillion: 12, ...indonesian() },
	id: { '': 0, k: 3, m: 9, t: 12, ...indonesian() },
};

/** These mean the same to everybody who writes them. */
function indonesian() {
	return { rb: 3, ribu: 3, jt: 6, juta: 6, miliar: 9, milyar: 9, triliun: 12 };
}

const longest = 18;

/** The decimal string; null for nothing typed; undefined where it is not an amount. */
export function readMoney(typed: string, language: LanguageCode, finest = 4): string | null | undefined {
	const text = typed.trim().toLowerCase();
	if (text === '') return null;
	const match = /^(?:[a-z]{0,3}[$€£¥]|rp\.?|[a-z]{3}\b)?\s*([\d.,\s]*\d)\s*([a-z]*)$/.exec(text);
	const places = match?.[2] === undefined ? undefined : endings[language][match[2]];
	if (!match?.[1] || places === undefined) return undefined;
	const number = plain(match[1].replace(/\s/g, ''), language, places > 0);
	return number === undefined ? undefined : shifted(number, places, finest);
}

/** Digits with at most one point. A mark that stands where a group of thousands cannot end is taken
 *  for the decimal mark, whichever language it is of. */
function plain(text: string, language: LanguageCode, short: boolean): string | undefined {
	const [group, decimal] = language === 'id' ? ['.', ','] : [',', '.'];
	if (isGrouped(text, group!, decimal!) && !(short && !text.includes(decimal!) && text.split(group!).length === 2))
		return text.replaceAll(group!, '').replace(decimal!, '.');
	if (/^\d+[.,]\d+$/.test(text)) return text.replace(',', '.');
	return /^\d+$/.test(text) ? text : undefined;
}

function isGrouped(text: string, group: string, decimal: string): boolean {
	const mark = (character: string) => '\\' + character;
	return new RegExp(`^\\d{1,3}(${mark(group)}\\d{3})*(${mark(decimal)}\\d*)?$|^\\d+${mark(decimal)}\\d*$`).test(text);
}

function shifted(number: string, places: number, finest: number): string | undefined {
	const [whole = '0', fraction = ''] = number.split('.');
	const moved = whole + fraction.slice(0, places).padEnd(places, '0');
	const rest = fraction.slice(places).replace(/0+$/, '');
	const digits = moved.replace(/^0+(?=\d)/, '');
	if (digits.length > longest || rest.length > finest) return undefined;
	return rest ? `${digits}.${rest}` : digits;
}
