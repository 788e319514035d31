// Turns per cent as people type them into the API's share of one: `40`, `40%`, `12,5 %`.

/** The share as text; null for nothing typed; undefined where it is not between 0 and 100 per cent. */
export function readRate(typed: string): string | null | undefined {
	const text = typed.trim();
	if (text === '') return null;
	const match = /^(\d{1,3})(?:[.,](\d{1,2}))?\s*%?$/.exec(text);
	if (!match) return undefined;
	const hundredths = Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'));
	return hundredths > 10_000 ? undefined : String(hundredths / 10_000);
}
