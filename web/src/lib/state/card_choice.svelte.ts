// What cards show beside their title, and how densely: each reader's choice, remembered on this device.
import { customFields } from './custom_fields.svelte';

export const cardFields = ['company', 'contact', 'amount', 'owner', 'age', 'expected_close', 'next_step', 'warnings', 'category', 'source'] as const;
/** Those of the organisation's own by their keys. */
export type CardField = (typeof cardFields)[number] | `custom.${string}`;
export type Density = 'comfortable' | 'compact';

/** As many of the organisation's own as the program puts on a card. */
export const mostOwn = 10;
const storageKey = 'alur.board.cards';
const usual: CardField[] = ['company', 'amount', 'owner', 'age', 'expected_close', 'next_step', 'warnings'];

const isOwn = (field: CardField): field is `custom.${string}` => field.startsWith('custom.');

class CardChoice {
	fields = $state.raw<readonly CardField[]>(usual);
	density = $state<Density>('comfortable');
	/** Keys of the organisation's own fields, in the order in which cards show them. */
	readonly own = $derived(this.fields.filter(isOwn).map((field) => field.slice('custom.'.length)));
	/** What the program puts on cards only where it is asked to. */
	readonly asked = $derived(this.fields.filter((field) => field === 'contact' || isOwn(field)).join(',') || undefined);

	constructor() {
		try {
			const kept = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as { fields?: CardField[]; density?: Density };
			if (Array.isArray(kept.fields)) this.fields = inOrder(kept.fields).slice(0, cardFields.length + mostOwn);
			if (kept.density === 'compact') this.density = 'compact';
		} catch {
			// What cannot be read is as if nothing had been chosen.
		}
	}

	shows(field: CardField): boolean {
		return this.fields.includes(field);
	}

	/** Fields that the organisation has no more leave the choice with the next change of it. */
	show(field: CardField, on: boolean) {
		const known = customFields.of('deal').map(({ key }) => key);
		const others = this.fields.filter((one) => one !== field && (!isOwn(one) || known.includes(one.slice('custom.'.length))));
		this.fields = inOrder(on ? [...others, field] : others);
		this.#keep();
	}

	choose(density: Density) {
		this.density = density;
		this.#keep();
	}

	#keep() {
		localStorage.setItem(storageKey, JSON.stringify({ fields: this.fields, density: this.density }));
	}
}

/** What each card has, in its usual order; the organisation's own as they were chosen. */
function inOrder(fields: readonly CardField[]): CardField[] {
	return [...cardFields.filter((one) => fields.includes(one)), ...fields.filter((one) => typeof one === 'string' && isOwn(one)).slice(0, mostOwn)];
}

export const cardChoice = new CardChoice();
