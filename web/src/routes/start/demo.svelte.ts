// The demo data of an organisation: ordered, watched while it comes in or goes, removed.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { toasts } from '$lib/state/toasts.svelte';

const pause = 600;

type State = 'none' | 'loading' | 'loaded' | 'failed' | 'removing';

export class Demo {
	state = $state<State>('none');
	rows = $state(0);
	read = $state(0);
	#timer: ReturnType<typeof setTimeout> | undefined;

	/** To be called in an effect. */
	follow(): () => void {
		void this.#ask(() => call('get', '/demo'));
		return () => clearTimeout(this.#timer);
	}

	load() {
		return this.#ask(() => call('post', '/demo'));
	}

	remove() {
		return this.#ask(() => call('delete', '/demo'));
	}

	get underway(): boolean {
		return this.state === 'loading' || this.state === 'removing';
	}

	async #ask(request: () => Promise<{ state: State; rows: number; read: number }>) {
		clearTimeout(this.#timer);
		try {
			const answer = await request();
			if (this.state === 'removing' && answer.state === 'none') toasts.show(t.settings.demo.removed);
			Object.assign(this, answer);
		} catch (error) {
			const refusal = error as ApiError;
			toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
		}
		if (this.underway) this.#timer = setTimeout(() => void this.#ask(() => call('get', '/demo')), pause);
	}
}
