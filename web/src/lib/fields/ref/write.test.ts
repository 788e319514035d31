import { expect, test, vi } from 'vitest';
import { ApiError } from '$lib/api/problem';

/** Answers the one name that is asked for. */
const program = vi.hoisted(() => ({ answer: (_: { id: number; name: string }) => {}, refuse: (_: Error) => {}, asked: 0 }));

vi.mock('./entities', () => ({
	refEntities: { user: { get: () => (program.asked++, new Promise((done, failed) => Object.assign(program, { answer: done, refuse: failed }))) } },
}));

const { writeRef } = await import('./write');
const write = (id: number) => writeRef(id, { entity: 'user', currency: 'IDR', zone: 'Asia/Jakarta' });
const settle = () => new Promise((done) => setTimeout(done));

test('a name that is on its way is no number', async () => {
	expect(write(5)).toBe('…');
	await settle();
	program.answer({ id: 5, name: 'Budi' });
	await settle();
	expect(write(5)).toBe('Budi');
});

test('of a row that its reader may not see the number is all there is, and it is asked for once', async () => {
	expect(write(6)).toBe('…');
	await settle();
	program.refuse(new ApiError(404, {}));
	await settle();
	program.asked = 0;
	expect(write(6)).toBe('#6');
	await settle();
	expect(program.asked).toBe(0);
});

test('a name that the connection has kept back is asked for again', async () => {
	expect(write(7)).toBe('…');
	await settle();
	program.refuse(new ApiError(0, {}));
	await settle();
	expect(write(7)).toBe('…');
	await settle();
	program.answer({ id: 7, name: 'Citra' });
	await settle();
	expect(write(7)).toBe('Citra');
});
