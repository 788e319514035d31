// How long a deal has been in each stage, from the changes of its history.
import type { Change } from '$lib/api/types';

/** Milliseconds in each stage that the deal was in, stays in one stage summed up. `history` is newest first,
 *  as the API gives it; what is not in it (older pages) is not counted. A closed deal's time ends with the
 *  move that closed it. */
export function stageTimes(history: readonly Change[], now: number, isOpen: (stageId: number) => boolean): Map<number, number> {
	const times = new Map<number, number>();
	let until = now;
	for (const change of history) {
		const pair = (change.changes as Record<string, [unknown, unknown]>).stage_id;
		const at = Date.parse(change.at);
		if (!pair || typeof pair[1] !== 'number' || at > until) continue;
		if (isOpen(pair[1])) times.set(pair[1], (times.get(pair[1]) ?? 0) + until - at);
		until = at;
	}
	return times;
}
