import { expect, test } from 'vitest';
import { pathOf } from './icon';
import * as icons from './icons';

test('each shape becomes its path', () => {
	expect(pathOf([['path', { d: 'M5 12h14' }], ['line', { x1: '1', y1: '2', x2: '3', y2: '4' }]])).toBe('M5 12h14M1 2L3 4');
	expect(pathOf([['circle', { cx: '12', cy: '12', r: '10' }]])).toBe('M22 12a10 10 0 1 1 -20 0a10 10 0 1 1 20 0Z');
	expect(pathOf([['polyline', { points: '1 2 3 4' }]])).toBe('M1 2 3 4');
	expect(pathOf([['rect', { x: '3', y: '4', width: '18', height: '12', rx: '2' }]])).toBe(
		'M5 4h14a2 2 0 0 1 2 2v8a2 2 0 0 1 -2 2h-14a2 2 0 0 1 -2 -2v-8a2 2 0 0 1 2 -2Z',
	);
});

test('a path that begins with a relative move stands where it stood alone', () => {
	expect(pathOf([['path', { d: 'M18 6 6 18' }], ['path', { d: 'm6 6 12 12' }]])).toBe('M18 6 6 18M0 0m6 6 12 12');
});

test('all icons in use can be drawn', () => {
	expect(Object.keys(icons).length).toBeGreaterThan(50);
});
