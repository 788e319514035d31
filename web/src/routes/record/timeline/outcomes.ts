// What mostly comes of reaching out to somebody, to say by a tap. That they answered ends what waits for an answer.
import type { ActivityKind } from './activities.svelte';

export type Outcome = 'reached' | 'no_answer' | 'call_back' | 'answered' | 'sent' | 'interested' | 'held' | 'not_held';

export const outcomes: Partial<Record<ActivityKind, Outcome[]>> = {
	call: ['reached', 'no_answer', 'call_back'],
	whatsapp: ['answered', 'sent', 'interested'],
	email: ['answered', 'sent', 'interested'],
	meeting: ['held', 'interested', 'not_held'],
};

const replies: Outcome[] = ['reached', 'call_back', 'answered', 'interested', 'held'];

export function isReply(outcome: Outcome | undefined): boolean {
	return outcome !== undefined && replies.includes(outcome);
}
