// What a card says of the next step of its deal, as of a day.
import type { Card } from '$lib/api/types';
import { dayOf } from '$lib/day';

export type StepKind = 'overdue' | 'today' | 'planned' | 'none';
export type NextStep = { kind: StepKind; day?: string; snoozedUntil?: string };

/** A step is overdue when the program says so; one of today whose hour is still to come is not. */
export function nextStepOf(card: Pick<Card, 'next_step_at' | 'snoozed_until' | 'warnings'>, today: string, zone: string): NextStep {
	const snoozed = card.snoozed_until && card.snoozed_until >= today ? { snoozedUntil: card.snoozed_until } : {};
	if (!card.next_step_at) return { kind: 'none', ...snoozed };
	const day = dayOf(new Date(card.next_step_at), zone);
	if (card.warnings.includes('overdue_next_step') || day < today) return { kind: 'overdue', day, ...snoozed };
	return { kind: day === today ? 'today' : 'planned', day, ...snoozed };
}
