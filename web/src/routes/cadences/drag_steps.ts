// Dragging a step of a plan to another place. Without a pointer: Alt and an arrow, or the buttons.
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine';
import { draggable, dropTargetForElements } from '@atlaskit/pragmatic-drag-and-drop/element/adapter';
import type { Attachment } from 'svelte/attachments';

type Options = { key: number; handle: () => HTMLElement | undefined; onover: (over: boolean) => void; ondrop: (key: number) => void };

const stepOf = (data: Record<string | symbol, unknown>) => data.planStep as number | undefined;

/** The element can be taken by its handle, and other steps can be dropped on it. */
export function dragStep({ key, handle, onover, ondrop }: Options): Attachment<HTMLElement> {
	return (element) =>
		combine(
			draggable({ element, dragHandle: handle() ?? element, getInitialData: () => ({ planStep: key }) }),
			dropTargetForElements({
				element,
				canDrop: ({ source }) => stepOf(source.data) !== undefined,
				onDragEnter: ({ source }) => onover(stepOf(source.data) !== key),
				onDragLeave: () => onover(false),
				onDrop: ({ source }) => {
					onover(false);
					const dropped = stepOf(source.data);
					if (dropped !== undefined && dropped !== key) ondrop(dropped);
				},
			}),
		);
}
