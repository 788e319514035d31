// The types of field that the app can show and edit, one folder each. What is specific to a type is
// in its folder; which fields an entity has is told by entity.ts, what edits a type by edits.ts: most pages
// only write values, and components are heavy.
import { writeBool } from './bool/write';
import { writeDay } from './day/write';
import { writeEnum } from './enum/write';
import { writeInstant } from './instant/write';
import { writeMicro } from './micro/write';
import { writeMoney } from './money/write';
import { writeNumber } from './number/write';
import { writeRate } from './rate/write';
import type { RefEntity } from './ref/entities';
import { writeRef } from './ref/write';
import { writeText } from './text/write';

export type Choice = { value: string; label: string };

export type FieldContext = {
	currency: string;
	zone: string;
	entity?: RefEntity | undefined;
	choices?: readonly Choice[] | undefined;
};

/** Properties of every Edit component. `value` is the API's value as text; `problem` says why what
 *  stands in the control cannot be turned into one. */
export type EditProps = {
	id?: string;
	value: string | null;
	problem?: string | undefined;
	currency?: string;
	entity?: RefEntity | undefined;
	choices?: readonly Choice[] | undefined;
	required?: boolean | undefined;
	/** How the field is to be filled: the type of input that a phone shows keys for. */
	kind?: 'text' | 'email' | 'tel' | undefined;
	placeholder?: string;
	/** Told of a row that is being made, to wait for: until then `value` is what it was. */
	oncreating?: ((made: Promise<void>) => void) | undefined;
	'aria-labelledby'?: string;
	'aria-describedby'?: string | undefined;
	'aria-invalid'?: 'true' | undefined;
};

export type FieldType = {
	write: (value: unknown, context: FieldContext) => string;
	/** The API's value of the text that the type's Edit component (edits.ts) gives; text itself where not said. */
	toApi?: (value: string) => unknown;
	/** Figures stand at the right of a column. */
	right?: boolean;
	kind?: EditProps['kind'];
};

const isTrue = (value: string) => value === 'true';

/** By the name that the API's document gives each type (`x-type`), `longtext` for long texts, and `micro` for millionths. */
export const fieldTypes = {
	id: { write: writeText, right: true },
	text: { write: writeText },
	longtext: { write: writeText },
	email: { write: writeText, kind: 'email' },
	phone: { write: writeText, kind: 'tel' },
	zone: { write: writeText },
	currency: { write: writeText },
	int: { write: writeNumber, toApi: Number, right: true },
	year: { write: String, toApi: Number, right: true },
	quantity: { write: writeNumber, toApi: Number, right: true },
	micro: { write: writeMicro, toApi: Number, right: true },
	rate: { write: writeRate, toApi: Number, right: true },
	money: { write: writeMoney, right: true },
	bool: { write: writeBool, toApi: isTrue },
	enum: { write: writeEnum },
	day: { write: writeDay },
	instant: { write: writeInstant },
	ref: { write: writeRef, toApi: Number },
	json: { write: writeText },
} satisfies Record<string, FieldType>;

export type FieldTypeName = keyof typeof fieldTypes;

/** A field of an entity as the app shows it. */
export type FieldRow = {
	type: FieldTypeName;
	entity?: RefEntity | undefined;
	/** The field of the same row in which an amount's currency stands. */
	currency?: string | undefined;
	choices?: readonly Choice[] | undefined;
	editable?: boolean;
	/** May be given when the row is made, not afterwards. */
	creatable?: boolean;
	required?: boolean;
	sort?: boolean;
	filter?: boolean;
};

export function fieldType(name: FieldTypeName): FieldType {
	return fieldTypes[name];
}

/** The value in words; undefined where there is none. */
export function writeField(row: FieldRow, value: unknown, context: FieldContext): string | undefined {
	if (value === null || value === undefined || value === '') return undefined;
	return fieldTypes[row.type].write(value, { ...context, entity: row.entity, choices: row.choices });
}

/** What an Edit component gave, as the API takes it. */
export function apiValue(row: FieldRow, value: string | null): unknown {
	if (value === null) return null;
	return fieldType(row.type).toApi?.(value) ?? value;
}

/** The API's value as an Edit component takes it. */
export function editValue(value: unknown): string | null {
	return value === null || value === undefined ? null : String(value);
}
