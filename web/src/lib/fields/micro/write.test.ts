import { describe, expect, test } from 'vitest';
import { micro, units } from './write';

describe('millionths', () => {
	test.each([
		['16250500000', '16250.5'],
		['16250000000', '16250'],
		['61', '0.000061'],
		['1000000', '1'],
		['1000000000000000', '1000000000'],
	])('%s are %s', (millionths, number) => {
		expect(units(millionths)).toBe(number);
		expect(micro(number)).toBe(millionths);
	});

	test.each([
		['0.0000619', '61'],
		['16,250.5'.replace(',', ''), '16250500000'],
		['0', '0'],
	])('of %s there are %s whole ones', (number, millionths) => expect(micro(number)).toBe(millionths));

	test('what is not set stays so', () => expect([units(null), micro(null)]).toEqual([null, null]));
});
