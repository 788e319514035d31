// The five first steps: which there are for whom, and which have been done, as the data say.
import { call } from '$lib/api/client';
import { addDays, today } from '$lib/day';
import { overlays } from '$lib/state/overlays.svelte';
import { boards } from '$lib/state/boards.svelte';
import { place } from '$lib/state/place.svelte';
import { session } from '$lib/state/session.svelte';
import { navigate } from '../../router';

export type StepKey = 'pipeline' | 'deal' | 'next' | 'others' | 'history';
type Step = { key: StepKey; done: boolean; go: () => void };

const day = 24 * 60 * 60 * 1000;
/** Days for which somebody is new. */
const newFor = 30;

/** Looking leaves no trace in the data: that it was done is remembered on this device. */
const lookedKey = () => `alur.looked_back.${session.user?.id ?? 0}`;

export class FirstSteps {
	#done = $state.raw<Partial<Record<StepKey, boolean>>>();
	/** All was done before this page was opened, or somebody has been here for long: nobody needs to be taught. */
	#needless = $state(false);

	readonly list = $derived.by((): Step[] => {
		const keys: StepKey[] = ['pipeline', 'deal', 'next', ...(session.can('import') ? (['others'] as const) : []), 'history'];
		return keys.map((key) => ({ key, done: this.#done?.[key] ?? false, go: () => go(key) }));
	});
	readonly done = $derived(this.list.filter((step) => step.done).length);
	readonly next = $derived(this.list.find((step) => !step.done));
	readonly shown = $derived(this.#done !== undefined && !this.#needless && session.user?.first_steps_done === false && session.can('sales.write'));

	async load() {
		try {
			const first = this.#done === undefined;
			this.#done = await whatIsDone();
			if (first) this.#needless = isOld() || this.next === undefined;
		} catch {
			// Without an answer nothing is shown.
		}
	}

	sawHistory() {
		localStorage.setItem(lookedKey(), '1');
		if (this.#done) this.#done = { ...this.#done, history: true };
	}

	async putAway() {
		await call('patch', '/session', { body: { first_steps_done: true } });
		await session.load();
	}
}

function isOld(): boolean {
	return Date.now() - Date.parse(session.user?.created_at ?? '') > newFor * day;
}

async function whatIsDone(): Promise<Record<StepKey, boolean>> {
	const [deals, steps, users, imports] = await Promise.all([
		call('get', '/deals', { query: { limit: 1 } }),
		call('get', '/deals', { query: { limit: 1, 'next_step_at.is': 'set' } }),
		call('get', '/users', { query: { limit: 2 } }),
		session.can('import') ? call('get', '/imports') : { items: [] },
	]);
	return {
		pipeline: true,
		deal: deals.items.length > 0,
		next: steps.items.length > 0,
		others: users.items.length > 1 || imports.items.some((one) => one.state === 'done'),
		history: localStorage.getItem(lookedKey()) !== null,
	};
}

function go(key: StepKey) {
	const board = boards.current;
	if (key === 'deal') overlays.addingTo = board?.visibleStage ?? board?.columns.find((column) => column.kind === 'open')?.id;
	if (key === 'next') {
		const deal = board?.columns.flatMap((column) => column.deals).find(Boolean);
		if (deal) place.go({ deal: String(deal.id) });
	}
	if (key === 'others') void navigate((session.can('people.write') ? '/settings/users' : '/import') as '/');
	if (key === 'history') place.go({ as_of: addDays(today(session.zone), -1) });
}
