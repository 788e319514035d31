import { beforeEach, expect, test, vi } from 'vitest';

const answers = vi.hoisted(() => ({ review: [] as ((items: unknown[]) => void)[] }));

vi.mock('$lib/api/client', () => ({
	call: (_: string, path: string) => {
		if (path !== '/pipelines/{id}/review') return Promise.resolve({ items: [], next: null });
		return new Promise((resolve) => answers.review.push((items) => resolve({ items, next: null })));
	},
}));

const { Sitting } = await import('./sitting.svelte');
const talk = (...ids: number[]) => ids.map((id) => ({ deal: { id }, warnings: [] }));

beforeEach(() => void (answers.review = []));

test('a late answer does not bring back a deal that has been decided since', async () => {
	const sitting = new Sitting(1, {});
	const early = sitting.load();
	const late = sitting.load();
	answers.review[1]!(talk(2));
	await late;
	answers.review[0]!(talk(1, 2));
	await early;
	expect(sitting.items.map((one) => one.deal.id)).toEqual([2]);
});

test('who waits for an overtaken answer waits for the one that holds', async () => {
	const sitting = new Sitting(1, {});
	const early = sitting.load();
	void sitting.load();
	answers.review[0]!(talk(1, 2));
	setTimeout(() => answers.review[1]!(talk(2)));
	await early;
	expect(sitting.items.map((one) => one.deal.id)).toEqual([2]);
});
