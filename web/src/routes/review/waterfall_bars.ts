// Where the bars of a waterfall stand: each begins where the one before ends, and opening and closing
// begin at zero. Shares are of the highest level that is reached. Amounts are sums of money, and so
// become numbers only here, where they become pixels.
import type { components } from '$lib/api/schema';

export type Waterfall = components['schemas']['Waterfall'];

export const parts = ['opening', 'created', 'pulled_in', 'grown', 'shrunk', 'pushed', 'lost', 'won', 'closing'] as const;
export type Part = (typeof parts)[number];

const signs: Record<Part, -1 | 0 | 1> = { opening: 0, created: 1, pulled_in: 1, grown: 1, shrunk: -1, pushed: -1, lost: -1, won: -1, closing: 0 };

export type Bar = { part: Part; sign: -1 | 0 | 1; deals: number; amount: string; begin: number; end: number };

export function barsOf(waterfall: Pick<Waterfall, Part>): Bar[] {
	let level = 0;
	const spans = parts.map((part) => {
		const amount = Number(waterfall[part].amount);
		const from = signs[part] === 0 ? 0 : level;
		level = signs[part] === 0 ? amount : level + signs[part] * amount;
		return { part, low: Math.min(from, level), high: Math.max(from, level) };
	});
	const top = Math.max(...spans.map((one) => one.high), 1e-9);
	return spans.map(({ part, low, high }) => ({ part, sign: signs[part], ...waterfall[part], begin: low / top, end: high / top }));
}
