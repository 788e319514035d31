import { instant } from '$lib/i18n/format';
import type { FieldContext } from '../index';

export function writeInstant(value: unknown, context: FieldContext): string {
	return instant(String(value), context.zone);
}
