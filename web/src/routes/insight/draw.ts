// Draws a chart's model on a canvas with Chart.js, in the colours of the page. Loaded when a chart is first seen: nothing
// else imports the library. Why this one: docs/decisions/charts.md.
import { count, percent } from '$lib/i18n/format';
import { BarController, BarElement, CategoryScale, Chart as Library, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip, type ChartConfiguration, type ChartDataset } from 'chart.js';
import type { Chart, Series, Tone } from './model';

Library.register(BarController, BarElement, CategoryScale, Legend, LinearScale, LineController, LineElement, PointElement, Tooltip);

export type Drawing = { destroy: () => void; png: () => Promise<Blob | null> };

type Colours = Record<Tone | 'pale' | 'strong' | 'text' | 'line' | 'ground', string>;
type Value = number | [number, number] | null;
type Dataset = ChartDataset<'bar' | 'line', Value[]>;

/** Lines differ in their dashes and points as well as in colour. */
const dashes = [[], [6, 4], [2, 3], [8, 3, 2, 3], [12, 4]];
const points = ['circle', 'rect', 'triangle', 'rectRot', 'cross'] as const;

function coloursOf(element: HTMLElement): Colours {
	const style = getComputedStyle(element);
	const of = (name: string) => style.getPropertyValue(`--${name}`).trim();
	return { good: of('good'), bad: of('bad'), accent: of('accent'), info: of('info'), muted: of('line-strong'), pale: of('accent-soft'), strong: of('text'), text: of('muted'), line: of('line'), ground: of('surface') };
}

function dataset(series: Series, index: number, chart: Chart, colours: Colours): Dataset {
	const colour = colours[series.tone];
	if (chart.kind === 'lines')
		return { type: 'line', label: series.label, data: series.values, borderColor: colour, backgroundColor: colour, borderWidth: 2, borderDash: dashes[index % dashes.length]!, pointStyle: points[index % points.length]!, pointRadius: 3, spanGaps: true, tension: 0 };
	/** Under a range the bar is pale, so that both are seen. */
	const look = series.ranges ? { backgroundColor: colours.pale, borderColor: colour, borderWidth: 1 } : { backgroundColor: colour, borderColor: colours.ground, borderWidth: chart.stacked ? 1 : 0 };
	return { type: 'bar', label: series.label, data: series.values, ...look, borderRadius: 3, maxBarThickness: 28, grouped: false, order: 2 };
}

/** A range lies as a thin bar over the bar that it belongs to. */
function ranges(series: Series, colours: Colours): Dataset[] {
	if (!series.ranges) return [];
	return [{ type: 'bar', label: '', data: series.ranges, backgroundColor: colours.strong, barThickness: 3, grouped: false, order: 1 }];
}

/** On a narrow page a name is cut, and how many deals it is of stands below it. */
function fit(label: string, width: number): string | string[] {
	const [, name = label, n] = /^(.*) \((n = .*)\)$/.exec(label) ?? [];
	if (width >= 480) return label;
	const short = name.length > 17 ? name.slice(0, 16) + '…' : name;
	return n ? [short, n] : short;
}

function configure(chart: Chart, colours: Colours, locale: string, width: number): ChartConfiguration<'bar' | 'line', Value[]> {
	const write = (value: number) => (chart.unit === 'share' ? percent(value) : count(value));
	const values = { beginAtZero: true, stacked: chart.stacked ?? false, ...(chart.unit === 'share' ? { max: 1 } : {}), ticks: { color: colours.text, ...(chart.unit === 'share' ? { stepSize: 0.2 } : { precision: 0 }), maxRotation: 0, autoSkipPadding: 8, callback: (value: string | number) => write(Number(value)) }, grid: { color: colours.line } };
	const labels = { stacked: chart.stacked ?? false, ticks: { color: colours.text, callback: (_: unknown, index: number) => fit(chart.labels[index] ?? '', width), maxRotation: 0, autoSkip: chart.kind !== 'bars', autoSkipPadding: 8 }, grid: { display: false } };
	const lies = chart.kind === 'bars';
	return {
		type: chart.kind === 'lines' ? 'line' : 'bar',
		data: { labels: chart.labels, datasets: [...chart.series.flatMap((series) => ranges(series, colours)), ...chart.series.map((series, index) => dataset(series, index, chart, colours))] },
		options: {
			locale,
			animation: false,
			responsive: true,
			maintainAspectRatio: false,
			indexAxis: lies ? 'y' : 'x',
			interaction: { mode: 'index', axis: lies ? 'y' : 'x', intersect: false },
			scales: lies ? { x: values, y: labels } : { x: labels, y: values },
			plugins: {
				legend: { display: chart.series.length > 1, position: 'bottom', labels: { color: colours.text, boxWidth: 12, usePointStyle: chart.kind === 'lines' } },
				tooltip: { filter: (item) => item.dataset.label !== '', callbacks: { label: (item) => `${item.dataset.label}: ${write(Number(item.raw))}` } },
			},
		},
	};
}

export function draw(canvas: HTMLCanvasElement, chart: Chart, locale: string): Drawing {
	const colours = coloursOf(canvas);
	Library.defaults.font.family = getComputedStyle(canvas).fontFamily;
	const drawn = new Library(canvas, configure(chart, colours, locale, canvas.parentElement?.clientWidth ?? 0));
	return {
		destroy: () => drawn.destroy(),
		png: () => onGround(canvas, colours.ground),
	};
}

/** Charts are drawn without a ground of their own; a file needs one. */
function onGround(canvas: HTMLCanvasElement, ground: string): Promise<Blob | null> {
	const copy = document.createElement('canvas');
	const context = copy.getContext('2d');
	copy.width = canvas.width;
	copy.height = canvas.height;
	if (!context) return Promise.resolve(null);
	context.fillStyle = ground;
	context.fillRect(0, 0, copy.width, copy.height);
	context.drawImage(canvas, 0, 0);
	return new Promise((done) => copy.toBlob(done, 'image/png'));
}
