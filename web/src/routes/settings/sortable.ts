// Rows that are put in order by dragging them by a handle. Keys and the menu do the same: RowList.
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import type { Attachment } from 'svelte/attachments';

type Held = { list: string; index: number };
export type Drop = 'above' | 'below' | undefined;

const held = (data: Record<string, unknown>) => data as unknown as Held;

/** `list` keeps rows of one list out of another; `onover` says where a drop would go. */
export function sortable(list: string, index: number, onover: (drop: Drop) => void, onmove: (from: number, to: number) => void): Attachment<HTMLElement> {
	return (element) => {
		const handle = element.querySelector<HTMLElement>('.handle');
		if (!handle) return;
		return combine(
			draggable({ element, dragHandle: handle, getInitialData: () => ({ list, index }) }),
			dropTargetForElements({
				element,
				canDrop: ({ source }) => held(source.data).list === list,
				onDragEnter: ({ source }) => onover(held(source.data).index === index ? undefined : held(source.data).index > index ? 'above' : 'below'),
				onDragLeave: () => onover(undefined),
				onDrop: ({ source }) => {
					onover(undefined);
					if (held(source.data).index !== index) onmove(held(source.data).index, index);
				},
			}),
		);
	};
}
