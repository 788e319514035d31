// The periods that one can choose by name, as days of the organisation; both days are included.
export type PeriodName = 'year' | 'thisQuarter' | 'lastQuarter' | 'thisYear' | 'lastYear' | 'own';
export const periodNames: PeriodName[] = ['year', 'thisQuarter', 'lastQuarter', 'thisYear', 'lastYear', 'own'];
export type Period = { from: string; to: string };

/** Months are counted from the year 0, so that any can be added. */
const first = (month: number) => new Date(Date.UTC(Math.floor(month / 12), month % 12, 1)).toISOString().slice(0, 10);
const last = (month: number) => new Date(Date.UTC(Math.floor(month / 12), (month % 12) + 1, 0)).toISOString().slice(0, 10);

export function periodOf(name: Exclude<PeriodName, 'own'>, today: string): Period {
	const [year, month] = today.split('-').map(Number) as [number, number];
	const now = year * 12 + month - 1;
	const quarter = now - (now % 3);
	switch (name) {
		case 'year':
			return { from: first(now - 11), to: last(now) };
		case 'thisQuarter':
			return { from: first(quarter), to: last(quarter + 2) };
		case 'lastQuarter':
			return { from: first(quarter - 3), to: last(quarter - 1) };
		case 'thisYear':
			return { from: first(year * 12), to: last(year * 12 + 11) };
		case 'lastYear':
			return { from: first(year * 12 - 12), to: last(year * 12 - 1) };
	}
}

/** Months where they are few enough to be told apart. */
export function cohortOf({ from, to }: Period): 'month' | 'quarter' | 'year' {
	const years = (Date.parse(to) - Date.parse(from)) / 31_556_952_000;
	return years <= 2.1 ? 'month' : years <= 5 ? 'quarter' : 'year';
}
