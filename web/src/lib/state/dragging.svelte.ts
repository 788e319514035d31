// The card that is being dragged, with all others that are chosen where it is one of them; and what was dropped
// on its way to another pipeline.
import type { Card } from '$lib/api/types';

class Dragging {
	card = $state.raw<Card>();
	/** Whether all chosen cards go with it. */
	group = $state(false);
	leaving = $state.raw<Card | 'chosen'>();
}

export const dragging = new Dragging();
