// What of the board a hand reaches for next: the open deal, a card's menu, the line for a new deal, the deeds of chosen
// cards, the sheet for a field. It is fetched once there are cards, so that the board itself waits for less.
export const boardParts = {
	menu: () => import('./CardMenu.svelte'),
	quickAdd: () => import('./QuickAdd.svelte'),
	panel: () => import('../deal/DealPanel.svelte'),
	bulk: () => import('./BoardBulk.svelte'),
	editor: () => import('./CardEditor.svelte'),
};

/** Fetches them a little later; returns the function that leaves it. What fails is fetched when it is needed. */
export function fetchSoon(): () => void {
	const later = setTimeout(() => Object.values(boardParts).forEach((load) => void load().catch(() => {})), 1000);
	return () => clearTimeout(later);
}
