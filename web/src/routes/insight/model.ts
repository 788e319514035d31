// What a figure of Insight is made of, whatever it is about: a chart that may be drawn, and a table that always is.
// The models are made from the answers in funnel.ts, closings.ts, sources.ts and coverage.ts.

/** Deals of the funnel that no list can filter: they are told by the program itself. */
export type Behind = { stageId?: number; way: 'entered' | 'advanced' | 'lost' | 'open'; from: string; to: string };

/** One cell: as it reads, as a file has it, and the rows that it counts. */
export type Cell = { text: string; value: string | number | null; href?: string | undefined; behind?: Behind };
export type Column = { label: string; hint?: string; numeric: boolean };
export type Table = { columns: Column[]; rows: Cell[][] };

export type Tone = 'good' | 'bad' | 'accent' | 'info' | 'muted';
export type Series = {
	label: string;
	tone: Tone;
	values: (number | null)[];
	/** Between which values each one lies: drawn as a range behind it. */
	ranges?: ([number, number] | null)[];
};
export type Chart = {
	/** bars lie, columns stand, lines go on in time. */
	kind: 'bars' | 'columns' | 'lines';
	labels: string[];
	series: Series[];
	unit: 'count' | 'share';
	stacked?: boolean;
};

/** What a figure says, computed from `n` deals; below `needs` of them it says nothing yet. */
export type Figure = { n: number; needs: number; chart?: Chart | undefined; table: Table };

/** So few closed deals, or such that entered a stage, are an anecdote. */
export const fewest = 10;

export const text = (value: string): Cell => ({ text: value, value });

/** Fields with commas, quotes or line ends stand in quotes. A text that a spreadsheet would take for a formula gets an
 *  apostrophe before it. */
export function csvOf(table: Table): string {
	const field = (value: string | number | null) => {
		const written = typeof value === 'string' && /^[=+\-@\t\r]/.test(value) && !/^-?\d+(\.\d+)?$/.test(value) ? `'${value}` : String(value ?? '');
		return /[",\r\n]/.test(written) ? `"${written.replaceAll('"', '""')}"` : written;
	};
	const lines = [table.columns.map((column) => field(column.label)), ...table.rows.map((row) => row.map((cell) => field(cell.value)))];
	return lines.map((line) => line.join(',') + '\r\n').join('');
}

/** Gives the reader a file that the page has made. */
export function download(name: string, content: Blob) {
	const link = document.createElement('a');
	link.href = URL.createObjectURL(content);
	link.download = name;
	link.click();
	setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
