// The language of whoever is signed in. Chosen by the user, it holds at once here, and for the account.
import { call } from '$lib/api/client';
import { language, type LanguageCode } from '$lib/i18n/index.svelte';
import { session } from './session.svelte';

export async function chooseLanguage(code: LanguageCode) {
	await language.choose(code);
	if (session.user) await call('patch', '/session', { body: { language: code } }).catch(() => {});
}

/** To be called when it is known, or has changed, who is signed in and for which organisation. */
export async function speakToUser() {
	await language.use(language.preferred(session.user?.language, session.answer?.organisation.language));
}
