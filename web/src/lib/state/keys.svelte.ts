// The keys of the app: each place on the page adds its own while it is shown, and `?` lists them.
// A key of a single letter is left alone while the user writes or a dialog is open
// or on its way, and held down it does its deed once.
import { untrack } from 'svelte';
import { overlays } from './overlays.svelte';

export type Key = {
	/** `j`, `shift+ArrowRight`, `mod+k` (Ctrl or ⌘), or two after another: `g p`. */
	keys: string[];
	label: string;
	run: (event: KeyboardEvent) => void;
	/** It is about what has the focus, so it makes no command of the palette. */
	ofFocus?: boolean;
};
export type KeyGroup = { title: string; keys: Key[] };

const sequenceTime = 1200;
/** These work in a field, too. */
const whileWriting = new Set(['mod+k', 'mod+enter']);
const modals = '[role="dialog"][data-state="open"], [role="menu"], .popover';

export const isMac = /mac|iphone|ipad/i.test(navigator.platform);

class Keys {
	groups = $state.raw<(() => KeyGroup)[]>([]);
	#before = '';
	#beforeAt = 0;

	/** Adds a group; returns the function that takes it away. The labels follow the language. */
	add(group: () => KeyGroup): () => void {
		this.groups = [...untrack(() => this.groups), group];
		return () => (this.groups = this.groups.filter((other) => other !== group));
	}

	handle(event: KeyboardEvent) {
		if (event.defaultPrevented || event.isComposing) return;
		const pressed = describe(event);
		const modified = pressed.startsWith('mod+');
		if (event.repeat && pressed.length === 1) return;
		if (overlays.open === 'search' && !modified && !isWriting(event.target)) return overlays.typeAhead(event);
		if (!modified && (isWriting(event.target) || overlays.open || document.querySelector(modals))) return;
		if (!modified && overlays.addingTo !== undefined && !document.querySelector('.quick-add')) return; // it is on its way
		if (modified && !whileWriting.has(pressed) && isWriting(event.target)) return;
		const sequence = Date.now() - this.#beforeAt < sequenceTime ? `${this.#before} ${pressed}` : pressed;
		const key = this.#find(sequence) ?? this.#find(pressed);
		this.#before = pressed;
		this.#beforeAt = key ? 0 : Date.now();
		if (!key) return;
		event.preventDefault();
		key.run(event);
	}

	#find(pressed: string): Key | undefined {
		for (const group of this.groups.toReversed()) {
			const key = group().keys.find((one) => one.keys.includes(pressed));
			if (key) return key;
		}
		return undefined;
	}
}

function describe(event: KeyboardEvent): string {
	if (event.ctrlKey || event.metaKey) return `mod+${event.key.toLowerCase()}`;
	if (event.altKey) return `alt+${event.key}`;
	return event.shiftKey && event.key.length > 1 ? `shift+${event.key}` : event.key;
}

function isWriting(target: EventTarget | null): boolean {
	return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) &&
		!(target instanceof HTMLInputElement && /^(radio|checkbox|button)$/.test(target.type));
}

/** The key as it is written on the keyboard. */
export function keyName(keys: string): string {
	const names: Record<string, string> = {
		mod: isMac ? '⌘' : 'Ctrl',
		shift: '⇧',
		enter: 'Enter',
		ArrowLeft: '←',
		ArrowRight: '→',
		ArrowUp: '↑',
		ArrowDown: '↓',
		Escape: 'Esc',
	};
	return keys.split('+').map((part) => names[part] ?? (part.length === 1 && keys.includes('+') ? part.toUpperCase() : part)).join(' ');
}

export const keys = new Keys();
