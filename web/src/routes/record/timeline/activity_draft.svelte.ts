// An activity while it is written: done or planned, and what of it is sent. The controls: ActivityFields.
import type { Activity } from '$lib/api/types';
import type { ActivityBody, ActivityKind } from './activities.svelte';
import { tomorrow } from './when';

type Start = {
	kind: ActivityKind;
	/** One that is there already. */
	activity?: Activity | undefined;
	/** Begins as something to come. */
	planned?: boolean;
	subject?: string;
	/** Unless it is said: tomorrow, for what is planned. */
	due?: string | null;
};

export class ActivityDraft {
	kind = $state<ActivityKind>('call');
	subject = $state('');
	note = $state('');
	minutes = $state('');
	reply = $state(false);
	phase = $state<'done' | 'planned'>('done');
	due = $state<string | null>(null);
	/** Why what stands in the control of the day is none. */
	problem = $state<string>();
	/** Counts the days picked by a tap: the control begins anew with them, and not while one types in it. */
	picks = $state(0);
	readonly isNote = $derived(this.kind === 'note');
	readonly isPlan = $derived(this.phase === 'planned' && !this.isNote);
	readonly #before: Activity | undefined;

	constructor({ kind, activity, planned = false, subject = '', due }: Start) {
		const isPlanned = activity ? !activity.done_at : planned || kind === 'task';
		this.#before = activity;
		this.kind = kind;
		this.subject = activity?.subject ?? subject;
		this.note = activity?.note ?? '';
		this.minutes = activity?.minutes?.toString() ?? '';
		this.reply = activity?.reply ?? false;
		this.phase = isPlanned ? 'planned' : 'done';
		this.due = activity ? activity.due_at : due === undefined && isPlanned ? tomorrow() : (due ?? null);
	}

	become(phase: 'done' | 'planned') {
		this.phase = phase;
		if (phase === 'planned') this.due ??= tomorrow();
	}

	/** A day by a tap; undefined: none. */
	pick(at: string | undefined) {
		this.due = at ?? null;
		this.problem = undefined;
		this.picks++;
	}

	get body(): ActivityBody & { subject: string } {
		return {
			kind: this.kind,
			subject: this.subject.trim(),
			note: this.note.trim() || null,
			minutes: this.minutes === '' ? null : Number(this.minutes),
			due_at: this.isPlan ? this.due : (this.#before?.due_at ?? null),
			done_at: this.isPlan ? null : (this.#before?.done_at ?? new Date().toISOString()),
			reply: !this.isPlan && this.reply,
		};
	}
}
