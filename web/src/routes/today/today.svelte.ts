// What there is to do today: loaded anew after each change, with the item that the keys act on.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';
import { addDays, instantOf, mondayOf, today } from '$lib/day';
import { Answers } from '$lib/state/answers';
import { session } from '$lib/state/session.svelte';
import { refsOf } from '../record/timeline/finish_step';

export type Day = components['schemas']['Today'];
export type TodayItem = components['schemas']['TodayItem'];

/** When in the day, where only the day was said. */
const usual = '09:00';

export function keyOf(item: TodayItem): string {
	return [item.kind, item.activity?.id, item.deal?.id, item.lead?.id].join('-');
}

export function titleOf(item: TodayItem): string {
	return item.activity?.subject ?? item.deal?.title ?? item.lead?.name ?? '';
}

class TodayState {
	day = $state.raw<Day>();
	error = $state.raw<ApiError>();
	currentKey = $state<string>();
	readonly items = $derived(this.day?.items ?? []);
	readonly current = $derived(this.items.find((item) => keyOf(item) === this.currentKey));
	readonly #answers = new Answers();

	async load() {
		try {
			const day = await this.#answers.latest(() => call('get', '/today'));
			if (day) this.#show(day);
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	#show(day: Day) {
		const at = this.items.findIndex((item) => keyOf(item) === this.currentKey);
		this.day = day;
		this.error = undefined;
		// What was dealt with is gone: the keys go on with what took its place.
		if (!this.current) this.choose(this.items[Math.min(Math.max(at, 0), this.items.length - 1)]);
	}

	choose(item: TodayItem | undefined) {
		this.currentKey = item && keyOf(item);
	}

	/** Goes on to the next or the previous item. */
	step(by: number) {
		const at = this.items.findIndex((item) => keyOf(item) === this.currentKey);
		this.choose(this.items[Math.min(Math.max(at + by, 0), this.items.length - 1)]);
	}

	/** Puts it off: the planned step to that day; a deal without one rests until then; a lead gets a task. */
	async snooze(item: TodayItem, day: string, followUp: string) {
		const due_at = instantOf(day, usual, session.zone);
		if (item.activity) await call('patch', '/activities/{id}', { path: { id: item.activity.id }, body: { due_at } });
		else if (item.deal && item.kind === 'no_next_step') await call('patch', '/deals/{id}', { path: { id: item.deal.id }, body: { snoozed_until: dayBefore(day) } });
		else await call('post', '/activities', { body: { kind: 'task', subject: followUp, due_at, owner_id: session.user?.id ?? null, ...refsOf(item) } });
		await this.load();
	}
}

/** It rests up to and with this day, and is here again on the next. */
const dayBefore = (day: string) => inDays(-1, day);

export function inDays(days: number, from = today(session.zone)): string {
	return new Date(Date.parse(from) + days * 86_400_000).toISOString().slice(0, 10);
}

export function nextMonday(): string {
	return addDays(mondayOf(today(session.zone)), 7);
}

export const todayState = new TodayState();
