// The keys of the board. What each does is said where it is done: board_focus and moves.
import { t } from '$lib/i18n/index.svelte';
import type { Board } from '$lib/state/board.svelte';
import { findCard } from '$lib/state/board_view';
import type { Key, KeyGroup } from '$lib/state/keys.svelte';
import { cardEdit } from '$lib/state/card_edit.svelte';
import { chosen } from '$lib/state/chosen.svelte';
import { moves } from '$lib/state/moves.svelte';
import { overlays } from '$lib/state/overlays.svelte';
import { place, type Layout } from '$lib/state/place.svelte';
import { boardFocus } from './board_focus.svelte';
import { boardHead } from './board_head.svelte';

export function boardKeys(board: Board | undefined, layout: Layout): KeyGroup {
	if (!board) return { title: t.keys.onBoard, keys: [] };
	const ofCards = layout === 'board' ? [...walking(board), ...(place.readOnly ? [] : changing(board))] : [];
	return { title: t.keys.onBoard, keys: [...ofCards.map((key) => ({ ...key, ofFocus: true })), ...always(), ...(place.readOnly ? [] : [{ keys: ['n'], label: t.keys.add, run: () => add(board) }])] };
}

function always(): Key[] {
	const see = (view: string | undefined) => () => place.go({ view, month: undefined });
	return [
		{ keys: ['Escape'], label: t.keys.close, run: escape },
		{ keys: ['/'], label: t.keys.filter, run: () => void boardHead.show().then(() => document.getElementById('board-filter')?.focus()) },
		{ keys: ['i'], label: t.keys.mine, run: () => place.go({ mine: place.mine ? undefined : '1', team: undefined }, { replace: true }) },
		{ keys: ['v b'], label: t.boardTools.layouts.board, run: see(undefined) },
		{ keys: ['v l'], label: t.boardTools.layouts.list, run: see('list') },
		{ keys: ['v c'], label: t.boardTools.layouts.calendar, run: see('calendar') },
	];
}

function walking(board: Board): Key[] {
	return [
		{ keys: ['j', 'ArrowDown'], label: t.keys.next, run: () => boardFocus.down(board, 1) },
		{ keys: ['k', 'ArrowUp'], label: t.keys.previous, run: () => boardFocus.down(board, -1) },
		{ keys: ['h', 'ArrowLeft'], label: t.keys.left, run: () => boardFocus.aside(board, -1) },
		{ keys: ['l', 'ArrowRight'], label: t.keys.right, run: () => boardFocus.aside(board, 1) },
		{ keys: ['o'], label: t.keys.open, run: open },
	];
}

function changing(board: Board): Key[] {
	return [
		{ keys: ['m'], label: t.keys.move, run: () => boardFocus.dealId && boardFocus.openMenu(boardFocus.dealId) },
		{ keys: [']', 'shift+ArrowRight'], label: t.keys.forward, run: () => step(board, 1) },
		{ keys: ['[', 'shift+ArrowLeft'], label: t.keys.back, run: () => step(board, -1) },
		{ keys: ['x'], label: t.boardTools.chooseKey, run: () => choose(board) },
		{ keys: ['e'], label: t.keys.edit, run: () => edit(board) },
	];
}

function open() {
	if (boardFocus.dealId) place.go({ deal: String(boardFocus.dealId) });
}

/** The title in the open panel; without one the amount on the card. */
function edit(board: Board) {
	const title = document.querySelector<HTMLElement>('[data-field="title"] button');
	const card = boardFocus.dealId === undefined ? undefined : findCard(board.shown, boardFocus.dealId)?.card;
	if (title) title.click();
	else if (card) cardEdit.begin(card, 'amount');
}

function choose(board: Board) {
	const card = boardFocus.dealId === undefined ? undefined : findCard(board.shown, boardFocus.dealId)?.card;
	if (card) chosen.toggle(card);
}

function escape() {
	if (chosen.size > 0) chosen.clear();
	else if (place.dealId) place.go({ deal: undefined });
}

function add(board: Board) {
	const focused = boardFocus.dealId === undefined ? undefined : findCard(board.shown, boardFocus.dealId)?.column;
	const column = focused?.kind === 'open' ? focused : board.shown.find((one) => one.kind === 'open');
	overlays.addingTo = column?.id;
}

/** To the neighbouring open stage, or past the last one to won. */
async function step(board: Board, steps: number) {
	const at = boardFocus.dealId === undefined ? undefined : findCard(board.shown, boardFocus.dealId);
	const to = at && board.shown[board.shown.indexOf(at.column) + steps];
	if (!at || !to || to.kind === 'lost') return;
	const done = moves.start(at.card, to);
	boardFocus.to(board, at.card.id);
	await done;
}
