// Rows of any entity, for pages that show whichever: lists, records, bulk changes. A page of one entity
// uses client.ts, whose types know its fields.
import { callWithEtag, type WithEtag } from './client';
import type { Change, Refusal } from './types';

export type Row = {
	id: number;
	revision: number;
	created_at: string;
	updated_at: string;
	archived_at: string | null;
	custom?: Record<string, unknown>;
	[field: string]: unknown;
};

export type Page<T> = { items: T[]; next: string | null; total?: number };
export type Query = Record<string, string | number | boolean | undefined>;
export type Operation =
	| { op: 'create'; body: Record<string, unknown> }
	| { op: 'update' | 'move' | 'enroll'; id: number; body: Record<string, unknown>; if_match?: string }
	| { op: 'archive' | 'restore'; id: number };

export type BatchAnswer = { batch_id: number; items: Row[]; refused: Refusal[] };

type Asked = { path?: object; query?: object; body?: unknown; ifMatch?: string | undefined; signal?: AbortSignal };

/** The generic paths are the same for every entity; their types are given here once. */
async function ask<T>(method: 'get' | 'post' | 'patch' | 'delete', path: string, options: Asked = {}): Promise<WithEtag<T>> {
	return (await callWithEtag(method, path as never, options as never)) as WithEtag<T>;
}

export const rows = {
	list: async (plural: string, query: Query, signal?: AbortSignal) =>
		(await ask<Page<Row>>('get', `/${plural}`, { query, ...(signal ? { signal } : {}) })).data,
	get: (plural: string, id: number, query: Query = {}) => ask<Row>('get', `/${plural}/{id}`, { path: { id }, query }),
	create: async (plural: string, body: object) => (await ask<Row>('post', `/${plural}`, { body })).data,
	change: (plural: string, id: number, body: object, ifMatch?: string) =>
		ask<Row>('patch', `/${plural}/{id}`, { path: { id }, body, ifMatch }),
	archive: async (plural: string, id: number) => void (await ask('delete', `/${plural}/{id}`, { path: { id } })),
	restore: async (plural: string, id: number) => (await ask<Row>('post', `/${plural}/{id}/restore`, { path: { id } })).data,
	history: async (plural: string, id: number, query: Query = {}) =>
		(await ask<Page<Change>>('get', `/${plural}/{id}/history`, { path: { id }, query })).data,
	/** An operation of one row, e.g. `qualify`. */
	act: async (plural: string, id: number, operation: string, body: object = {}) =>
		(await ask<Row>('post', `/${plural}/{id}/${operation}`, { path: { id }, body })).data,
	/** Up to 1,000 operations as one batch: all that are not refused, undone as a whole. */
	batchWhatWorks: async (plural: string, operations: Operation[]) =>
		(await ask<BatchAnswer>('post', `/${plural}/batch`, { body: { operations, partial: true } })).data,
};
