// What cards show beside their title, and how densely: each reader's choice, remembered on this device.
export const cardFields = ['company', 'amount', 'owner', 'age', 'expected_close', 'next_step', 'warnings', 'category', 'source'] as const;
export type CardField = (typeof cardFields)[number];
export type Density = 'comfortable' | 'compact';

const storageKey = 'alur.board.cards';
const usual: CardField[] = ['company', 'amount', 'owner', 'age', 'expected_close', 'next_step', 'warnings'];

class CardChoice {
	fields = $state.raw<readonly CardField[]>(usual);
	density = $state<Density>('comfortable');

	constructor() {
		try {
			const kept = JSON.parse(localStorage.getItem(storageKey) ?? '{}') as { fields?: CardField[]; density?: Density };
			if (Array.isArray(kept.fields)) this.fields = cardFields.filter((one) => kept.fields?.includes(one));
			if (kept.density === 'compact') this.density = 'compact';
		} catch {
			// What cannot be read is as if nothing had been chosen.
		}
	}

	shows(field: CardField): boolean {
		return this.fields.includes(field);
	}

	show(field: CardField, on: boolean) {
		this.fields = cardFields.filter((one) => (one === field ? on : this.shows(one)));
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

export const cardChoice = new CardChoice();
