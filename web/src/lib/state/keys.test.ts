import { beforeEach, expect, test, vi } from 'vitest';

vi.stubGlobal('HTMLElement', class {});
vi.stubGlobal('HTMLInputElement', class {});
vi.stubGlobal('navigator', { platform: 'Linux' });
vi.stubGlobal('document', { querySelector: () => null });

const { keys } = await import('./keys.svelte');
const run = vi.fn();
keys.add(() => ({ title: '', keys: [{ keys: ['y', 'ArrowDown'], label: '', run }] }));

beforeEach(() => run.mockClear());

const press = (key: string, repeat: boolean) => keys.handle({ key, repeat, preventDefault() {}, target: null } as unknown as KeyboardEvent);

test.each([
	['y', 1, 'a letter held down does its deed once'],
	['ArrowDown', 3, 'an arrow held down walks on'],
])('%s runs %i times: %s', (key, times) => {
	[false, true, true].forEach((repeat) => press(key, repeat));
	expect(run).toHaveBeenCalledTimes(times);
});
