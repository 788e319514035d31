// The entities that a field can refer to: how their rows are found, named and, where a name is all
// that it takes, made on the spot.
import { call } from '$lib/api/client';
import type { Named } from '$lib/api/types';

export type RefEntity = 'user' | 'team' | 'company' | 'contact' | 'lead' | 'deal' | 'source' | 'product' | 'pipeline' | 'stage' | 'lost_reason';

type Access = {
	get: (id: number) => Promise<Named>;
	/** Rows whose words match; all of a short list, which is then narrowed here. */
	list?: (words: string) => Promise<Named[]>;
	create?: (name: string) => Promise<Named>;
};

const shown = 30;

async function narrowed(rows: Promise<{ items: Named[] }>, words: string): Promise<Named[]> {
	const { items } = await rows;
	return items.filter((row) => row.name.toLowerCase().includes(words.toLowerCase())).slice(0, shown);
}

function titled({ id, title }: { id: number; title: string }): Named {
	return { id, name: title };
}

export const refEntities: Record<RefEntity, Access> = {
	user: {
		get: (id) => call('get', '/users/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/users', { query: { q, limit: 200 } }), ''),
	},
	company: {
		get: (id) => call('get', '/companies/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/companies', { query: { q, limit: shown } }), ''),
		create: (name) => call('post', '/companies', { body: { name } }),
	},
	contact: {
		get: (id) => call('get', '/contacts/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/contacts', { query: { q, limit: shown } }), ''),
		create: (name) => call('post', '/contacts', { body: { name } }),
	},
	source: {
		get: (id) => call('get', '/sources/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/sources', { query: { sort: 'name', limit: 200 } }), q),
	},
	product: {
		get: (id) => call('get', '/products/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/products', { query: { sort: 'name', limit: 200 } }), q),
	},
	team: {
		get: (id) => call('get', '/teams/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/teams', { query: { sort: 'name', limit: 200 } }), q),
	},
	lead: {
		get: (id) => call('get', '/leads/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/leads', { query: { q, limit: shown } }), ''),
	},
	deal: {
		get: async (id) => titled(await call('get', '/deals/{id}', { path: { id } })),
		list: async (q) => (await call('get', '/deals', { query: { q, limit: shown } })).items.map(titled),
	},
	pipeline: {
		get: (id) => call('get', '/pipelines/{id}', { path: { id } }),
		list: (q) => narrowed(call('get', '/pipelines', { query: { limit: 200 } }), q),
	},
	stage: { get: (id) => call('get', '/stages/{id}', { path: { id } }) },
	lost_reason: { get: (id) => call('get', '/lost_reasons/{id}', { path: { id } }) },
};
