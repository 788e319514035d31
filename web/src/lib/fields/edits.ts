// The component that edits a type of field. Types without one are not edited.
import type { Component } from 'svelte';
import type { EditProps, FieldTypeName } from '.';
import BoolEdit from './bool/Edit.svelte';
import CurrencyEdit from './currency/Edit.svelte';
import DayEdit from './day/Edit.svelte';
import EnumEdit from './enum/Edit.svelte';
import InstantEdit from './instant/Edit.svelte';
import LongTextEdit from './longtext/Edit.svelte';
import MicroEdit from './micro/Edit.svelte';
import MoneyEdit from './money/Edit.svelte';
import NumberEdit from './number/Edit.svelte';
import RateEdit from './rate/Edit.svelte';
import RefEdit from './ref/Edit.svelte';
import TextEdit from './text/Edit.svelte';

export type Edit = Component<EditProps, object, 'value' | 'problem'>;

const edits: Partial<Record<FieldTypeName, Edit>> = {
	text: TextEdit,
	longtext: LongTextEdit,
	email: TextEdit,
	phone: TextEdit,
	zone: TextEdit,
	currency: CurrencyEdit,
	int: NumberEdit,
	year: TextEdit,
	quantity: NumberEdit,
	micro: MicroEdit,
	rate: RateEdit,
	money: MoneyEdit,
	bool: BoolEdit,
	enum: EnumEdit,
	day: DayEdit,
	instant: InstantEdit,
	ref: RefEdit,
};

export function editOf(type: FieldTypeName): Edit | undefined {
	return edits[type];
}
