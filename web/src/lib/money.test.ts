import { expect, test } from 'vitest';
import { lineValue } from './money';

const rows: [string, number, string, number, string][] = [
	['ten of one price', 10, '1250.00', 0, '12500.00'],
	['a tenth less', 3, '100.00', 0.1, '270.00'],
	['half a cent goes up', 0.5, '0.01', 0, '0.01'],
	['a third of a percent off is kept to a hundredth of it', 1, '10000.00', 0.0033, '9967.00'],
	['quantities have three decimals', 1.005, '1000.00', 0, '1005.00'],
	['amounts beyond what a float holds', 3, '90071992547409.93', 0, '270215977642229.79'],
	['nothing is left of a gift', 2, '500.00', 1, '0.00'],
	['a currency without decimals', 3, '333', 0.5, '500'],
];

test.each(rows)('%s', (_, quantity, price, discount, value) => expect(lineValue(quantity, price, discount)).toBe(value));
