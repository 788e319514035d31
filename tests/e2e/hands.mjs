// The ways in which people use the app: by mouse, by touch, and by keyboard alone. All do the same deeds, so that
// one story can be told with each; what a deed is not given, e.g. a key, is found as people find it.
import assert from 'node:assert/strict';
import { drag, until } from './support.mjs';

/** So many times Tab is pressed before something counts as out of reach. */
const patience = 90;
/** Pixels that a finger needs, both ways: DESIGN.md. */
const finger = 40;

class Hand {
	constructor(page) {
		this.page = page;
	}

	/** Writes over what stands in a field. */
	async write(field, text) {
		await this.press(field);
		await this.page.keyboard.press('Control+a');
		await this.page.keyboard.type(text);
	}

	/** Chooses from what a field offers while one types. */
	async find(field, text, option) {
		await this.write(field, text);
		await this.choose(option);
	}

	async choose(option) {
		await this.press(option);
	}

	async tick(box) {
		await this.press(box);
		assert.ok(await box.isChecked());
	}

	/** Files from the device: the choice itself is made outside of the page. */
	async attach(button, files) {
		const chooser = this.page.waitForEvent('filechooser');
		await this.press(button);
		await (await chooser).setFiles(files);
	}

	/** Turns to one of the lines of a list, where its deeds need that. */
	async turnTo() {}

	/** Opens one of a list that is not beside it already, and goes back to the list. */
	async open() {}
	async back() {}

	/** Brings a column of the board into view, where it is not. */
	async lookAt() {}

	/** Ends a form that stays for the next one, by the button that began it. */
	async end(button) {
		await this.press(button);
	}

	async editOnCard({ value }) {
		await this.press(value);
	}

	/** What lay over the page has gone, and people go on where they were. */
	async isBack() {
		await this.page.locator('[role=dialog], [role=menu]').first().waitFor({ state: 'detached' });
	}
}

export class Mouse extends Hand {
	async press(target) {
		await target.click();
	}

	async moveCard({ card, to }) {
		await drag(this.page, card, to, { x: 60, y: 120 });
	}
}

export class Touch extends Hand {
	async press(target) {
		await target.scrollIntoViewIfNeeded().catch(() => {}); // what is drawn anew is tapped where it then is
		await this.#fits(target);
		await target.tap();
	}

	async moveCard({ card, menu, item }) {
		await this.press(card.getByRole('button', { name: menu }));
		await this.press(this.page.getByRole('menuitem', { name: item, exact: true }));
	}

	async open(target) {
		await this.press(target);
	}

	async back(button) {
		await this.press(button);
	}

	async lookAt(column, stages) {
		const tab = this.page.getByRole('navigation', { name: stages }).locator(`[data-tab="${await column.getAttribute('data-stage')}"]`);
		await this.press(tab);
		await this.page.waitForFunction((element) => Math.abs(element.getBoundingClientRect().left) < 2, await column.elementHandle());
	}

	/** A finger that is a little beside the middle still hits what was meant, or its label. */
	async #fits(target) {
		let missed;
		// What is being drawn anew has no size for a moment.
		await until(async () => !(missed = await this.#missed(target)), 10);
		assert.equal(missed, undefined, 'too small for a finger');
	}

	#missed(target) {
		return target.evaluate((element, need) => {
			const meant = [element, ...(element.labels ?? []), element.closest('a, button, label, [role=menuitem], [role=option]')].filter(Boolean);
			const hits = (x, y) => document.elementsFromPoint(x, y).some((hit) => meant.some((one) => one.contains(hit)));
			const { left, top, width, height } = element.getBoundingClientRect();
			const [x, y] = [left + width / 2, top + height / 2];
			const reach = (dx, dy) => {
				let steps = 0;
				while (steps < need && hits(x + dx * (steps + 1), y + dy * (steps + 1))) steps++;
				return steps;
			};
			const across = reach(-1, 0) + reach(1, 0) + 1;
			const down = reach(0, -1) + reach(0, 1) + 1;
			return across >= need && down >= need ? undefined : `${across} × ${down} px: ${element.outerHTML.slice(0, 200)}`;
		}, finger);
	}
}

export class Keyboard extends Hand {
	/** With the app's own key where there is one, else by Tab and Enter. */
	async press(target, keys) {
		if (keys) return this.#strike(keys);
		await this.#reach(target);
		const writes = await target.evaluate((element) => element.matches('textarea, select, input:not([type=checkbox], [type=radio])'));
		if (!writes) await this.page.keyboard.press('Enter');
	}

	/** Boxes by Space; of a group of which one is chosen, by the arrows. */
	async tick(box) {
		if ((await box.getAttribute('type')) === 'radio') await this.#walkTo(box);
		else await this.#reach(box);
		if (!(await box.isChecked())) await this.page.keyboard.press('Space');
		assert.ok(await box.isChecked());
	}

	/** The arrows walk what is offered; Enter takes it. */
	async choose(option) {
		await option.waitFor();
		for (let steps = 0; steps < patience; steps++) {
			if (await option.evaluate((one) => one === document.activeElement || one.matches('[data-highlighted], [aria-selected=true]'))) return this.page.keyboard.press('Enter');
			await this.page.keyboard.press('ArrowDown');
		}
		throw new Error(`the arrows do not lead to ${option}`);
	}

	async moveCard({ card, item, key }) {
		await this.#reachCard(card);
		if (key) return this.page.keyboard.press(key);
		await this.page.keyboard.press('m');
		await this.choose(this.page.getByRole('menuitem', { name: item, exact: true }));
	}

	async editOnCard({ card, key }) {
		await this.#reachCard(card);
		await this.page.keyboard.press(key);
	}

	async end() {
		await this.page.keyboard.press('Escape');
	}

	/** With j, which goes on from the line that is marked. */
	async turnTo(line) {
		await line.waitFor();
		for (let steps = 0; steps < patience; steps++) {
			if (await line.evaluate((element) => element.classList.contains('current'))) return;
			const below = await line.evaluate((element) => element.getBoundingClientRect().top > (document.querySelector('[data-item].current')?.getBoundingClientRect().top ?? 0));
			await this.page.keyboard.press(below ? 'j' : 'k');
		}
		throw new Error('j and k do not lead to the line');
	}

	/** Nobody is left without a place on the page, from which Tab would begin anew. */
	async isBack() {
		await super.isBack();
		await this.page.waitForFunction(() => document.activeElement && document.activeElement !== document.body);
	}

	async #strike(keys) {
		for (const key of keys.split(' ')) await this.page.keyboard.press(key);
	}

	async #reach(target) {
		await target.waitFor();
		const isHere = () => target.evaluate((element) => element === document.activeElement);
		const isBehind = () => target.evaluate((element) => !!document.activeElement && !!(element.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING));
		const key = (await isBehind()) ? 'Shift+Tab' : 'Tab';
		for (let steps = 0; steps < patience; steps++) {
			if (await isHere()) return;
			await this.page.keyboard.press(key);
		}
		throw new Error(`Tab does not lead to ${target}`);
	}

	/** To the group by Tab, in it by the arrows. */
	async #walkTo(radio) {
		await radio.waitFor();
		const inGroup = () => radio.evaluate((element) => document.activeElement?.name === element.name && document.activeElement?.type === 'radio');
		for (let steps = 0; steps < patience && !(await inGroup()); steps++) await this.page.keyboard.press('Tab');
		for (let steps = 0; steps < patience; steps++) {
			if (await radio.evaluate((element) => element === document.activeElement)) return;
			await this.page.keyboard.press('ArrowDown');
		}
		throw new Error(`the arrows do not lead to ${radio}`);
	}

	/** With j, k, h and l, towards where it is seen to stand. */
	async #reachCard(card) {
		await card.waitFor();
		for (let steps = 0; steps < patience; steps++) {
			const key = await card.evaluate((to) => {
				const from = document.activeElement?.closest('[data-card]');
				if (from === to) return undefined;
				if (!from) return 'j';
				const [here, there] = [from, to].map((one) => one.closest('.column').getBoundingClientRect().left);
				if (here !== there) return here < there ? 'l' : 'h';
				return from.getBoundingClientRect().top < to.getBoundingClientRect().top ? 'j' : 'k';
			});
			if (!key) return;
			await this.page.keyboard.press(key);
			// The card that a key leads to has the focus some frames later.
			await this.page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
		}
		throw new Error('j, k, h and l do not lead to the card');
	}
}

/** A finger that presses long on a card takes it along, as phones do: Chromium makes touches of the mouse's events
 *  and begins the drag by itself; where it goes then is told by the protocol. Needs --enable-touch-drag-drop. */
export async function takeByFinger(page, handle) {
	const protocol = await page.context().newCDPSession(page);
	await protocol.send('Emulation.setEmitTouchEventsForMouse', { enabled: true, configuration: 'mobile' });
	await protocol.send('Input.setInterceptDrags', { enabled: true });
	const taken = new Promise((done) => protocol.once('Input.dragIntercepted', (event) => done(event.data)));
	const { x, y } = await handle.boundingBox();
	const press = { x: x + 60, y: y + 20, button: 'left', clickCount: 1 };
	// It is answered only when the finger leaves the glass, which a drag takes from the page.
	protocol.send('Input.dispatchMouseEvent', { type: 'mousePressed', buttons: 1, ...press }).catch(() => {});
	const data = await taken;
	const go = (type, to) => protocol.send('Input.dispatchDragEvent', { type, data, ...to });
	await go('dragEnter', { x: press.x, y: press.y });
	return {
		/** A finger is never quite still. */
		async holdAt(to, there) {
			let moves = 0;
			const came = await until(async () => {
				const at = typeof to === 'function' ? await to() : to;
				await go('dragOver', { x: at.x + (moves++ % 2), y: at.y });
				return there();
			});
			assert.ok(came, 'nothing came of holding it there');
		},
		letGo: (at) => go('drop', at),
	};
}
