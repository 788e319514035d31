// The open deals of a month by the day on which they are expected to close, and their way to another day. The program
// counts them; of each day the largest are here, and all of it when it is opened.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import { rows } from '$lib/api/rows';
import { addDays } from '$lib/day';
import { dayWhole } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { SvelteMap } from 'svelte/reactivity';
import type { BoardQuery } from './board.svelte';
import { totalOf, withClosing, type Closing, type ClosingCalendar, type ClosingDay } from './closing_days';
import { dealQuery } from './deal_query';
import { OwnRevisions } from './own_revisions';
import { toasts } from './toasts.svelte';
import { Turns } from './turns';
import { offerUndo } from './undo';

/** So many deals of a day stand in it; one more does rather than a line that says so. */
const inView = 3;
/** Of an opened day. */
const most = 200;

export class Closings {
	readonly query: BoardQuery;
	readonly from: string;
	readonly to: string;
	calendar = $state.raw<ClosingCalendar>();
	error = $state.raw<ApiError>();
	readonly loaded = $derived(this.calendar !== undefined);
	/** Days that are open, with more of their deals than stand in the calendar. */
	readonly opened = new SvelteMap<string, Closing[]>();
	/** Days whose list is looked at, also while it is on its way. */
	readonly #wanted = new Set<string>();
	readonly #days = $derived(new Map(this.calendar?.days.map((one) => [one.day, one])));
	/** The deals that stand in the calendar, day by day. */
	readonly inOrder = $derived((this.calendar?.days ?? []).flatMap((one) => this.shown(one.day)));
	#clock = 0;
	/** Deals on their way to another day. Until all are there no answer is shown: it may have been given before. */
	readonly #moving = new Map<number, Closing>();
	readonly #turns = new Turns();
	readonly #own = new OwnRevisions();

	constructor(query: BoardQuery, from: string, to: string) {
		this.query = query;
		this.from = from;
		this.to = to;
	}

	async load() {
		const asked = ++this.#clock;
		const { pipelineId, asOf, ownerId, teamId, q, closed, filters } = this.query;
		try {
			const calendar = await call('get', '/pipelines/{id}/calendar', {
				path: { id: pipelineId },
				query: { ...filters, from: this.from, to: this.to, limit: inView + 1, owner_id: ownerId, team_id: teamId, q, as_of: asOf, closed: closed ? true : undefined },
			});
			if (asked !== this.#clock || this.#moving.size > 0) return;
			[this.calendar, this.error] = [calendar, undefined];
			await Promise.all([...this.#wanted].map((day) => this.open(day)));
		} catch (error) {
			if (asked === this.#clock) this.error = error as ApiError;
		}
	}

	/** Loads the deals of a day for which there was no room. */
	async open(day: string) {
		this.#wanted.add(day);
		try {
			const { items } = await rows.list('deals', { ...(await dealQuery(this.query)), expected_close: day, sort: '-amount', limit: most });
			if (this.#wanted.has(day) && this.#moving.size === 0) this.opened.set(day, items as unknown as Closing[]);
		} catch (error) {
			const failure = error as ApiError;
			toasts.bad(failure.offline ? t.errors.offline : failure.reason);
		}
	}

	/** What has not come yet is no longer waited for. */
	shut(day: string) {
		this.#wanted.delete(day);
		this.opened.delete(day);
	}

	/** Shows the deal on its new day at once, and back on the old one when that is refused. */
	async move(id: number, day: string) {
		const before = this.find(id);
		if (!before || before.expected_close === day) return;
		const now = { ...before, expected_close: day };
		this.#put(before, now);
		this.#moving.set(id, now);
		await this.#turns.take(id, () => this.#save(before, now));
		if (this.#moving.get(id) === now) this.#moving.delete(id);
		if (this.#moving.size === 0) await this.load();
	}

	/** What was moved on meanwhile stays where it is. */
	async #save(before: Closing, now: Closing) {
		const { id, title } = before;
		const revision = this.#own.after(id, before.revision);
		const put = (saved: Closing) => this.#moving.get(id) === now && this.#put(now, saved);
		try {
			const { data } = await rows.change('deals', id, { expected_close: now.expected_close }, `"${revision}"`);
			this.#own.note(id, revision, data.revision);
			put(data as unknown as Closing);
			offerUndo(t.closings.moved(title, dayWhole(now.expected_close)));
		} catch (error) {
			const refusal = error as ApiError;
			put(before);
			toasts.bad(t.moves.refused(title, refusal.offline ? t.errors.offline : refusal.reason));
		}
	}

	find(id: number): Closing | undefined {
		const all = [...(this.calendar?.days ?? []).flatMap(({ largest }) => largest), ...[...this.opened.values()].flat()];
		return all.find((deal) => deal.id === id);
	}

	on(day: string): ClosingDay | undefined {
		return this.#days.get(day);
	}

	/** Those of a day that stand in it. */
	shown(day: string): Closing[] {
		const one = this.on(day);
		return one?.largest.slice(0, one.deals > inView + 1 ? inView : inView + 1) ?? [];
	}

	/** The week that begins on a day. */
	ofWeek(monday: string) {
		return totalOf(Array.from({ length: 7 }, (_, index) => this.on(addDays(monday, index))));
	}

	ofMonth(month: string) {
		return totalOf((this.calendar?.days ?? []).filter(({ day }) => day.startsWith(month)));
	}

	#put(before: Closing, now: Closing) {
		if (!this.calendar) return;
		this.calendar = withClosing(this.calendar, before, now);
		for (const [day, deals] of this.opened) {
			const others = deals.filter(({ id }) => id !== now.id);
			if (day === now.expected_close) this.opened.set(day, [now, ...others]);
			else if (others.length < deals.length) this.opened.set(day, others);
		}
	}
}
