// Filters as the address and the API write them: `owner_id=3`, `amount.gte=1000`, `source_id.in=1,2`,
// `next_step_at.is=null`. One filter is one chip on the page; board, list and calendar share them.
import { entityField, fieldLabel, writeValue, type EntityName } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';

export type Operator = 'eq' | 'in' | 'gte' | 'lte' | 'gt' | 'lt' | 'is';
export type Filter = { field: string; op: Operator; value: string };

const operators: Operator[] = ['in', 'gte', 'lte', 'gt', 'lt', 'is'];

/** What of an address are filters of this entity; anything else in it is left alone. */
export function readFilters(entity: EntityName, search: Record<string, unknown>): Filter[] {
	return Object.entries(search).flatMap(([key, value]) => {
		const filter = split(key, String(value ?? ''));
		return filter.value !== '' && entityField(entity, filter.field)?.filter ? [filter] : [];
	});
}

/** The parameters of these filters, for an address or a request. */
export function writeFilters(filters: readonly Filter[]): Record<string, string> {
	return Object.fromEntries(filters.map((one) => [keyOf(one), one.value]));
}

export function keyOf({ field, op }: Pick<Filter, 'field' | 'op'>): string {
	return op === 'eq' ? field : `${field}.${op}`;
}

/** Which comparisons make sense for a field, the likeliest first. */
export function operatorsOf(entity: EntityName, field: string): Operator[] {
	const row = entityField(entity, field);
	const ordered: Operator[] = ['gte', 'lte'];
	const empty: Operator[] = row?.required ? [] : ['is'];
	if (!row) return [];
	if (['money', 'int', 'quantity', 'rate', 'day', 'instant'].includes(row.type)) return [...ordered, 'eq', ...empty];
	return row.type === 'bool' ? ['eq'] : ['eq', ...empty];
}

/** A filter in words: `Owner: Ani`, `Amount ≥ Rp 1,000`. */
export function filterWords(entity: EntityName, { field, op, value }: Filter): string {
	const label = fieldLabel(entity, field);
	if (op === 'is') return value === 'null' ? t.filter.unset(label) : t.filter.set(label);
	const words = value.split(op === 'in' ? ',' : '\0').map((one) => writeValue(entity, field, one) ?? one);
	const signs: Partial<Record<Operator, string>> = { gte: ' ≥ ', lte: ' ≤ ', gt: ' > ', lt: ' < ' };
	return label + (signs[op] ?? ': ') + words.join(', ');
}

/** `custom.size.gte` → the field `custom.size`, compared by gte. */
function split(key: string, value: string): Filter {
	const at = key.lastIndexOf('.');
	const op = operators.find((one) => one === key.slice(at + 1));
	return at > 0 && op ? { field: key.slice(0, at), op, value } : { field: key, op: 'eq', value };
}
