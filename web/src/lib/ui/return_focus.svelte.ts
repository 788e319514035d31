// Gives the focus back to where it was before something lay over the page.
import { tick } from 'svelte';

/** To be called while a component is set up: as long as `open()` is true, the focus is away. */
export function returnFocus(open: () => boolean) {
	$effect.pre(() => {
		if (!open()) return;
		const before = document.activeElement as HTMLElement | null;
		return () => void tick().then(() => giveBack(before));
	});
}

function giveBack(before: HTMLElement | null) {
	const now = document.activeElement;
	if ((now === null || now === document.body) && before?.isConnected) before.focus();
}
