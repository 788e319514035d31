// Dragging a card to another column with the mouse or a finger, and with it all others that are chosen where it
// is one of them. The library reports; nothing here changes data. Moving without a pointer: CardMenu, BoardBulk
// and board_keys.
import type { Board } from '$lib/state/board.svelte';
import type { Column } from '$lib/state/board_view';
import { findCard } from '$lib/state/board_view';
import { chosen } from '$lib/state/chosen.svelte';
import { chosenMoves } from '$lib/state/chosen_moves.svelte';
import { dragging } from '$lib/state/dragging.svelte';
import { moves } from '$lib/state/moves.svelte';
import { autoScrollForElements } from '@atlaskit/pragmatic-drag-and-drop-auto-scroll/element';
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements, monitorForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import { setCustomNativeDragPreview } from '@atlaskit/pragmatic-drag-and-drop/element/set-custom-native-drag-preview';
import { count } from '$lib/i18n/format';
import type { Attachment } from 'svelte/attachments';
import { onPhone } from '$lib/ui/on_phone';

type Dragged = { dealId: number; stageId: number; group?: boolean };

/** So near to the edge of a phone (pixels), and so long (milliseconds), a card is held to turn to the next stage. */
const turnEdge = 40;
const turnPause = 600;

const dragged = (data: Record<string, unknown>) => data as unknown as Dragged;

/** Makes an element the handle of a card. */
export function dragCard(data: Dragged, onchange: (dragging: boolean) => void): Attachment<HTMLElement> {
	return (element) =>
		draggable({
			element,
			getInitialData: () => ({ ...data, group: chosen.size > 1 && chosen.has(data.dealId) }),
			onGenerateDragPreview({ source, location, nativeSetDragImage }) {
				if (!dragged(source.data).group) return;
				const { left, top } = element.getBoundingClientRect();
				const { clientX, clientY } = location.current.input;
				const getOffset = () => ({ x: clientX - left + margin, y: clientY - top + margin });
				setCustomNativeDragPreview({ nativeSetDragImage, getOffset, render: ({ container }) => drawGroup(container, element) });
			},
			onDragStart: () => onchange(true),
			onDrop: () => onchange(false),
		});
}

/** Room for the number at the edge of the picture. */
const margin = 10;

/** The card as it stands, with the number of those that go with it. */
function drawGroup(container: HTMLElement, card: HTMLElement) {
	const copy = card.cloneNode(true) as HTMLElement;
	copy.classList.add('drag-group');
	copy.style.margin = `${margin}px`;
	copy.style.width = `${card.offsetWidth}px`;
	const badge = document.createElement('span');
	badge.className = 'drag-count';
	badge.textContent = count(chosen.size);
	copy.append(badge);
	container.append(copy);
}

/** Makes an element a place to drop cards of other stages. Of several, some may stand in others. */
export function dropCards(stageId: number, onover: (over: boolean) => void): Attachment<HTMLElement> {
	return (element) =>
		dropTargetForElements({
			element,
			canDrop: ({ source }) => dragged(source.data).dealId !== undefined,
			getData: () => ({ stageId }),
			onDragEnter: ({ source }) => onover(Boolean(dragged(source.data).group) || dragged(source.data).stageId !== stageId),
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

/** On a phone one stage fills the page: a card that is held at an edge turns to the next one, stage by stage.
 *  Scrolling by pixels would snap to one stage after another within the blink of an eye. */
function turnStages(scroller: HTMLElement): () => void {
	let towards = 0;
	let timer: ReturnType<typeof setInterval> | undefined;

	function turn(to: number) {
		if (to === towards) return;
		towards = to;
		clearInterval(timer);
		const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth';
		if (to) timer = setInterval(() => scroller.scrollBy({ left: to * scroller.clientWidth, behavior }), turnPause);
	}

	return combine(
		monitorForElements({
			onDrag({ location }) {
				const { left, right } = scroller.getBoundingClientRect();
				const x = location.current.input.clientX;
				turn(!onPhone() ? 0 : x < left + turnEdge ? -1 : x > right - turnEdge ? 1 : 0);
			},
			onDrop: () => turn(0),
		}),
		() => clearInterval(timer),
	);
}

/** Turns drops into moves for as long as the board is shown. */
export function watchDrags(board: Board, scroller: HTMLElement): () => void {
	return combine(
		autoScrollForElements({ element: scroller, getAllowedAxis: () => 'horizontal', canScroll: () => !onPhone() }),
		turnStages(scroller),
		monitorForElements({
			onDragStart({ source }) {
				const { dealId, group } = dragged(source.data);
				dragging.card = findCard(board.shown, dealId)?.card;
				dragging.group = group ?? false;
			},
			onDrop({ source, location }) {
				const { dealId, stageId, group } = dragged(source.data);
				const target = location.current.dropTargets[0]?.data;
				const to = target?.stageId as number | undefined;
				dragging.card = undefined;
				dragging.group = false;
				if (target?.out) dragging.leaving = group ? 'chosen' : findCard(board.shown, dealId)?.card;
				const column: Column | undefined = board.shown.find((one) => one.id === to);
				if (group && column) return void chosenMoves.start(column);
				const card = findCard(board.shown, dealId)?.card;
				if (card && column && column.id !== stageId) void moves.start(card, column);
			},
		}),
	);
}
