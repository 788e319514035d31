// What the board loads anew when the program tells of changes: the columns that were touched, or,
// now and then, all of them.
import type { Board } from '$lib/state/board.svelte';
import { boards } from '$lib/state/boards.svelte';
import type { LiveChange } from '$lib/state/live.svelte';

/** A whole board is not loaded more often than this, however much others do. */
const wholePause = 2000;
let wholeAt = 0;
let wholeTimer: ReturnType<typeof setTimeout> | undefined;

export function followChanges(changes: LiveChange[]) {
	const board = boards.current;
	if (board?.loaded) follow(board, changes);
}

function follow(board: Board, changes: LiveChange[]) {
	const touched = touchedStages(board, changes);
	if (touched !== 'all') return void (touched.size > 0 && board.refresh(touched));
	clearTimeout(wholeTimer);
	wholeTimer = setTimeout(() => {
		wholeAt = Date.now();
		void boards.current?.load();
	}, Math.max(0, wholeAt + wholePause - Date.now()));
}

/** The columns that the changes concern. A deal that is not loaded may be in any of them. */
function touchedStages(board: Board, changes: LiveChange[]): Set<number> | 'all' {
	const stages = new Set<number>();
	if (changes.length === 0) return 'all';
	for (const change of changes) {
		if (change.entity === 'stage' || change.entity === 'pipeline') return 'all';
		if (change.entity === 'deal_contact' && board.query.fields?.includes('contact')) return 'all';
		if (change.entity !== 'deal') continue;
		const moved = (change.changes.stage_id ?? []).filter((id) => typeof id === 'number') as number[];
		const stands = board.stageOf(change.row_id);
		if (stands === undefined && moved.length === 0) return 'all';
		for (const id of [...moved, stands ?? 0]) if (board.column(id)) stages.add(id);
	}
	return stages;
}
