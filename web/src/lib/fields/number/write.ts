import { decimals } from '$lib/i18n/format';

export function writeNumber(value: unknown): string {
	return decimals(Number(value));
}
