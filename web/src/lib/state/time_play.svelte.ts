// The time machine in motion: a quarter of the board in ten seconds. Any key, or a press, stops it on the
// day that is shown.
import { addDays, daysBetween, today } from '$lib/day';
import { dayWhole } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { announcer } from './announcer.svelte';
import { Board, type BoardQuery } from './board.svelte';
import { place } from './place.svelte';
import { session } from './session.svelte';

export const quarter = 91;
const duration = 10_000;

class TimePlay {
	/** The day that is shown; undefined while nothing plays. */
	day = $state<string>();
	board = $state.raw<Board>();
	#begun = 0;
	#from = '';
	#last = '';

	/** Plays a quarter from a day on, or up to today where that is nearer. */
	start(query: BoardQuery, from: string) {
		const now = today(session.zone);
		this.#from = from;
		this.#last = addDays(from, Math.max(0, Math.min(quarter, daysBetween(from, now))));
		this.#begun = performance.now();
		this.day = from;
		this.board = new Board({ ...query, asOf: from });
		announcer.say(t.asOfPlay.begun);
		for (const kind of ['keydown', 'pointerdown']) window.addEventListener(kind, this.#stopOn, { capture: true });
		void this.#run();
	}

	stop() {
		const day = this.day;
		if (!day) return;
		for (const kind of ['keydown', 'pointerdown']) window.removeEventListener(kind, this.#stopOn, { capture: true });
		this.day = undefined;
		this.board = undefined;
		announcer.say(t.asOfPlay.stopped(dayWhole(day)));
		place.go({ as_of: day < today(session.zone) ? day : undefined }, { replace: true });
	}

	/** A slow answer skips days; it does not make the quarter longer. */
	async #run() {
		const board = this.board;
		while (board && this.board === board) {
			const passed = Math.floor(((performance.now() - this.#begun) / duration) * quarter);
			const day = addDays(this.#from, Math.min(passed, daysBetween(this.#from, this.#last)));
			if (day !== board.query.asOf || !board.loaded) {
				await board.seek(day);
				if (this.board === board) this.day = day;
			}
			if (day >= this.#last) return this.board === board ? this.stop() : undefined;
			await new Promise(requestAnimationFrame);
		}
	}

	/** The key that stops does nothing else. */
	readonly #stopOn = (event: Event) => {
		event.preventDefault();
		event.stopPropagation();
		this.stop();
	};
}

export const timePlay = new TimePlay();
