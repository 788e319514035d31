// The open deals of a month by the day on which they are expected to close, and their way to another day.
import { ApiError } from '$lib/api/problem';
import { rows, type Query, type Row } from '$lib/api/rows';
import { addDays } from '$lib/day';
import { dayWhole } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { add } from '$lib/money';
import type { BoardQuery } from './board.svelte';
import { dealQuery } from './deal_query';
import { toasts } from './toasts.svelte';
import { offerUndo } from './undo';

export type Closing = Row & { title: string; amount: string | null; currency: string; expected_close: string; stage_id: number; company_id: number | null; owner_id: number | null };
/** Sums of money by currency. */
export type Sums = Map<string, string>;

const pageSize = 200;
/** More deals than this are not drawn in one month; the page says so. */
export const mostClosings = 2000;

export class Closings {
	readonly query: BoardQuery;
	readonly from: string;
	readonly to: string;
	deals = $state.raw<Closing[]>([]);
	undated = $state(0);
	/** Whether there are more than are loaded. */
	cut = $state(false);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	readonly byDay = $derived(byDay(this.deals));
	#clock = 0;

	constructor(query: BoardQuery, from: string, to: string) {
		this.query = query;
		this.from = from;
		this.to = to;
	}

	async load() {
		const asked = ++this.#clock;
		try {
			const query = await dealQuery(this.query);
			const [deals, cut] = await this.#pages(within(query, this.from, this.to));
			const undated = await rows.list('deals', { ...query, 'expected_close.is': 'null', limit: 1, count: true });
			if (asked !== this.#clock) return;
			[this.deals, this.cut, this.undated, this.error] = [deals, cut, undated.total ?? 0, undefined];
			this.loaded = true;
		} catch (error) {
			if (asked === this.#clock) this.error = error as ApiError;
		}
	}

	/** Shows the deal on its new day at once, and back on the old one when that is refused. */
	async move(id: number, day: string) {
		const before = this.deals.find((deal) => deal.id === id);
		if (!before || before.expected_close === day) return;
		this.#put({ ...before, expected_close: day });
		try {
			const { data } = await rows.change('deals', id, { expected_close: day }, `"${before.revision}"`);
			this.#put(data as Closing);
			offerUndo(t.closings.moved(before.title, dayWhole(day)));
		} catch (error) {
			const refusal = error as ApiError;
			this.#put(before);
			toasts.bad(t.moves.refused(before.title, refusal.offline ? t.errors.offline : refusal.reason));
			if (refusal.status === 412) await this.load();
		}
	}

	on(day: string): Closing[] {
		return this.byDay.get(day) ?? [];
	}

	/** The week that begins on a day. */
	inWeek(monday: string): Closing[] {
		return Array.from({ length: 7 }, (_, index) => this.on(addDays(monday, index))).flat();
	}

	#put(deal: Closing) {
		this.deals = this.deals.map((one) => (one.id === deal.id ? deal : one));
	}

	async #pages(query: Query): Promise<[Closing[], boolean]> {
		let page = await rows.list('deals', { ...query, limit: pageSize });
		const deals = page.items;
		while (page.next && deals.length < mostClosings) {
			page = await rows.list('deals', { ...query, limit: pageSize, cursor: page.next });
			deals.push(...page.items);
		}
		return [deals as Closing[], page.next !== null];
	}
}

/** The days of the month that a filter by expected close leaves, if there is one. */
function within(query: Query, from: string, to: string): Query {
	const [least, most] = [String(query['expected_close.gte'] ?? ''), String(query['expected_close.lte'] ?? '\uffff')];
	return { ...query, 'expected_close.gte': least > from ? least : from, 'expected_close.lte': most < to ? most : to, sort: 'expected_close' };
}

function byDay(deals: readonly Closing[]): Map<string, Closing[]> {
	const days = new Map<string, Closing[]>();
	for (const deal of deals) days.set(deal.expected_close, [...(days.get(deal.expected_close) ?? []), deal]);
	return days;
}

export function sumsOf(deals: readonly Closing[]): Sums {
	const sums: Sums = new Map();
	for (const { amount, currency } of deals) if (amount) sums.set(currency, add(sums.get(currency) ?? '0', amount));
	return sums;
}
