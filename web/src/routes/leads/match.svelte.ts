// The row that a conversion takes over, or makes: those that may be the same are looked up once, the
// likeliest one is chosen beforehand.
import { call } from '$lib/api/client';
import type { Duplicate } from '$lib/api/types';
import { reasonOf, sameScore } from '../merge/merging';

/** What is chosen, besides the id of a match: a new row, or another one that is named in `other`. */
export const makeNew = 'new';
export const takeOther = 'other';

/** So many matches are offered. */
const shown = 4;

type Known = { name?: string | null; email?: string | null; phone?: string | null };

export class Match {
	found = $state.raw<Duplicate[]>([]);
	chosen = $state<string | undefined>(makeNew);
	other = $state<string | null>(null);
	readonly entity: 'company' | 'contact';

	constructor(entity: 'company' | 'contact') {
		this.entity = entity;
	}

	async look(known: Known) {
		const query = Object.fromEntries(Object.entries(known).filter(([, value]) => value)) as Record<string, string>;
		if (Object.keys(query).length === 0) return;
		const { items } = await call('get', this.entity === 'company' ? '/companies/duplicates' : '/contacts/duplicates', { query });
		this.found = items.slice(0, shown);
		const best = this.found[0];
		// Who has chosen already is not overruled.
		if (best && best.score >= sameScore && this.chosen === makeNew) this.chosen = String(best.id);
	}

	/** The id of the row that is taken over; undefined for a new one. */
	get id(): number | undefined {
		if (this.chosen === makeNew) return undefined;
		return Number(this.chosen === takeOther ? this.other : this.chosen) || undefined;
	}

	get isNew(): boolean {
		return this.chosen === makeNew;
	}

	/** Neither new nor a row: nothing is named yet. */
	get missing(): boolean {
		return this.chosen === takeOther && !this.other;
	}

	get options() {
		return this.found.map((one) => ({ value: String(one.id), label: one.title, hint: reasonOf(one) }));
	}
}
