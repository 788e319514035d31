// The card that is being dragged, and the one that was dropped on its way to another pipeline.
import type { Card } from '$lib/api/types';

class Dragging {
	card = $state.raw<Card>();
	leaving = $state.raw<Card>();
}

export const dragging = new Dragging();
