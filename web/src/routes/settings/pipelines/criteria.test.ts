import type { Criterion } from '$lib/state/criteria';
import { expect, test } from 'vitest';
import { isSame, keyFor } from './criteria';

const tick = (key: string, text: string) => ({ kind: 'checklist', key, text }) as Criterion;

test.each([
	['is made of the words', 'Budget is named', [], 'budget-is-named'],
	['is another than those of the stage', 'Budget', [tick('budget', 'x')], 'budget-2'],
	['is there without words', '', [], 'point'],
	['is there for words in other letters', '予算', [tick('point', 'x')], 'point-2'],
])('a key %s', (_, text, others, expected) => expect(keyFor(text, others)).toBe(expected));

test('criteria differ by their words', () => {
	expect(isSame([tick('a', 'One')], [tick('a', 'One')])).toBe(true);
	expect(isSame([tick('a', 'One')], [tick('a', 'Two')])).toBe(false);
});
