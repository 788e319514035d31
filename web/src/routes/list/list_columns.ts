// Which columns a list shows: those that most people need at first, then what the reader has chosen on
// this device.
import { fieldType } from '$lib/fields';
import { entityField, fieldNames, type EntityName } from '$lib/fields/entity';

/** The first column is the row's name and always there. */
const usual: Partial<Record<EntityName, string[]>> = {
	deal: ['title', 'stage_id', 'amount', 'company_id', 'owner_id', 'expected_close', 'next_step_at'],
	lead: ['name', 'company_name', 'lifecycle', 'email', 'phone', 'owner_id', 'source_id', 'created_at'],
	company: ['name', 'industry', 'city', 'phone', 'owner_id', 'created_at'],
	contact: ['name', 'job_title', 'company_id', 'email', 'phone', 'owner_id'],
	product: ['name', 'code', 'family', 'price', 'unit', 'active'],
	activity: ['subject', 'kind', 'due_at', 'done_at', 'deal_id', 'lead_id', 'owner_id'],
	user: ['name', 'email', 'role', 'team_id', 'active'],
	team: ['name', 'parent_id', 'manager_id', 'shares_deals'],
};

/** Columns that say nothing to a reader of a list. */
const never = new Set(['id', 'revision', 'custom', 'checklist', 'merged_into_id']);

/** By type: the least width in px, and the share of what is left. */
const widths: Partial<Record<string, [number, number]>> = {
	ref: [130, 1.2],
	money: [120, 1],
	email: [160, 1.4],
	phone: [130, 1],
	instant: [140, 1],
	day: [110, 1],
	enum: [100, 0.8],
	bool: [72, 0.5],
	int: [90, 0.6],
	longtext: [200, 2],
};
const usualWidth: [number, number] = [120, 1];
const nameWidth: [number, number] = [200, 2.2];
const boxWidth = 40;

export function possibleColumns(entity: EntityName): string[] {
	return fieldNames(entity).filter((name) => !never.has(name) && entityField(entity, name)?.type !== 'json');
}

export function usualColumns(entity: EntityName): string[] {
	return usual[entity] ?? possibleColumns(entity).slice(0, 6);
}

const storageKey = (entity: EntityName) => `alur.columns.${entity}`;

export function chosenColumns(entity: EntityName): string[] {
	const known = possibleColumns(entity);
	try {
		const kept = JSON.parse(localStorage.getItem(storageKey(entity)) ?? '[]') as string[];
		const columns = kept.filter((name) => known.includes(name));
		return columns.length > 0 ? columns : usualColumns(entity);
	} catch {
		return usualColumns(entity);
	}
}

export function chooseColumns(entity: EntityName, columns: string[] | undefined) {
	if (columns) localStorage.setItem(storageKey(entity), JSON.stringify(columns));
	else localStorage.removeItem(storageKey(entity));
}

/** The columns' widths as CSS grid has them, and the least width of them all: head and rows are grids
 *  of their own and must come to the same. */
export function gridTemplate(entity: EntityName, columns: string[]): { columns: string; width: string } {
	const all = columns.map((name, index) => (index === 0 ? nameWidth : (widths[entityField(entity, name)?.type ?? ''] ?? usualWidth)));
	return {
		columns: [`${boxWidth}px`, ...all.map(([least, share]) => `minmax(${least}px, ${share}fr)`)].join(' '),
		width: `${all.reduce((sum, [least]) => sum + least, boxWidth)}px`,
	};
}

export function isRight(entity: EntityName, name: string): boolean {
	return fieldType(entityField(entity, name)?.type ?? 'text').right ?? false;
}
