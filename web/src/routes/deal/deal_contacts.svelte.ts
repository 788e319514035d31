// The people at the customer who take part in a deal: which, as what, and who is the main one.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import { rows } from '$lib/api/rows';
import type { Contact } from '$lib/api/types';
import type { components } from '$lib/api/schema';
import { t } from '$lib/i18n/index.svelte';
import { Answers } from '$lib/state/answers';
import { toasts } from '$lib/state/toasts.svelte';
import { offerUndo } from '$lib/state/undo';
import { SvelteMap } from 'svelte/reactivity';

export type DealContact = components['schemas']['DealContact'];

/** As many as the API gives at once: more people take part in no deal. */
const most = 200;

export class DealContacts {
	links = $state.raw<DealContact[]>([]);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	readonly people = new SvelteMap<number, Contact>();
	readonly inOrder = $derived(this.links.toSorted((a, b) => Number(b.is_primary) - Number(a.is_primary) || a.id - b.id));
	readonly #dealId: number;
	readonly #answers = new Answers();

	constructor(dealId: number) {
		this.#dealId = dealId;
	}

	async load() {
		try {
			const links = await this.#answers.latest(() => this.#ask());
			if (!links) return;
			this.links = links;
			this.error = undefined;
			this.loaded = true;
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	/** With the people whom they are about. */
	async #ask(): Promise<DealContact[]> {
		const { items } = await call('get', '/deal_contacts', { query: { deal_id: this.#dealId, limit: most } });
		const unknown = items.map((one) => one.contact_id).filter((id) => !this.people.has(id));
		if (unknown.length > 0) {
			const found = await rows.list('contacts', { 'id.in': unknown.join(','), archived: true, limit: most });
			for (const row of found.items) this.people.set(row.id, row as unknown as Contact);
		}
		return items;
	}

	/** The first one is the main contact. Throws the refusal, for the field. */
	async add(contactId: number) {
		await call('post', '/deal_contacts', { body: { deal_id: this.#dealId, contact_id: contactId, is_primary: this.links.length === 0 } });
		await this.load();
		offerUndo(t.dealPage.contactAdded(this.name(contactId)));
	}

	/** Throws the refusal, for the field. */
	async setRole(link: DealContact, role: string | null) {
		await call('patch', '/deal_contacts/{id}', { path: { id: link.id }, body: { role } });
		await this.load();
		offerUndo(t.dealPage.roleSet(this.name(link.contact_id)));
	}

	async makePrimary(link: DealContact) {
		const before = this.links.filter((one) => one.is_primary && one.id !== link.id);
		const changes = [...before.map(({ id }) => ({ id, is_primary: false })), { id: link.id, is_primary: true }];
		await this.#orSay(async () => {
			const { refused } = await rows.batchWhatWorks('deal_contacts', changes.map(({ id, is_primary }) => ({ op: 'update', id, body: { is_primary } })));
			if (refused[0]) toasts.bad(refused[0].message);
			else offerUndo(t.dealPage.primarySet(this.name(link.contact_id)));
		});
	}

	async remove(link: DealContact) {
		await this.#orSay(async () => {
			await call('delete', '/deal_contacts/{id}', { path: { id: link.id } });
			offerUndo(t.dealPage.contactRemoved(this.name(link.contact_id)));
		});
	}

	name(contactId: number): string {
		return this.people.get(contactId)?.name ?? `#${contactId}`;
	}

	async #orSay(deed: () => Promise<void>) {
		try {
			await deed();
		} catch (error) {
			const refusal = error as ApiError;
			toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
		}
		await this.load();
	}
}
