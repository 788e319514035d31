/** Text is shown as it is; anything else that has no type of its own, as JSON. */
export function writeText(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}
