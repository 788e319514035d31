// What the user gives for exit criteria that a deal does not meet: a draft for each, whichever form shows them.
import type { ApiError } from '$lib/api/problem';
import { apiValue, type FieldRow } from '$lib/fields';
import { t } from '$lib/i18n/index.svelte';
import { checklistKey, isLink, type Unmet } from '$lib/state/criteria';
import type { Filled } from '$lib/state/moves.svelte';
import { dealField } from '../../deal/deal_fields';

/** One unmet criterion and what the user has given for it so far. */
export type Draft = {
	name: string;
	message: string;
	/** A point of the checklist. */
	key: string | undefined;
	/** A field that can be filled in here. */
	row: FieldRow | undefined;
	value: string | null;
	problem?: string | undefined;
	refusal?: string | undefined;
};

export class CriteriaDrafts {
	list = $state<Draft[]>([]);
	/** What is only said can be done elsewhere alone. */
	readonly fillable = $derived(this.list.every((one) => one.key !== undefined || one.row));
	/** Several deals have each their own contacts and lines, which are not filled in here. */
	readonly #several: boolean;

	constructor(several = false) {
		this.#several = several;
	}

	/** What is asked by now; what was written for it meanwhile stays. */
	ask(asked: readonly Unmet[]) {
		this.list = asked.map(({ field, message }) => this.list.find(({ name }) => name === field) ?? this.#draft(field, message));
	}

	/** Marks what is still empty. Whether all is there. */
	check(): boolean {
		for (const one of this.list) one.refusal = isEmpty(one) ? t.errors.required : undefined;
		return !this.list.some((one) => one.problem || one.refusal);
	}

	filled(): Filled {
		const given: Filled = { ticked: [], links: {}, fields: {} };
		for (const one of this.list) {
			if (one.key !== undefined) given.ticked.push(one.key);
			else if (isLink(one.name)) given.links[one.name] = Number(one.value);
			else given.fields[one.name] = apiValue(one.row!, one.value);
		}
		return given;
	}

	/** Shows a refusal where it belongs, or at the first of them. False where there is none. */
	refuse(error: ApiError): boolean {
		for (const one of this.list) one.refusal = error.of(one.name);
		const first = this.list[0];
		if (first && !this.list.some((one) => one.refusal)) first.refusal = error.offline ? t.errors.offline : error.reason;
		return first !== undefined;
	}

	#draft(name: string, message: string): Draft {
		const row = this.#several && isLink(name) ? undefined : dealField(name);
		return { name, message, key: checklistKey(name), row: row?.editable ? row : undefined, value: null };
	}
}

function isEmpty(one: Draft): boolean {
	return one.value === null && (one.key !== undefined || one.row !== undefined);
}
