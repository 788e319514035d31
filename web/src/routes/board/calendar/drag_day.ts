// Dragging a deal to another day of the calendar. Without a pointer: the keys of ClosingCalendar.
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import type { Attachment } from 'svelte/attachments';

export function dragClosing(closingId: number, onchange: (dragging: boolean) => void): Attachment<HTMLElement> {
	return (element) =>
		draggable({ element, getInitialData: () => ({ closingId }), onDragStart: () => onchange(true), onDrop: () => onchange(false) });
}

export function dropOnDay(onover: (over: boolean) => void, ondrop: (closingId: number) => void): Attachment<HTMLElement> {
	return (element) =>
		dropTargetForElements({
			element,
			canDrop: ({ source }) => source.data.closingId !== undefined,
			onDragEnter: () => onover(true),
			onDragLeave: () => onover(false),
			onDrop: ({ source }) => {
				onover(false);
				ondrop(source.data.closingId as number);
			},
		});
}
