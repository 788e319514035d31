// Rows that stand under each other by parent_id, in the order of their tree.
import type { Row } from '$lib/api/rows';

export function inTree(rows: Row[]): { rows: Row[]; depth: Map<number, number> } {
	const ids = new Set(rows.map((row) => row.id));
	const below = new Map<number, Row[]>();
	for (const row of rows) {
		const parent = ids.has(Number(row.parent_id)) ? Number(row.parent_id) : 0;
		below.set(parent, [...(below.get(parent) ?? []), row]);
	}
	const inOrder: Row[] = [];
	const depth = new Map<number, number>();
	const visit = (parent: number, deep: number) => {
		for (const row of below.get(parent) ?? []) {
			if (depth.has(row.id)) continue;
			depth.set(row.id, deep);
			inOrder.push(row);
			visit(row.id, deep + 1);
		}
	};
	visit(0, 0);
	// Teams that stand above each other in a circle have no top: they are shown all the same.
	for (const row of rows) if (!depth.has(row.id)) inOrder.push(row);
	return { rows: inOrder, depth };
}
