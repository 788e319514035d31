// What the board loads anew when the program tells of changes: the columns that were touched.
import { boards } from '$lib/state/boards.svelte';
import { openDeal } from '$lib/state/deal.svelte';
import type { LiveChange } from '$lib/state/live.svelte';

export function followChanges(changes: LiveChange[]) {
	const board = boards.current;
	if (board?.loaded) {
		const stages = touched(changes);
		if (stages === 'all') void board.load();
		else if (stages.size > 0) void board.refresh(stages);
	}
	const open = changes.length === 0 || changes.some((one) => one.entity === 'deal' && one.row_id === openDeal.id);
	if (open && openDeal.id !== undefined) void openDeal.reload();
}

/** The columns that the changes concern. A deal that is not loaded may be in any of them. */
function touched(changes: LiveChange[]): Set<number> | 'all' {
	const stages = new Set<number>();
	if (changes.length === 0) return 'all';
	for (const change of changes) {
		if (!['deal', 'activity', 'stage', 'pipeline'].includes(change.entity)) continue;
		if (change.entity !== 'deal') return 'all';
		const moved = (change.changes.stage_id ?? []).filter((id) => typeof id === 'number') as number[];
		const stands = boards.current?.stageOf(change.row_id);
		if (stands === undefined && moved.length === 0) return 'all';
		for (const id of moved) stages.add(id);
		if (stands !== undefined) stages.add(stands);
	}
	return stages;
}
