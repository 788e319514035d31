// Which fields a record's page shows, and which of them only on request.
import type { Row } from '$lib/api/rows';
import { entityField, fieldNames, pluralOf, titleField, valueOf, type EntityName } from '$lib/fields/entity';

/** Told elsewhere on the page, or of no use to a reader. */
const untold = new Set(['id', 'revision', 'custom', 'checklist', 'archived_at']);

/** What people seldom ask for, and what they seldom fill in. */
const seldomAsked = new Set(['created_at', 'updated_at', 'external_id', 'currency', 'close_pushes', 'origin']);
const seldomSet = new Set(['snoozed_until', 'parent_id', 'founded', 'employees', 'revenue', 'country']);

/** A deal's are in the order in which sellers think of them; its stage and place are at its head. */
const ofDeals = ['amount', 'expected_close', 'company_id', 'owner_id', 'next_step_at', 'source_id', 'category', 'closed_on', 'lost_reason_id', 'revive_on'];
const notOfDeals = new Set(['pipeline_id', 'stage_id', 'stage_entered_at']);

export type ShownFields = { main: string[]; more: string[] };

export function shownFields(entity: EntityName, row: Row): ShownFields {
	const all = inOrder(entity).filter((name) => name !== titleField(entity) && !untold.has(name) && isShown(entity, name, row));
	const isSeldom = (name: string) => seldomAsked.has(name) || (seldomSet.has(name) && !isSet(row, name));
	return { main: all.filter((name) => !isSeldom(name)), more: all.filter(isSeldom) };
}

/** The page of the row that a field names. */
export function pageOf(entity: EntityName, name: string, row: Row): string | undefined {
	const to = entityField(entity, name)?.entity;
	const id = valueOf(row, name);
	return to && id && withPage.has(to) ? `/${pluralOf(to as EntityName)}/${String(id)}` : undefined;
}

export const withPage = new Set<string>(['deal', 'lead', 'company', 'contact', 'product', 'activity']);

function inOrder(entity: EntityName): string[] {
	const names = fieldNames(entity);
	if (entity !== 'deal') return names;
	return [...ofDeals, ...names.filter((name) => !ofDeals.includes(name) && !notOfDeals.has(name))];
}

/** What can be filled in, and what is filled in. A deal that is still open has no revival to plan. */
function isShown(entity: EntityName, name: string, row: Row): boolean {
	const field = entityField(entity, name);
	if (!field || field.type === 'json') return false;
	if (entity === 'deal' && name === 'revive_on') return isSet(row, name) || !!row.lost_reason_id;
	return isSet(row, name) || (field.editable ?? false);
}

function isSet(row: Row, name: string): boolean {
	return valueOf(row, name) !== null && valueOf(row, name) !== undefined;
}
