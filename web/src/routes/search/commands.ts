// What can be done from the palette: whatever has a key here and now, with that key, and what has none.
import { t } from '$lib/i18n/index.svelte';
import { chooseLanguage } from '$lib/state/choose_language';
import { keys } from '$lib/state/keys.svelte';
import { leave } from '$lib/state/leave';
import { overlays } from '$lib/state/overlays.svelte';
import { place } from '$lib/state/place.svelte';
import { session } from '$lib/state/session.svelte';
import { undoLast } from '$lib/state/undo';
import { navigate } from '../../router';
import { settingsHref, settingsPlaces } from '../settings/places';

export type Command = { title: string; keys?: string | undefined; run: () => void };

/** Ways about the page, the palette itself, and what is told here in other words are no commands. */
const isWay = (key: string) => /Arrow|^(Escape|j|k|mod\+k|mod\+enter|mod\+z|\?)$/.test(key);

/** Those of everywhere first: Enter alone shall not decide anything. To change over between mine and all makes two
 *  commands. */
function withKeys(): Command[] {
	return keys.groups
		.flatMap((group) => group().keys)
		.filter((key) => !key.ofFocus && !key.keys.some(isWay) && key.label !== t.keys.mine)
		.map(({ keys: [first], label, run }) => ({ title: label, keys: first, run: () => afterwards(() => run(new KeyboardEvent('keydown'))) }));
}

/** Once the palette has closed and the focus is back on the page. */
function afterwards(run: () => void) {
	requestAnimationFrame(() => requestAnimationFrame(run));
}

function others(): Command[] {
	return [
		{ title: t.keys.undo, keys: 'mod+z', run: () => void undoLast() },
		{ title: t.keys.title, keys: '?', run: () => (overlays.open = 'keys') },
		{ title: t.board.mine, run: () => place.go({ mine: '1' }) },
		{ title: t.board.all, run: () => place.go({ mine: undefined, q: undefined }) },
		...(place.asOf ? [{ title: t.asOf.today, run: () => void place.go({ as_of: undefined }) }] : []),
		{ title: t.offline.title, run: () => (overlays.open = 'outbox') },
		{ title: t.language.id, run: () => void chooseLanguage('id') },
		{ title: t.language.en, run: () => void chooseLanguage('en') },
		...settingsPlaces.map((one) => ({ title: t.settings.find(t.settings.pages[one.key]), run: () => void navigate(settingsHref(one.key) as '/') })),
		...(session.can('import') ? [{ title: t.settings.import.title, run: () => void navigate('/import') }] : []),
		...(session.can('pipeline.write') ? [{ title: t.board.newPipeline, run: () => void navigate('/start') }] : []),
		{ title: t.account.signOut, run: () => leave() },
	];
}

/** Each once. */
export function commands(): Command[] {
	const all = [...withKeys(), ...others()];
	return all.filter(({ title }, index) => all.findIndex((one) => one.title === title) === index);
}
