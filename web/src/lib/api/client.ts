// The one way to the program: a typed fetch over the paths of its OpenAPI document.
// Types live in types.ts, refusals in problem.ts, the fetch in network.ts.
import { hooks, overNetworkTwice, type base, type Method, type Reply, type Sent } from './network';
import { ApiError } from './problem';
import type { paths } from './schema';

export { hooks };

/** The paths below the base, which callers leave away. */
type Paths = { [P in keyof paths as P extends `${typeof base}${infer Rest}` ? Rest : never]: paths[P] };

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

/** How a request reaches the program. lib/offline puts itself here, to go on where there is no network. */
export const way = { carry: (sent: Sent): Promise<Reply> => overNetworkTwice(sent) };

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
	const { body, ifMatch, signal } = options;
	const { status, data, etag } = await way.carry({ method, path: address(path as string, options), body, ifMatch, signal });
	if (status === 401 && path !== '/session') hooks.signedOut();
	if (status >= 300) throw new ApiError(status, (data as object | undefined) ?? {});
	return { data: data as Answer<Operation<P, M>>, etag };
}

function address(path: string, options: { path?: unknown; query?: unknown }): string {
	const parameters = (options.path ?? {}) as Record<string, unknown>;
	const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(parameters[name])));
	const query = new URLSearchParams();
	for (const [name, value] of Object.entries((options.query ?? {}) as Record<string, unknown>))
		if (value !== undefined && value !== null && value !== '') query.set(name, String(value));
	return filled + (query.size ? `?${query}` : '');
}
