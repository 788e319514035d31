import type { Change } from '$lib/api/types';
import { expect, test, vi } from 'vitest';

vi.mock('$lib/state/session.svelte', () => ({ session: { zone: 'Asia/Jakarta', currency: 'IDR', user: undefined } }));

const { language } = await import('$lib/i18n/index.svelte');
language.words = (await import('$lib/i18n/en')).en;
const { changeWords } = await import('./change_words');

const change = (kind: string, changes: object) => ({ id: 1, kind, changes, at: '2026-11-26T08:00:00.000Z', entity: 'deal', row_id: 1 }) as unknown as Change;
const deal = { stages: [], currency: 'IDR' };
const [early, late] = ['2026-11-30T09:00:00.000Z', '2026-12-01T13:45:00.000Z'];

test.each([
	['a plan lays the first step', [null, early], 'planned the next step', 'Next step: '],
	['another step comes before it', [late, early], 'planned another next step', ' → '],
	['the last step is done', [early, null], 'left no next step', ' → empty'],
])('%s: the history says what became of the next step', (_, next_step_at, deed, line) => {
	const words = changeWords('deal', change('rollup', { next_step_at }), deal);
	expect(words.deed).toBe(deed);
	expect(words.lines).toHaveLength(1);
	expect(words.lines[0]).toContain(line);
});

test('beside a change of one\'s own the next step is not told twice', () => {
	const words = changeWords('deal', change('update', { title: ['Old', 'New'], next_step_at: [null, early] }), deal);
	expect(words).toEqual({ deed: 'changed the deal', lines: ['Title: Old → New'] });
});
