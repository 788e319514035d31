// Dragging a card to another column with the mouse or a finger. The library reports; nothing here
// changes data. Moving without a pointer: CardMenu and board_keys.
import type { Board } from '$lib/state/board.svelte';
import type { Column } from '$lib/state/board_view';
import { findCard } from '$lib/state/board_view';
import { dragging } from '$lib/state/dragging.svelte';
import { moves } from '$lib/state/moves.svelte';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import type { Attachment } from 'svelte/attachments';

type Dragged = { dealId: number; stageId: number };

const dragged = (data: Record<string, unknown>) => data as unknown as Dragged;

/** Makes an element the handle of a card. */
export function dragCard(data: Dragged, onchange: (dragging: boolean) => void): Attachment<HTMLElement> {
	return (element) =>
		draggable({
			element,
			getInitialData: () => ({ ...data }),
			onDragStart: () => onchange(true),
			onDrop: () => onchange(false),
		});
}

/** Makes an element a place to drop cards of other stages. */
export function dropCards(stageId: number, onover: (over: boolean) => void): Attachment<HTMLElement> {
	return (element) =>
		dropTargetForElements({
			element,
			canDrop: ({ source }) => dragged(source.data).dealId !== undefined,
			getData: () => ({ stageId }),
			onDragEnter: ({ source }) => onover(dragged(source.data).stageId !== stageId),
			onDragLeave: () => onover(false),
			onDrop: () => onover(false),
		});
}

/** Makes an element the way to another pipeline. */
export function dropOut(onover: (over: boolean) => void): Attachment<HTMLElement> {
	return (element) =>
		dropTargetForElements({
			element,
			canDrop: ({ source }) => dragged(source.data).dealId !== undefined,
			getData: () => ({ out: true }),
			onDragEnter: () => onover(true),
			onDragLeave: () => onover(false),
			onDrop: () => onover(false),
		});
}

/** Scrolls a list while a card is held near its edge. */
export function scrollWhileDragging(element: HTMLElement): () => void {
	return autoScrollForElements({ element, getAllowedAxis: () => 'vertical' });
}

/** Turns drops into moves for as long as the board is shown. */
export function watchDrags(board: Board, scroller: HTMLElement): () => void {
	return combine(
		autoScrollForElements({ element: scroller, getAllowedAxis: () => 'horizontal' }),
		monitorForElements({
			onDragStart: ({ source }) => (dragging.card = findCard(board.shown, dragged(source.data).dealId)?.card),
			onDrop({ source, location }) {
				const { dealId, stageId } = dragged(source.data);
				const target = location.current.dropTargets[0]?.data;
				const to = target?.stageId as number | undefined;
				dragging.card = undefined;
				if (target?.out) dragging.leaving = findCard(board.shown, dealId)?.card;
				const column: Column | undefined = board.shown.find((one) => one.id === to);
				const card = findCard(board.shown, dealId)?.card;
				if (card && column && column.id !== stageId) void moves.start(card, column);
			},
		}),
	);
}
