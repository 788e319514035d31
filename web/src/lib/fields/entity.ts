// The fields of every entity as the app shows them, from the table that the program's own tables give
// (lib/api/entities.ts) and the fields that the organisation has added (state/custom_fields).
import { entities } from '$lib/api/entities';
import type { Row } from '$lib/api/rows';
import { t } from '$lib/i18n/index.svelte';
import { customFields } from '$lib/state/custom_fields.svelte';
import { session } from '$lib/state/session.svelte';
import { writeField, type Choice, type FieldRow, type FieldTypeName } from './index';
import { refEntities, type RefEntity } from './ref/entities';

export type EntityName = keyof typeof entities;

type TableRow = {
	type: FieldTypeName;
	ref?: string;
	currency?: string;
	names?: readonly string[];
	max?: number;
	write?: true;
	create?: true;
	required?: true;
	sort?: true;
	filter?: true;
};

/** Texts that may be longer than this are written in a box of several lines. */
const longText = 600;
/** Fields of the organisation's own that have few values. */
export const fewValues = ['text', 'choice', 'yes_no'];
const ofTheOrganisation = 'custom.';
const ofTheCompany = 'company.';

export function pluralOf(entity: EntityName): string {
	return entities[entity].plural;
}

/** The entity of a plural name, as paths and views have it. */
export function entityOf(plural: string): EntityName | undefined {
	return (Object.keys(entities) as EntityName[]).find((name) => entities[name].plural === plural);
}

/** What a field is, `custom.KEY` for one of the organisation's own; undefined where there is none. */
export function entityField(entity: EntityName, name: string): FieldRow | undefined {
	if (name.startsWith(ofTheOrganisation)) return customFields.row(entity, name.slice(ofTheOrganisation.length));
	const row = (entities[entity].fields as Record<string, TableRow>)[name] ?? filtersOf(entity)[name];
	if (!row && name.startsWith(ofTheCompany + ofTheOrganisation) && asksOfCompany(entity)) return entityField('company', name.slice(ofTheCompany.length));
	return row && fromTable(entity, name, row);
}

/** What lists can be asked for beside the entity's own fields: `amount_home`, `company.city`. */
function filtersOf(entity: EntityName): Record<string, TableRow> {
	const table = entities[entity];
	return 'filters' in table ? (table.filters as Record<string, TableRow>) : {};
}

function asksOfCompany(entity: EntityName): boolean {
	return Object.keys(filtersOf(entity)).some((name) => name.startsWith(ofTheCompany));
}

/** Fields of a row's company by which rows are compared and filtered, its own kinds of few values at the end. */
export function companyFieldNames(entity: EntityName): string[] {
	if (!asksOfCompany(entity)) return [];
	const own = customFields.of('company').filter((one) => fewValues.includes(one.kind));
	return [...Object.keys(filtersOf(entity)).filter((name) => name.startsWith(ofTheCompany)), ...own.map((one) => ofTheCompany + ofTheOrganisation + one.key)];
}

/** The names of all fields, the organisation's own at the end. */
export function fieldNames(entity: EntityName): string[] {
	const own = customFields.of(entity).map((one) => ofTheOrganisation + one.key);
	return [...Object.keys(entities[entity].fields), ...own];
}

export function fieldLabel(entity: EntityName, name: string): string {
	if (name.startsWith(ofTheOrganisation)) return customFields.label(entity, name.slice(ofTheOrganisation.length));
	if (name.startsWith(ofTheCompany)) return t.filter.ofCompany(fieldLabel('company', name.slice(ofTheCompany.length)));
	const special = (t.fieldsOf as Record<string, Record<string, string>>)[entity]?.[name];
	return special ?? (t.fields as Record<string, string>)[name] ?? name.replace(/_id$/, '').replaceAll('_', ' ');
}

export function choicesOf(entity: EntityName, name: string, names: readonly string[]): Choice[] {
	const all = t.choices as Record<string, Record<string, string>>;
	const words = all[`${entity}_${name}`] ?? all[name] ?? {};
	return names.map((value) => ({ value, label: words[value] ?? value.replaceAll('_', ' ') }));
}

export function valueOf(row: Row, name: string): unknown {
	return name.startsWith(ofTheOrganisation) ? row.custom?.[name.slice(ofTheOrganisation.length)] : row[name];
}

/** The body that sets one field. */
export function patchOf(name: string, value: unknown): Record<string, unknown> {
	return name.startsWith(ofTheOrganisation) ? { custom: { [name.slice(ofTheOrganisation.length)]: value } } : { [name]: value };
}

/** A field of a row in words; undefined where it is not set. */
export function writeOf(entity: EntityName, name: string, row: Row): string | undefined {
	return writeValue(entity, name, valueOf(row, name), currencyOf(entity, name, row));
}

export function writeValue(entity: EntityName, name: string, value: unknown, currency = session.currency): string | undefined {
	return writeField(entityField(entity, name) ?? { type: 'text' }, value, { currency, zone: session.zone });
}

/** The currency of an amount: its companion's value, else the organisation's. */
export function currencyOf(entity: EntityName, name: string, row: Row): string {
	const companion = entityField(entity, name)?.currency;
	return (companion && (row[companion] as string | null)) || session.currency;
}

const titleFields: Partial<Record<EntityName, string>> = { deal: 'title', activity: 'subject', currency_rate: 'currency' };

/** The field in which a row's name stands. */
export function titleField(entity: EntityName): string {
	return titleFields[entity] ?? 'name';
}

/** The text by which people call a row. */
export function titleOf(entity: EntityName, row: Row): string {
	const name = row[titleField(entity)];
	return typeof name === 'string' ? name : `#${row.id}`;
}

/** Whole numbers that count millionths end in `_micro`. */
function typeOf(name: string, row: TableRow): FieldTypeName {
	if (row.type === 'int' && name.endsWith('_micro')) return 'micro';
	return row.type === 'text' && (row.max ?? 0) > longText ? 'longtext' : row.type;
}

function fromTable(entity: EntityName, name: string, row: TableRow): FieldRow {
	const type = typeOf(name, row);
	return {
		type,
		entity: row.ref && row.ref in refEntities ? (row.ref as RefEntity) : undefined,
		currency: row.currency,
		choices: row.names && choicesOf(entity, name, row.names),
		editable: row.write ?? false,
		creatable: row.create ?? false,
		required: (row.required && row.write) ?? false,
		sort: row.sort ?? false,
		filter: row.filter ?? false,
	};
}
