// On a phone the tools over the board (whose deals, filters, order, views, the past) are behind one button.
import { tick } from 'svelte';

class BoardHead {
	open = $state(false);

	/** Something in it is asked for by a key or a command. */
	async show() {
		this.open = true;
		await tick();
	}
}

export const boardHead = new BoardHead();
