// What a button needs that opens a sheet: a menu or a popover. The sheet's code is fetched when the pointer or the
// keyboard comes to the button, so that a page full of menus loads and draws none of them.
import { createAttachmentKey } from 'svelte/attachments';

type Sheet = {
	kind: 'menu' | 'dialog';
	isOpen: () => boolean;
	set: (open: boolean) => void;
	fetch: () => void;
	/** The button, as soon as it is in the page. */
	at: (button: HTMLElement) => void;
};

/** Properties to spread on the button; to be made once for each, while its component is set up. */
export function makeTrigger({ kind, isOpen, set, fetch, at }: Sheet): () => Record<string | symbol, unknown> {
	/** Pressing a button outside of a sheet closes that, before the button is clicked. */
	let wasOpen = false;
	const parts = {
		[createAttachmentKey()]: at,
		'aria-haspopup': kind,
		onpointerenter: fetch,
		onfocus: fetch,
		onpointerdown: () => (wasOpen = isOpen()),
		onclick: (event: MouseEvent) => set(!(event.detail === 0 ? isOpen() : wasOpen)),
		onkeydown(event: KeyboardEvent) {
			if (kind !== 'menu' || (event.key !== 'ArrowDown' && event.key !== 'ArrowUp')) return;
			event.preventDefault();
			set(true);
		},
	};
	return () => ({ ...parts, 'aria-expanded': isOpen(), 'data-state': isOpen() ? 'open' : 'closed' });
}
