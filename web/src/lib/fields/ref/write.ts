import { names } from '$lib/state/names.svelte';
import type { FieldContext } from '../index';
import { toCome } from '../to_come';

/** The name of the row that is referred to; its number where that is all that this user may know of it. */
export function writeRef(value: unknown, { entity }: FieldContext): string {
	const id = Number(value);
	if (!entity) return `#${id}`;
	return names.name(entity, id) ?? (names.isHidden(entity, id) ? `#${id}` : toCome);
}
