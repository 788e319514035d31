// The user chooses the language: at once here, and for the account when somebody is signed in.
import { call } from '$lib/api/client';
import { language, type LanguageCode } from '$lib/i18n/index.svelte';
import { session } from './session.svelte';

export async function chooseLanguage(code: LanguageCode) {
	await language.choose(code);
	if (session.user) await call('patch', '/session', { body: { language: code } }).catch(() => {});
}
