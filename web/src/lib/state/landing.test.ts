import type { Card } from '$lib/api/types';
import { describe, expect, test } from 'vitest';
import type { BoardOrder } from './board_order.svelte';
import { landingIndex } from './landing';

const endOfToday = '2026-03-10T17:00:00.000Z';
const card = (id: number, given: Partial<Card> = {}) => ({ id, title: `Deal ${id}`, amount: null, expected_close: null, next_step_at: null, stage_entered_at: '2026-01-01T00:00:00.000Z', ...given }) as Card;
const due = card(1, { next_step_at: '2026-03-09T03:00:00.000Z', title: 'B', amount: '500.00' });
const none = card(2, { title: 'D', expected_close: '2026-05-01' });
const planned = card(3, { next_step_at: '2026-03-12T03:00:00.000Z', title: 'F', amount: '100.00' });

describe('where a card will stand', () => {
	test.each<[string, Partial<Card>, BoardOrder | undefined, Card[], number]>([
		['overdue longer than all: first', { next_step_at: '2026-03-01T03:00:00.000Z' }, undefined, [due, none, planned], 0],
		['due later today: after what is overdue', { next_step_at: '2026-03-10T10:00:00.000Z' }, undefined, [due, none, planned], 1],
		['without a next step: the newest of those', {}, 'urgency', [due, none, planned], 1],
		['planned last: at the end', { next_step_at: '2026-04-01T03:00:00.000Z' }, 'urgency', [due, none, planned], 3],
		['the newest in the stage', {}, '-stage_entered_at', [due, none, planned], 0],
		['the longest in the stage first', {}, 'stage_entered_at', [due, none, planned], 3],
		['the largest amount first', { amount: '300.00' }, '-amount', [due, planned, none], 1],
		['the smallest amount first', { amount: '300.00' }, 'amount', [planned, due, none], 1],
		['without an amount: before others that have none', {}, 'amount', [planned, due, none], 2],
		['closing soonest', { expected_close: '2026-06-01' }, 'expected_close', [none, due], 1],
		['by title', { title: 'C' }, 'title', [due, none, planned], 1],
		['into an empty column', {}, undefined, [], 0],
	])('%s', (_, given, order, deals, expected) => expect(landingIndex(deals, card(9, given), order, endOfToday)).toBe(expected));
});
