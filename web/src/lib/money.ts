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
