import { expect, test } from 'vitest';
import { readRate } from './read';

test.each([
	['40', '0.4'],
	['40%', '0.4'],
	['12,5 %', '0.125'],
	['12.55', '0.1255'],
	['100', '1'],
	['0', '0'],
	['', null],
	['101', undefined],
	['-1', undefined],
	['forty', undefined],
])('%s is %s', (typed, rate) => expect(readRate(typed)).toBe(rate));
