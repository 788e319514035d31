import { expect, test } from 'vitest';
import { OwnRevisions } from './own_revisions';

test('a revision leads to the one that own changes have made of it, of its own row alone', () => {
	const own = new OwnRevisions();
	own.note(1, 4, 5);
	own.note(1, 5, 6);
	expect([own.after(1, 4), own.after(1, 5), own.after(1, 6), own.after(2, 4)]).toEqual([6, 6, 6, 4]);
});

test('another’s change in between stays a conflict', () => {
	const own = new OwnRevisions();
	own.note(1, 4, 5);
	own.note(1, 6, 7);
	expect(own.after(1, 4)).toBe(5);
});

test('a change that waits for a network makes no new revision', () => {
	const own = new OwnRevisions();
	own.note(1, 4, 4);
	expect(own.after(1, 4)).toBe(4);
});
