// Whether a page speaks one language: no text that only the other one has is shown or read aloud.
import assert from 'node:assert/strict';
import { wordsOf } from './words.mjs';

/** `except`: what is right in both, such as the name of a language. */
export async function speaksOnly(page, language, except = []) {
	const [own, other] = await Promise.all([language, language === 'en' ? 'id' : 'en'].map(wordsOf));
	const ours = new Set([...textsIn(own), ...except]);
	const foreign = textsIn(other).filter((text) => text.length > 2 && !ours.has(text));
	const found = await page.evaluate((foreign) => {
		const known = new Set(foreign);
		const shown = [];
		const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_ELEMENT | NodeFilter.SHOW_TEXT);
		for (let node = walker.nextNode(); node; node = walker.nextNode()) {
			if (node.nodeType === Node.TEXT_NODE) shown.push(node.data.trim());
			else for (const name of ['aria-label', 'title', 'placeholder']) shown.push(node.getAttribute(name));
		}
		return shown.filter((text) => known.has(text));
	}, foreign);
	assert.deepEqual(found, [], `not in ${language}`);
}

function textsIn(words) {
	return Object.values(words).flatMap((one) => (typeof one === 'string' ? [one] : typeof one === 'object' ? textsIn(one) : []));
}
