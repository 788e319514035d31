// A list as people write it, one in each line: without empty lines and repeats.
export function linesOf(text: string): string[] {
	return [...new Set(text.split('\n').map((line) => line.trim()).filter(Boolean))];
}
