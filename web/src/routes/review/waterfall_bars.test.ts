import { describe, expect, it } from 'vitest';
import { barsOf, parts } from './waterfall_bars';

const figures = (amounts: number[]) => Object.fromEntries(parts.map((part, index) => [part, { deals: 1, amount: String(amounts[index]) }])) as Parameters<typeof barsOf>[0];

describe('the bars of a waterfall', () => {
	const bars = barsOf(figures([100, 40, 20, 40, 30, 50, 10, 60, 50]));

	it('begin where the one before ends', () => {
		expect(bars.map((bar) => [bar.begin * 200, bar.end * 200].map(Math.round))).toEqual([
			[0, 100], [100, 140], [140, 160], [160, 200], [170, 200], [120, 170], [110, 120], [50, 110], [0, 50],
		]);
	});

	it('are drawn from nothing where there is nothing', () => {
		expect(barsOf(figures([0, 0, 0, 0, 0, 0, 0, 0, 0])).every((bar) => bar.begin === 0 && bar.end === 0)).toBe(true);
	});
});
