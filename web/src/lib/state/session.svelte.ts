// Who is signed in, for which organisation, and what they may do.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { Session as SessionAnswer } from '$lib/api/types';

/** Noted before somebody signs in here, for the answer may be lost, and until nobody is signed in any more. The cookie
 *  itself is none of a script's business. */
const noteKey = 'alur.signed-in';
/** The address of who signed in last on this device, so that they need not type it again. It opens nothing. */
const emailKey = 'alur.email';

class Session {
	answer = $state.raw<SessionAnswer>();
	/** True until the program has said for the first time whether somebody is signed in. */
	unknown = $state(true);
	readonly user = $derived(this.answer?.user);
	readonly zone = $derived(this.answer?.organisation.time_zone ?? 'Asia/Jakarta');
	readonly currency = $derived(this.answer?.organisation.currency ?? 'IDR');

	/** On the page to sign in, where nobody has, the program need not be asked: it would only say 401. */
	async load() {
		if (location.pathname === '/sign-in' && !localStorage.getItem(noteKey)) return void (this.unknown = false);
		try {
			this.answer = await call('get', '/session');
			localStorage.setItem(noteKey, '1');
		} catch (error) {
			if (!(error instanceof ApiError) || error.status !== 401) throw error;
			this.end();
		} finally {
			this.unknown = false;
		}
	}

	async signIn(email: string, password: string) {
		localStorage.setItem(noteKey, '1');
		this.#come(await call('post', '/session', { body: { email, password } }));
	}

	async signInByLink(link: string) {
		localStorage.setItem(noteKey, '1');
		this.#come(await call('post', '/session', { body: { link } }));
	}

	get lastEmail(): string {
		return localStorage.getItem(emailKey) ?? '';
	}

	async setPassword(password: string) {
		await call('post', '/session/password', { body: { password } });
	}

	async signOut() {
		// A session that has run out is ended already.
		await call('delete', '/session').catch((error: unknown) => {
			if (!(error instanceof ApiError) || error.status !== 401) throw error;
		});
		this.end();
	}

	/** The session ran out or was ended. */
	end() {
		localStorage.removeItem(noteKey);
		this.answer = undefined;
		this.unknown = false;
	}

	can(right: string): boolean {
		return this.answer?.rights.includes(right) ?? false;
	}

	#come(answer: SessionAnswer) {
		if (answer.user.email) localStorage.setItem(emailKey, answer.user.email);
		this.answer = answer;
	}
}

export const session = new Session();
