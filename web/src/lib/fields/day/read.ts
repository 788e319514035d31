// Turns what a person types as a day into YYYY-MM-DD: `2026-03-31`, `31/3/2026`, `31 mar`, `besok`,
// `+7`. The day comes before the month, as in Indonesia; a missing year is the one that is nearest.
import type { LanguageCode } from '$lib/i18n/index.svelte';

const words: Record<string, number> = {
	today: 0,
	tomorrow: 1,
	yesterday: -1,
	'hari ini': 0,
	besok: 1,
	lusa: 2,
	kemarin: -1,
};

/** The day; null for nothing typed; undefined where it is not a day that exists. */
export function readDay(typed: string, language: LanguageCode, today: string): string | null | undefined {
	const text = typed.trim().toLowerCase();
	if (text === '') return null;
	if (text in words) return shifted(today, words[text]!);
	if (/^[+-]\d{1,4}$/.test(text)) return shifted(today, Number(text));
	const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
	if (iso) return existing(Number(iso[1]), Number(iso[2]), Number(iso[3]));
	const parts = /^(\d{1,2})[\s./-]+(\d{1,2}|[a-z]{3,})\.?(?:[\s./-]+(\d{4}|\d{2}))?$/.exec(text);
	const month = parts?.[2] && monthOf(parts[2], language);
	if (!parts || !month) return undefined;
	const year = parts[3] ? fullYear(parts[3]) : undefined;
	return year ? existing(year, month, Number(parts[1])) : nearest(month, Number(parts[1]), today);
}

function shifted(day: string, days: number): string {
	return new Date(Date.parse(day) + days * 86_400_000).toISOString().slice(0, 10);
}

function fullYear(text: string): number {
	return text.length === 2 ? 2000 + Number(text) : Number(text);
}

/** A month by number or by the beginning of its name in either language. */
function monthOf(text: string, language: LanguageCode): number | undefined {
	if (/^\d/.test(text)) return Number(text);
	for (const locale of [language, 'id', 'en'])
		for (let month = 1; month <= 12; month++) {
			const name = new Intl.DateTimeFormat(locale, { month: 'long', timeZone: 'UTC' }).format(Date.UTC(2024, month - 1, 1));
			if (name.toLowerCase().startsWith(text)) return month;
		}
	return undefined;
}

function existing(year: number, month: number, day: number): string | undefined {
	const date = new Date(Date.UTC(year, month - 1, day));
	const same = date.getUTCFullYear() === year && date.getUTCMonth() === month - 1 && date.getUTCDate() === day;
	return same ? date.toISOString().slice(0, 10) : undefined;
}

function nearest(month: number, day: number, today: string): string | undefined {
	const year = Number(today.slice(0, 4));
	const candidates = [year, year + 1, year - 1].map((one) => existing(one, month, day)).filter((one) => one !== undefined);
	const distance = (one: string) => Math.abs(Date.parse(one) - Date.parse(today));
	return candidates.sort((a, b) => distance(a) - distance(b))[0];
}
