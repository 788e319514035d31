// The fields that the organisation has added to its entities. Loaded with the session; pages that read
// them follow when they come.
import { call } from '$lib/api/client';
import type { CustomField } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import type { FieldRow, FieldTypeName } from '$lib/fields';

const types: Record<CustomField['kind'], FieldTypeName> = {
	text: 'text',
	number: 'quantity',
	money: 'money',
	day: 'day',
	yes_no: 'bool',
	choice: 'enum',
};

class CustomFields {
	#all = $state.raw<CustomField[]>([]);

	async load() {
		const { items } = await call('get', '/custom_fields', { query: { sort: 'position', limit: 200 } });
		this.#all = items;
	}

	of(entity: string): CustomField[] {
		return this.#all.filter((one) => one.entity === entity);
	}

	row(entity: string, key: string): FieldRow | undefined {
		const found = this.#find(entity, key);
		if (!found) return undefined;
		const choices = found.kind === 'choice' ? (found.options ?? []).map((value) => ({ value, label: value })) : undefined;
		return { type: types[found.kind], choices, editable: true, required: found.required, filter: true };
	}

	/** A field that is no more keeps its key as its name. */
	label(entity: string, key: string): string {
		return this.#find(entity, key)?.name ?? `${t.fields.custom}: ${key}`;
	}

	forget() {
		this.#all = [];
	}

	#find(entity: string, key: string): CustomField | undefined {
		return this.#all.find((one) => one.entity === entity && one.key === key);
	}
}

export const customFields = new CustomFields();
