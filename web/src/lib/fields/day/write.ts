import { day } from '$lib/i18n/format';
import type { FieldContext } from '../index';

export function writeDay(value: unknown, context: FieldContext): string {
	return day(String(value).slice(0, 10), context.zone);
}
