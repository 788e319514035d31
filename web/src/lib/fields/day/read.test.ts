import { expect, test } from 'vitest';
import { readDay } from './read';

const today = '2026-11-23';
const cases: [string, 'id' | 'en', string | null | undefined][] = [
	['', 'id', null],
	['2026-03-31', 'en', '2026-03-31'],
	['31/3/2026', 'id', '2026-03-31'],
	['31-03-26', 'id', '2026-03-31'],
	['31 mar', 'en', '2027-03-31'],
	['5 Des', 'id', '2026-12-05'],
	['5 agustus 2026', 'id', '2026-08-05'],
	['5 may 2027', 'id', '2027-05-05'],
	['2/1', 'id', '2027-01-02'],
	['besok', 'id', '2026-11-24'],
	['today', 'en', '2026-11-23'],
	['+7', 'en', '2026-11-30'],
	['-30', 'en', '2026-10-24'],
	['31/2/2026', 'id', undefined],
	['2026-02-30', 'en', undefined],
	['13/13/2026', 'id', undefined],
	['soon', 'en', undefined],
];

for (const [typed, language, day] of cases)
	test(`“${typed}” in ${language} is ${String(day)}`, () => expect(readDay(typed, language, today)).toBe(day));
