// Esc inside an element does this, and nothing further out; an open list in it is closed first.
import type { Attachment } from 'svelte/attachments';
import { on } from 'svelte/events';

export function onEscape(run: () => void): Attachment<HTMLElement> {
	return (element) =>
		on(element, 'keydown', (event) => {
			if (event.key !== 'Escape') return;
			if ((event.target as HTMLElement).getAttribute('aria-expanded') === 'true') return;
			event.preventDefault();
			event.stopPropagation();
			run();
		});
}
