import { expect, test } from 'vitest';
import type { LanguageCode } from '$lib/i18n/index.svelte';
import { caretIn, grouped, type Typed } from './grouped';

const nothing: Typed = { text: '', ours: false };

/** As if one key after the other was pressed at the end; `<` takes the last character away. */
function typing(keys: string, language: LanguageCode, from = nothing): string {
	return [...keys].reduce((typed, key) => grouped(typed, key === '<' ? typed.text.slice(0, -1) : typed.text + key, language), from).text;
}

const cases: [string, LanguageCode, string, string][] = [
	['thousands stand in groups', 'id', '8500000', '8.500.000'],
	['thousands stand in groups, in English', 'en', '8500000', '8,500,000'],
	['up to a thousand there is nothing to group', 'id', '850', '850'],
	['a digit that is taken away moves the marks', 'id', '12500<', '1.250'],
	['all that is taken away leaves nothing', 'id', '1250<<<<', ''],
	['cents follow the groups', 'id', '12500,5', '12.500,5'],
	['cents follow the groups, in English', 'en', '4821.50', '4,821.50'],
	['a mark that is typed may be a decimal mark', 'id', '8.75', '8.75'],
	['a mark that is typed may be a decimal mark, in English', 'en', '8,75', '8,75'],
	['marks that are typed stay', 'id', '12.500.000', '12.500.000'],
	['before a word there are no marks of ours', 'id', '8500 jt', '8500 jt'],
	['without the word they are there again', 'id', '8500 jt<<<', '8.500'],
	['a decimal and a word stay as typed', 'id', '8,5jt', '8,5jt'],
	['a currency stays as typed', 'id', 'Rp 8500', 'Rp 8500'],
];

for (const [name, language, keys, text] of cases) test(name, () => expect(typing(keys, language)).toBe(text));

test('a digit is added to an amount that was there', () => expect(typing('0', 'id', { text: '12.500', ours: true })).toBe('125.000'));
test('what is pasted over an amount is read as it is', () => expect(grouped(nothing, '8.75', 'id').text).toBe('8.75'));

const carets: [string, string, string, number, number][] = [
	['at the end it stays at the end', '1250', '1.250', 4, 5],
	['in the middle it stays behind the same digit', '129500', '129.500', 3, 3],
	['a mark before it moves it along', '1234567', '1.234.567', 6, 8],
	['at the beginning it stays there', '1234', '1.234', 0, 0],
];

for (const [name, before, text, caret, then] of carets) test(`the caret: ${name}`, () => expect(caretIn(text, before, caret, 'id')).toBe(then));
