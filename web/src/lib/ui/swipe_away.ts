// A note is put away with a finger: pushed to a side or down, or tapped. Its own buttons keep their taps.
import type { Attachment } from 'svelte/attachments';

/** So far it is pushed before it goes. */
const far = 48;

export function swipeAway(away: () => void): Attachment<HTMLElement> {
	return (element) => {
		let from: PointerEvent | undefined;
		const pushed = ({ clientX, clientY }: PointerEvent) => ({ x: clientX - (from?.clientX ?? 0), y: Math.max(0, clientY - (from?.clientY ?? 0)) });

		function begin(event: PointerEvent) {
			if (event.pointerType === 'mouse') return;
			from = event;
		}

		function push(event: PointerEvent) {
			if (!from || event.pointerId !== from.pointerId) return;
			const { x, y } = pushed(event);
			element.style.translate = `${x}px ${y}px`;
			element.style.opacity = String(Math.max(0.2, 1 - (Math.abs(x) + y) / 200));
		}

		function end(event: PointerEvent) {
			if (!from || event.pointerId !== from.pointerId) return;
			const { x, y } = pushed(event);
			stop();
			if (Math.abs(x) > far || y > far) away();
		}

		/** At the end of the tap, which would otherwise reach what is behind. */
		function tap(event: MouseEvent) {
			if ((event as PointerEvent).pointerType === 'touch' && !(event.target as Element).closest('button, a')) away();
		}

		function stop() {
			from = undefined;
			element.style.translate = '';
			element.style.opacity = '';
		}

		const listeners = { pointerdown: begin, pointermove: push, pointerup: end, pointercancel: stop, click: tap } as const;
		for (const [name, listen] of Object.entries(listeners)) element.addEventListener(name, listen as EventListener);
		return () => {
			for (const [name, listen] of Object.entries(listeners)) element.removeEventListener(name, listen as EventListener);
		};
	};
}
