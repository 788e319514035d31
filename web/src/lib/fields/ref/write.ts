import { names } from '$lib/state/names.svelte';
import type { FieldContext } from '../index';

/** The name of the row that is referred to; its number until the name has been loaded. */
export function writeRef(value: unknown, { entity }: FieldContext): string {
	const id = Number(value);
	return (entity && names.name(entity, id)) ?? `#${id}`;
}
