// Short notes at the foot of the page: what an action did, with a way to undo it; or why it failed.
import { announcer } from './announcer.svelte';

export type Toast = {
	id: number;
	text: string;
	tone: 'plain' | 'bad';
	/** To what the action has made. */
	link?: { label: string; href: string } | undefined;
	action?: { label: string; run: () => void };
	/** What is still to come as long as this says so, e.g. that the program has heard of it. */
	waits?: (() => string | undefined) | undefined;
	/** Until it is closed, or another takes its place. */
	stays?: boolean;
};

const lifetime = { plain: 8_000, bad: 12_000 };

class Toasts {
	list = $state.raw<Toast[]>([]);
	#next = 1;

	/** An offer to undo concerns the last change only, so a new note takes the place of the old. */
	show(text: string, options: Partial<Pick<Toast, 'tone' | 'link' | 'action' | 'waits' | 'stays'>> = {}) {
		const toast: Toast = { id: this.#next++, text, tone: options.tone ?? 'plain', ...options };
		this.list = [toast];
		announcer.say([text, toast.waits?.()].filter(Boolean).join(' · '));
		if (!toast.stays) setTimeout(() => this.close(toast.id), lifetime[toast.tone]);
	}

	bad(text: string) {
		this.show(text, { tone: 'bad' });
	}

	close(id: number) {
		this.list = this.list.filter((toast) => toast.id !== id);
	}
}

export const toasts = new Toasts();
