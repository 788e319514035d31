// Groups of thousands in an amount while it is typed: `8500000` reads `8.500.000` at every key. What stands
// there is understood by read.ts, the same with these marks and without.
import type { LanguageCode } from '$lib/i18n/index.svelte';

/** What stands in the control. `ours`: its marks of thousands were put there by this, not typed. */
export type Typed = { text: string; ours: boolean };

export function marksOf(language: LanguageCode): { group: string; decimal: string } {
	return language === 'id' ? { group: '.', decimal: ',' } : { group: ',', decimal: '.' };
}

/** The text after one more key, with its thousands in groups as far as it is only a number. Marks that a person
 *  has typed stay as they are: `8.75` may be meant as a decimal. Where words follow, as in `8500 jt`, ours go: they
 *  would read as `8,500 jt`. */
export function grouped(before: Typed, now: string, language: LanguageCode): Typed {
	const { group, decimal } = marksOf(language);
	const [whole = '', ...rest] = now.split(decimal);
	const marks = (text: string) => text.split(group).length - 1;
	const ours = before.ours && marks(now) <= marks(before.text);
	const isNumber = rest.length < 2 && /^\d*$/.test(rest.join('')) && /^\d+$/.test(whole.replaceAll(group, ''));
	if (marks(now) > 0 && !ours) return { text: now, ours: false };
	const bare = now.replaceAll(group, '');
	if (!isNumber) return { text: bare, ours: false };
	const inGroups = whole.replaceAll(group, '').replace(/\B(?=(\d{3})+$)/g, group);
	return { text: [inGroups, ...rest].join(decimal), ours: true };
}

/** Where the caret stands after marks came or went: behind as many other characters as before. */
export function caretIn(text: string, before: string, caret: number, language: LanguageCode): number {
	const { group } = marksOf(language);
	let others = before.slice(0, caret).replaceAll(group, '').length;
	let at = 0;
	while (others > 0 && at < text.length) if (text[at++] !== group) others--;
	return at;
}
