// The one way to the program: a typed fetch over the paths of its OpenAPI document.
// Types live in types.ts, refusals in problem.ts.
import { ApiError } from './problem';
import type { paths } from './schema';

const base = '/api/v1';

/** The paths below the base, which callers leave away. */
type Paths = { [P in keyof paths as P extends `${typeof base}${infer Rest}` ? Rest : never]: paths[P] };

type Method = 'get' | 'post' | 'patch' | 'delete';
type Operation<P extends keyof Paths, M extends Method> = M extends keyof Paths[P] ? Paths[P][M] : never;
type PathOf<M extends Method> = {
	[P in keyof Paths]: Paths[P] extends { [K in M]?: infer O } ? ([O & {}] extends [never] ? never : P) : never;
}[keyof Paths];

type Json<T> = T extends { content: { 'application/json': infer B } } ? B : undefined;
type Good<R> = R extends { 200: infer A } ? A : R extends { 201: infer A } ? A : undefined;
export type Answer<O> = O extends { responses: infer R } ? Json<Good<R>> : never;
type Body<O> = O extends { requestBody?: infer B } ? Json<NonNullable<B>> : undefined;
type PathParameters<O> = O extends { parameters: { path: infer T } } ? T : undefined;
type Query<O> = O extends { parameters: { query?: infer T } } ? T : undefined;

export type Options<O> = {
	path?: PathParameters<O>;
	query?: Query<O>;
	body?: Body<O>;
	ifMatch?: string | undefined;
	signal?: AbortSignal;
};

export type WithEtag<T> = { data: T; etag: string | undefined };

/** What every request needs from the app's state, set once at the start. */
export const hooks = { language: () => 'en' as string, signedOut: () => {} };

/** Sends one request and gives the row or list that came back. Throws ApiError. */
export async function call<M extends Method, P extends PathOf<M>>(
	method: M,
	path: P,
	options: Options<Operation<P, M>> = {},
): Promise<Answer<Operation<P, M>>> {
	return (await callWithEtag(method, path, options)).data;
}

/** As call(), with the row's ETag for a later If-Match. */
export async function callWithEtag<M extends Method, P extends PathOf<M>>(
	method: M,
	path: P,
	options: Options<Operation<P, M>> = {},
): Promise<WithEtag<Answer<Operation<P, M>>>> {
	const response = await send(method, address(path as string, options), options);
	if (response.status === 401 && path !== '/session') hooks.signedOut();
	const text = await response.text();
	const data: unknown = text ? parse(text) : undefined;
	if (!response.ok) throw new ApiError(response.status, (data as object | undefined) ?? {});
	return { data: data as Answer<Operation<P, M>>, etag: response.headers.get('ETag') ?? undefined };
}

function address(path: string, options: { path?: unknown; query?: unknown }): string {
	const parameters = (options.path ?? {}) as Record<string, unknown>;
	const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries((options.query ?? {}) as Record<string, unknown>))
		if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
	return base + filled + (query.size ? `?${query}` : '');
}

async function send(method: Method, url: string, options: Options<unknown>): Promise<Response> {
	const headers: Record<string, string> = { 'Accept-Language': hooks.language() };
	if (options.body !== undefined) headers['Content-Type'] = 'application/json';
	if (options.ifMatch) headers['If-Match'] = options.ifMatch;
	if (method !== 'get') headers['Idempotency-Key'] = randomKey();
	const init: RequestInit = { method: method.toUpperCase(), headers, credentials: 'same-origin' };
	if (options.body !== undefined) init.body = JSON.stringify(options.body);
	if (options.signal) init.signal = options.signal;
	return fetchTwice(url, init);
}

/** A lost connection is tried once more: the Idempotency-Key makes a repeated write harmless. */
async function fetchTwice(url: string, init: RequestInit): Promise<Response> {
	for (let attempt = 1; ; attempt++) {
		try {
			return await fetch(url, init);
		} catch (error) {
			if (init.signal?.aborted) throw error;
			if (attempt === 2) throw new ApiError(0, {});
			await new Promise((done) => setTimeout(done, 400));
		}
	}
}

/** crypto.randomUUID() would do, but exists only where the page came over TLS or loopback. */
function randomKey(): string {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
