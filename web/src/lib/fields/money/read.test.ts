import { expect, test } from 'vitest';
import { readMoney } from './read';

const cases: [string, 'id' | 'en', string | null | undefined][] = [
	['', 'id', null],
	['12500000', 'id', '12500000'],
	['12.500.000', 'id', '12500000'],
	['12.500.000,50', 'id', '12500000.5'],
	['Rp 12.500.000', 'id', '12500000'],
	['12,5 jt', 'id', '12500000'],
	['12.5jt', 'id', '12500000'],
	['1.250 jt', 'id', '1250000'],
	['3 juta', 'id', '3000000'],
	['750 rb', 'id', '750000'],
	['1,2 M', 'id', '1200000000'],
	['12,500,000', 'en', '12500000'],
	['$1.2M', 'en', '1200000'],
	['4821.50', 'en', '4821.5'],
	['4,821.50', 'en', '4821.5'],
	['10k', 'en', '10000'],
	['0', 'en', '0'],
	['007', 'en', '7'],
	['dua juta', 'id', undefined],
	['12.34.56', 'id', undefined],
	['-5', 'en', undefined],
	['1.2.3M', 'en', undefined],
	['99999999999999999999', 'en', undefined],
];

for (const [typed, language, amount] of cases)
	test(`“${typed}” in ${language} is ${String(amount)}`, () => expect(readMoney(typed, language)).toBe(amount));
