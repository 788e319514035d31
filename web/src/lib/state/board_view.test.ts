import type { Card } from '$lib/api/types';
import { expect, test } from 'vitest';
import { findCard, withMoves, type Column } from './board_view';

const card = (id: number, amount: string | null = '100.00', currency = 'IDR') =>
	({ id, title: `Deal ${id}`, amount, currency, company: null, owner: null, expected_close: null, stage_entered_at: '2026-01-01T00:00:00.000Z', next_step_at: null, snoozed_until: null, source_id: null, contact: null, custom: {}, category: 'pipeline', revision: 1, warnings: [] }) as Card;

const column = (id: number, deals: Card[], count = deals.length, amount = '1000.00'): Column =>
	({ id, name: `Stage ${id}`, kind: 'open', count, amount, weighted: '0.00', currency: 'IDR', deals, next: null }) as Column;

const columns = [column(1, [card(1), card(2), card(3)]), column(2, [card(4)]), column(3, [])];
const ids = (list: Column[], index: number) => list[index]!.deals.map((one) => one.id);

test('a pending move takes the card to the head of the other column', () => {
	const shown = withMoves(columns, [{ card: card(2), from: 1, to: 2 }]);
	expect(ids(shown, 0)).toEqual([1, 3]);
	expect(ids(shown, 1)).toEqual([2, 4]);
});

test('counts and sums follow the card, exactly', () => {
	const shown = withMoves(columns, [{ card: card(2, '0.10'), from: 1, to: 2 }]);
	expect([shown[0]!.count, shown[0]!.amount, shown[1]!.count, shown[1]!.amount]).toEqual([2, '999.90', 2, '1000.10']);
});

test('an amount that the move changes is the one that arrives', () => {
	const shown = withMoves(columns, [{ card: card(2), from: 1, to: 3, amount: '250.00' }]);
	expect([shown[0]!.amount, shown[2]!.amount]).toEqual(['900.00', '1250.00']);
});

test('sums in the organisation’s currency leave other currencies to the program', () => {
	const shown = withMoves(columns, [{ card: card(2, '5.00', 'USD'), from: 1, to: 2 }]);
	expect([shown[0]!.amount, shown[1]!.amount]).toEqual(['1000.00', '1000.00']);
});

test('without the move every card stands where it stood', () => {
	expect(withMoves(columns, [])).toBe(columns);
	withMoves(columns, [{ card: card(2), from: 1, to: 2 }]);
	expect(ids(columns, 0)).toEqual([1, 2, 3]);
});

test('two moves under way lie over each other', () => {
	const shown = withMoves(columns, [{ card: card(1), from: 1, to: 2 }, { card: card(3), from: 1, to: 2 }]);
	expect(ids(shown, 0)).toEqual([2]);
	expect(ids(shown, 1)).toEqual([3, 1, 4]);
});

test('a card that is not loaded is not found', () => {
	expect(findCard(columns, 99)).toBeUndefined();
	expect(findCard(columns, 4)).toMatchObject({ index: 0, column: { id: 2 } });
});
