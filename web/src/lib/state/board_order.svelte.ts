// In which order the cards of a stage stand: as the address says, else as was chosen last on this device.
import { place } from './place.svelte';

export const boardOrders = ['urgency', 'stage_entered_at', '-stage_entered_at', '-amount', 'amount', 'expected_close', 'title'] as const;
export type BoardOrder = (typeof boardOrders)[number];

const storageKey = 'alur.board.order';

function known(text: string | null | undefined): BoardOrder | undefined {
	return boardOrders.find((one) => one === text);
}

class BoardOrderChoice {
	#remembered = $state(known(localStorage.getItem(storageKey)));
	/** Undefined for the program's own: by urgency today, by entry into the stage in the past. */
	readonly current = $derived(known(place.text('sort')) ?? (place.asOf ? undefined : this.#remembered));

	choose(order: BoardOrder) {
		this.#remembered = order;
		localStorage.setItem(storageKey, order);
		place.go({ sort: order === 'urgency' ? undefined : order }, { replace: true });
	}
}

export const boardOrder = new BoardOrderChoice();
