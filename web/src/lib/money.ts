// Exact sums of money on the screen: decimal strings in, decimal strings out, BigInt between.
// Reading what a person types: fields/money/read.ts. Writing it: i18n/format.ts.

const scale = 4;

function units(amount: string): bigint {
	const negative = amount.startsWith('-');
	const [whole = '0', fraction = ''] = amount.replace('-', '').split('.');
	const value = BigInt(whole + fraction.padEnd(scale, '0').slice(0, scale));
	return negative ? -value : value;
}

function text(value: bigint, digits: number): string {
	const sign = value < 0n ? '-' : '';
	const all = (value < 0n ? -value : value).toString().padStart(scale + 1, '0');
	const fraction = all.slice(-scale).slice(0, digits);
	return sign + all.slice(0, -scale) + (fraction ? '.' + fraction : '');
}

function digitsOf(amount: string): number {
	return amount.split('.')[1]?.length ?? 0;
}

/** a + b, with as many decimals as the longer of both. */
export function add(a: string, b: string): string {
	return text(units(a) + units(b), Math.max(digitsOf(a), digitsOf(b)));
}

/** a − b, with as many decimals as the longer of both. */
export function subtract(a: string, b: string): string {
	return text(units(a) - units(b), Math.max(digitsOf(a), digitsOf(b)));
}

export function isZero(amount: string | null | undefined): boolean {
	return !amount || units(amount) === 0n;
}

/** What a line of a deal comes to: quantity (up to three decimals) × price × (1 − discount), where a discount
 *  is a share in steps of a hundredth of a percent. Rounded half away from zero to the price's decimals. */
export function lineValue(quantity: number, price: string, discount: number): string {
	const parts = units(price) * BigInt(Math.round(quantity * 1000)) * BigInt(10_000 - Math.round(discount * 10_000));
	const step = 1000n * 10_000n * 10n ** BigInt(scale - digitsOf(price));
	const half = parts < 0n ? -step / 2n : step / 2n;
	return text(((parts + half) / step) * 10n ** BigInt(scale - digitsOf(price)), digitsOf(price));
}
