import { moneyWhole } from '$lib/i18n/format';
import type { FieldContext } from '../index';

export function writeMoney(value: unknown, context: FieldContext): string {
	return moneyWhole(String(value), context.currency);
}
