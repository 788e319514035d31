// The types of field that the app can show and edit, one folder each. What is specific to a type is
// in its folder; what is specific to one field is a row of an entity's table (routes/deal/deal_fields.ts).
import type { Component } from 'svelte';
import DateEdit from './date/Edit.svelte';
import { writeDate } from './date/write';
import { writeInstant } from './instant/write';
import MoneyEdit from './money/Edit.svelte';
import { writeMoney } from './money/write';
import RefEdit from './ref/Edit.svelte';
import type { RefEntity } from './ref/entities';
import { writeRef } from './ref/write';
import TextEdit from './text/Edit.svelte';
import { writeText } from './text/write';

export type FieldContext = { currency: string; zone: string; entity?: RefEntity | undefined };

/** Properties of every Edit component. `value` is the API's value as text; `problem` says why what
 *  stands in the control cannot be turned into one. */
export type EditProps = {
	id?: string;
	value: string | null;
	problem?: string | undefined;
	currency?: string;
	entity?: RefEntity | undefined;
	placeholder?: string;
	'aria-labelledby'?: string;
	'aria-describedby'?: string | undefined;
	'aria-invalid'?: 'true' | undefined;
};

export type FieldType = {
	write: (value: unknown, context: FieldContext) => string;
	edit?: Component<EditProps, object, 'value' | 'problem'>;
	/** The API's value of the text that the Edit component gives; text itself where not said. */
	toApi?: (value: string) => unknown;
};

export const fieldTypes = {
	text: { write: writeText, edit: TextEdit },
	money: { write: writeMoney, edit: MoneyEdit },
	date: { write: writeDate, edit: DateEdit },
	instant: { write: writeInstant },
	ref: { write: writeRef, edit: RefEdit, toApi: Number },
} satisfies Record<string, FieldType>;

export type FieldTypeName = keyof typeof fieldTypes;

/** A field of an entity as the app shows it. */
export type FieldRow = { type: FieldTypeName; entity?: RefEntity; editable?: boolean; required?: boolean };

export function fieldType(name: FieldTypeName): FieldType {
	return fieldTypes[name];
}

/** The value in words; undefined where there is none. */
export function writeField(row: FieldRow, value: unknown, context: FieldContext): string | undefined {
	if (value === null || value === undefined || value === '') return undefined;
	return fieldTypes[row.type].write(value, { ...context, entity: row.entity });
}

/** What an Edit component gave, as the API takes it. */
export function apiValue(row: FieldRow, value: string | null): unknown {
	if (value === null) return null;
	return fieldType(row.type).toApi?.(value) ?? value;
}
