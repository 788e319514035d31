// When a deal was won and for how much, as its user gives it, and what of it is missing.
import { today } from '$lib/day';
import { t } from '$lib/i18n/index.svelte';
import type { Unmet } from '$lib/state/criteria';
import type { MoveDetails, MovedDeal } from '$lib/state/moves.svelte';
import { session } from '$lib/state/session.svelte';

export class WinAnswer {
	closedOn = $state<string | null>(today(session.zone));
	amount = $state<string | null>(null);
	dateProblem = $state<string>();
	amountProblem = $state<string>();
	/** Several at once keep each its amount. */
	readonly #deal: MovedDeal | undefined;

	constructor(deal: MovedDeal | undefined) {
		this.#deal = deal;
		this.amount = deal?.amount ?? null;
	}

	/** Marks what is missing. Whether all is there. Who moves it anyway gives no amount where none was; one that was
	 *  there is not emptied by that. */
	check(unmet: readonly Unmet[], anyway: boolean): boolean {
		const isUnmet = unmet.some(({ field }) => field === 'amount');
		const asksAmount = this.#deal && (isUnmet ? !anyway : !!this.#deal.amount);
		if (this.amountProblem === t.errors.required) this.amountProblem = undefined;
		if (asksAmount && this.amount === null) this.amountProblem ??= t.errors.required;
		if (this.closedOn === null) this.dateProblem ??= t.errors.required;
		return !this.dateProblem && !this.amountProblem;
	}

	get details(): MoveDetails {
		const isNew = this.amount !== null && this.amount !== this.#deal?.amount;
		return { ...(this.closedOn ? { closed_on: this.closedOn } : {}), ...(isNew ? { amount: this.amount } : {}) };
	}
}
