// What a button needs that opens a sheet: a menu or a popover. The sheet's code is fetched when the pointer or the
// keyboard comes to the button, so that a page full of menus loads and draws none of them. While it is on its way
// Esc, or going elsewhere, calls it off.
import { createAttachmentKey } from 'svelte/attachments';
import { focusWhenFree } from './focus_when_free';

type Sheet<T> = {
	kind: 'menu' | 'dialog';
	isOpen: () => boolean;
	set: (open: boolean) => void;
	fetch: () => Promise<T>;
	/** The button, as soon as it is in the page. */
	at: (button: HTMLElement) => void;
};

/** Properties to spread on the button; to be made once for each, while its component is set up. */
export function makeTrigger<T>({ kind, isOpen, set, fetch, at }: Sheet<T>): () => Record<string | symbol, unknown> {
	/** Pressing a button outside of a sheet closes that, before the button is clicked. */
	let wasOpen = false;
	let isHere = false;
	let button: HTMLElement;
	const isComing = () => isOpen() && !isHere;
	const bring = () => void fetch().then(() => (isHere = true), () => {});
	const pressed = ({ target }: PointerEvent) => {
		if (isComing() && !button.contains(target as Node)) set(false);
	};
	function open() {
		set(true);
		if (isComing()) document.addEventListener('pointerdown', pressed, { capture: true, once: true });
	}
	const parts = {
		[createAttachmentKey()](element: HTMLElement) {
			button = element;
			at(element);
		},
		'aria-haspopup': kind,
		onpointerenter: bring,
		onfocus: bring,
		onpointerdown: () => (wasOpen = isOpen()),
		onclick(event: MouseEvent) {
			bring();
			if (event.detail === 0 ? isOpen() : wasOpen) set(false);
			else open();
		},
		onkeydown(event: KeyboardEvent) {
			const opens = kind === 'menu' && (event.key === 'ArrowDown' || event.key === 'ArrowUp');
			if (!opens && !(event.key === 'Escape' && isComing())) return;
			event.preventDefault();
			bring();
			if (opens) open();
			else set(false);
		},
	};
	return () => ({ ...parts, 'aria-expanded': isOpen(), 'data-state': isOpen() ? 'open' : 'closed' });
}

/** Gives the keyboard back to the button of a sheet that closes, unless somebody has gone elsewhere with it. Where the
 *  button went as well, the page has it. */
export function giveBack(button: HTMLElement, sheet?: Element | null) {
	if (!button.isConnected) return void focusWhenFree(() => document.getElementById('content'));
	const now = document.activeElement;
	if (!now || now === document.body || sheet?.contains(now)) button.focus();
}
