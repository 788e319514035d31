// Gives the keyboard a place where it has lost its own: what had it went with a form, a line or a card.

const frames = 60;
const nextFrame = () => new Promise(requestAnimationFrame);

/** Whether nothing has the keyboard within about a second, or only one of `beside`. */
export async function isFree(beside = ':not(*)'): Promise<boolean> {
	for (let frame = 0; frame < frames; frame++) {
		await nextFrame();
		const now = document.activeElement;
		if (!now || now === document.body || now.matches(beside)) return true;
	}
	return false;
}

/** Gives it to what `find` finds, once nothing else has it. While a form goes away the page behind it may not take
 *  it yet, and a line that was made just now is still to be drawn: so it is tried again. */
export async function focusWhenFree(find: () => HTMLElement | null | undefined, beside?: string) {
	for (let frame = 0; frame < frames && (await isFree(beside)); frame++) {
		const target = find();
		target?.focus({ preventScroll: true });
		await nextFrame();
		if (target && document.activeElement === target) return;
	}
}
