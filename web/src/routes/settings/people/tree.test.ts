import type { Row } from '$lib/api/rows';
import { expect, test } from 'vitest';
import { inTree } from './tree';

const row = (id: number, parent_id: number | null) => ({ id, parent_id, revision: 1, created_at: '', updated_at: '', archived_at: null }) as Row;
const ids = (rows: Row[]) => inTree(rows).rows.map((one) => one.id);

test.each([
	['a team stands under the one above it, in the order of the list', [row(1, 3), row(2, null), row(3, null), row(4, 1)], [2, 3, 1, 4]],
	['a team whose parent is archived stands at the top', [row(1, 9), row(2, 1)], [1, 2]],
	['teams in a circle are shown all the same', [row(1, 2), row(2, 1), row(3, null)], [3, 1, 2]],
])('%s', (_, rows, expected) => expect(ids(rows)).toEqual(expected));

test('depth counts the teams above', () => {
	expect([...inTree([row(1, null), row(2, 1), row(3, 2)]).depth.values()]).toEqual([0, 1, 2]);
});
