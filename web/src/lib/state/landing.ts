// Where a card will stand in a column, in the order of the board; the program's own order is told in
// docs/lists.md. The drop line is drawn there, and there the card stands until the column is loaded anew.
import type { Card } from '$lib/api/types';
import type { BoardOrder } from './board_order.svelte';

type Compare = (a: Card, b: Card) => number;

const byText = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

/** What is not set comes last, both ways. */
function setFirst<T>(of: (card: Card) => T | null, compare: (a: T, b: T) => number): Compare {
	return (a, b) => {
		const [left, right] = [of(a), of(b)];
		if (left === null || right === null) return Number(left === null) - Number(right === null);
		return compare(left, right);
	};
}

/** Due until the end of today; then without a next step, the newest first; then planned. */
function byUrgency(endOfToday: string): Compare {
	const rank = ({ next_step_at }: Card) => (next_step_at === null ? 1 : Date.parse(next_step_at) < Date.parse(endOfToday) ? 0 : 2);
	return (a, b) => {
		if (rank(a) !== rank(b)) return rank(a) - rank(b);
		return a.next_step_at && b.next_step_at ? Date.parse(a.next_step_at) - Date.parse(b.next_step_at) : Date.parse(b.stage_entered_at) - Date.parse(a.stage_entered_at);
	};
}

function compareBy(order: BoardOrder | undefined, endOfToday: string): Compare {
	const entered: Compare = (a, b) => Date.parse(a.stage_entered_at) - Date.parse(b.stage_entered_at);
	const amount = (sign: number) => setFirst((card) => card.amount, (a, b) => sign * (Number(a) - Number(b)));
	if (order === 'stage_entered_at') return entered;
	if (order === '-stage_entered_at') return (a, b) => entered(b, a);
	if (order === 'amount' || order === '-amount') return amount(order === 'amount' ? 1 : -1);
	if (order === 'expected_close') return setFirst((card) => card.expected_close, byText);
	if (order === 'title') return (a, b) => byText(a.title, b.title);
	return byUrgency(endOfToday);
}

/** The place of a card that arrives now among the others. */
export function landingIndex(deals: readonly Card[], card: Card, order: BoardOrder | undefined, endOfToday: string): number {
	const compare = compareBy(order, endOfToday);
	const arriving = { ...card, stage_entered_at: new Date().toISOString() };
	const others = deals.filter((one) => one.id !== card.id);
	const index = others.findIndex((one) => compare(arriving, one) <= 0);
	return index < 0 ? others.length : index;
}
