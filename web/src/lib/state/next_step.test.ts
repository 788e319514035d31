import { describe, expect, test } from 'vitest';
import { nextStepOf } from './next_step';

const today = '2026-03-10';
const card = (next_step_at: string | null, snoozed_until: string | null = null, warnings: string[] = []) => ({ next_step_at, snoozed_until, warnings });

describe('the next step on a card', () => {
	test.each([
		['nothing is planned', card(null), { kind: 'none' }],
		['it is later on the same day, by the clock of the organisation', card('2026-03-09T18:00:00Z'), { kind: 'today', day: today }],
		['its day has passed', card('2026-03-08T18:00:00Z'), { kind: 'overdue', day: '2026-03-09' }],
		['its hour has passed', card('2026-03-10T01:00:00Z', null, ['overdue_next_step']), { kind: 'overdue', day: today }],
		['it is to come', card('2026-03-12T01:00:00Z'), { kind: 'planned', day: '2026-03-12' }],
		['nothing is planned because it rests', card(null, '2026-04-01'), { kind: 'none', snoozedUntil: '2026-04-01' }],
		['it has rested', card(null, '2026-03-09'), { kind: 'none' }],
	])('%s', (_, asked, expected) => expect(nextStepOf(asked, today, 'Asia/Jakarta')).toEqual(expected));
});
