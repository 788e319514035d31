import type { FieldContext } from '../index';

export function writeEnum(value: unknown, { choices }: FieldContext): string {
	return choices?.find((one) => one.value === value)?.label ?? String(value);
}
