// Which language the app speaks, and its words: `t.board.title`. The dictionaries are en.ts and
// id.ts; numbers, money and dates are written by format.ts.
import type { Dictionary } from './en';

export type LanguageCode = 'id' | 'en';

const dictionaries: Record<LanguageCode, () => Promise<Dictionary>> = {
	id: async () => (await import('./id')).id,
	en: async () => (await import('./en')).en,
};

const storageKey = 'alur.language';

class Language {
	code = $state<LanguageCode>('en');
	words = $state.raw<Dictionary>();

	/** The language chosen on this device, else the account's, else the organisation's, else the browser's. Every
	 *  organisation begins with English, so English says nothing of its people: their browsers do. */
	preferred(account?: string | null, organisation?: string): LanguageCode {
		const chosen = localStorage.getItem(storageKey) ?? account;
		if (chosen === 'id' || chosen === 'en') return chosen;
		const spoken = [...(organisation && organisation !== 'en' ? [organisation] : []), ...navigator.languages].map((tag) => tag.slice(0, 2).toLowerCase());
		return (spoken.find((tag) => tag === 'id' || tag === 'en') as LanguageCode | undefined) ?? 'en';
	}

	async use(code: LanguageCode) {
		if (this.code !== code || !this.words) this.words = await dictionaries[code]();
		this.code = code;
		document.documentElement.lang = code;
	}

	/** The user's own choice: remembered on this device. */
	async choose(code: LanguageCode) {
		localStorage.setItem(storageKey, code);
		await this.use(code);
	}
}

export const language = new Language();

/** The words of the current language; components that read them follow a change of language. */
export const t = new Proxy({} as Dictionary, {
	get: (_, key) => language.words?.[key as keyof Dictionary],
});
