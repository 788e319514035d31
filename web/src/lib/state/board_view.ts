// The columns as they are shown: what the program said last, with the moves laid over it that it
// has not answered yet. A refused move is taken off again, and its card stands exactly where it was.
import type { BoardStage, Card } from '$lib/api/types';
import { add, subtract } from '$lib/money';

export type Column = Omit<BoardStage, 'deals' | 'next'> & { deals: Card[]; next: string | null };
export type PendingMove = { card: Card; from: number; to: number; amount?: string | null | undefined };

/** Where in a column a card stands that arrives there. */
export type Landing = (column: Column, card: Card) => number;

/** Lays the pending moves over the columns; columns without a move are returned as they are. */
export function withMoves(columns: Column[], moves: Iterable<PendingMove>, landing: Landing = () => 0): Column[] {
	let shown = columns;
	for (const move of moves) shown = shown.map((column) => withMove(column, move, landing));
	return shown;
}

function withMove(column: Column, move: PendingMove, landing: Landing): Column {
	if (move.from === move.to) return column;
	if (column.id === move.from) return without(column, move.card);
	if (column.id === move.to) return withCard(column, arrived(move), landing);
	return column;
}

function arrived(move: PendingMove): Card {
	const card = { ...move.card, stage_entered_at: new Date().toISOString() };
	return move.amount === undefined ? card : { ...card, amount: move.amount };
}

function without(column: Column, card: Card): Column {
	return {
		...column,
		count: Math.max(0, column.count - 1),
		amount: sum(column, card, subtract),
		deals: column.deals.filter((other) => other.id !== card.id),
	};
}

function withCard(column: Column, card: Card, landing: Landing): Column {
	const at = landing(column, card);
	const others = column.deals.filter((other) => other.id !== card.id);
	return {
		...column,
		count: column.count + 1,
		amount: sum(column, card, add),
		deals: [...others.slice(0, at), card, ...others.slice(at)],
	};
}

/** A sum in the organisation's currency changes only by amounts in it; others wait for the program. */
function sum(column: Column, card: Card, by: (a: string, b: string) => string): string {
	return card.amount && card.currency === column.currency ? by(column.amount, card.amount) : column.amount;
}

/** Where a card stands, or undefined where it is not loaded. */
export function findCard(columns: Column[], id: number): { card: Card; column: Column; index: number } | undefined {
	for (const column of columns) {
		const index = column.deals.findIndex((card) => card.id === id);
		const card = column.deals[index];
		if (card) return { card, column, index };
	}
	return undefined;
}
