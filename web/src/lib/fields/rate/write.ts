import { percent } from '$lib/i18n/format';

export function writeRate(value: unknown): string {
	return percent(Number(value));
}
