// What files hold, where links lead, and which days a period has.
import { describe, expect, test } from 'vitest';
import { csvOf, type Table } from './model';
import { listHref } from './cells';
import { cohortOf, periodOf } from './period';

const table: Table = {
	columns: [{ label: 'Name', numeric: false }, { label: 'Won', numeric: true }],
	rows: [
		[{ text: 'a', value: 'Toko "Maju", Jaya' }, { text: '1,200', value: 1200 }],
		[{ text: 'b', value: '=HYPERLINK(1)' }, { text: '–', value: null }],
		[{ text: 'c', value: 'two\nlines' }, { text: '-5', value: '-5.00' }],
	],
};

describe('a file', () => {
	test('quotes what needs it, writes plain numbers, and holds no formula', () => {
		expect(csvOf(table)).toBe('Name,Won\r\n"Toko ""Maju"", Jaya",1200\r\n\'=HYPERLINK(1),\r\n"two\nlines",-5.00\r\n');
	});
});

describe('a link to rows', () => {
	const cases: [string, Record<string, string>, Record<string, string>][] = [
		['has the conditions of the figure and of the page', { source_id: '3', q: 'a b' }, { pipeline_id: '1', 'closed_on.gte': '2026-01-01', source_id: '3', q: 'a b' }],
		['takes the later of two first days', { 'closed_on.gte': '2026-02-01' }, { pipeline_id: '1', 'closed_on.gte': '2026-02-01' }],
		['keeps its own where that is later', { 'closed_on.gte': '2025-02-01' }, { pipeline_id: '1', 'closed_on.gte': '2026-01-01' }],
		['asks both where one value meets another', { pipeline_id: '2' }, { pipeline_id: '1', 'closed_on.gte': '2026-01-01', 'pipeline_id.in': '2' }],
	];
	test.each(cases)('%s', (_, filters, wanted) => {
		const url = new URL(listHref('pipeline_id=1&closed_on.gte=2026-01-01', filters)!, 'http://x');
		expect(url.pathname).toBe('/deals');
		expect(Object.fromEntries(url.searchParams)).toEqual(wanted);
	});
});

describe('a period', () => {
	const cases = [
		['year', '2026-11-26', '2025-12-01', '2026-11-30'],
		['year', '2024-02-29', '2023-03-01', '2024-02-29'],
		['thisQuarter', '2026-11-26', '2026-10-01', '2026-12-31'],
		['lastQuarter', '2026-02-03', '2025-10-01', '2025-12-31'],
		['thisYear', '2026-02-03', '2026-01-01', '2026-12-31'],
		['lastYear', '2026-02-03', '2025-01-01', '2025-12-31'],
	] as const;
	test.each(cases)('%s at %s', (name, today, from, to) => expect(periodOf(name, today)).toEqual({ from, to }));
	test('is divided into months, quarters or years by its length', () => {
		expect(cohortOf({ from: '2025-01-01', to: '2026-12-31' })).toBe('month');
		expect(cohortOf({ from: '2024-01-01', to: '2026-12-31' })).toBe('quarter');
		expect(cohortOf({ from: '2018-01-01', to: '2026-12-31' })).toBe('year');
	});
});
