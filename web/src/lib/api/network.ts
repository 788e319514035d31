// One request over the network, and its answer: what is sent is said by client.ts, when, and what happens
// where there is no network, by lib/offline.
import { ApiError } from './problem';

export const base = '/api/v1';

export type Method = 'get' | 'post' | 'patch' | 'delete';

/** A request as the app means it. */
export type Sent = {
	method: Method;
	/** Below the base, its parameters filled in: `/deals/5?as_of=2026-01-31`. */
	path: string;
	body?: unknown;
	ifMatch?: string | undefined;
	signal?: AbortSignal | undefined;
};

export type Reply = { status: number; data: unknown; text: string; etag?: string | undefined };

/** What every request needs from the app's state, set once at the start. */
export const hooks = { language: () => 'en' as string, signedOut: () => {} };

/** Throws ApiError with status 0 when no answer came. With a key a write may be sent again: it is done
 *  once, and answered alike. */
export async function overNetwork(sent: Sent, key = randomKey()): Promise<Reply> {
	const headers: Record<string, string> = { 'Accept-Language': hooks.language() };
	if (sent.body !== undefined) headers['Content-Type'] = 'application/json';
	if (sent.ifMatch) headers['If-Match'] = sent.ifMatch;
	if (sent.method !== 'get') headers['Idempotency-Key'] = key;
	const init: RequestInit = { method: sent.method.toUpperCase(), headers, credentials: 'same-origin' };
	if (sent.body !== undefined) init.body = JSON.stringify(sent.body);
	if (sent.signal) init.signal = sent.signal;
	try {
		const response = await fetch(base + sent.path, init);
		const text = await response.text();
		return { status: response.status, data: text ? parse(text) : undefined, text, etag: response.headers.get('ETag') ?? undefined };
	} catch (error) {
		if (sent.signal?.aborted && (sent.signal.reason as Error).name !== 'TimeoutError') throw error;
		throw new ApiError(0, {});
	}
}

/** A lost connection is tried once more: the Idempotency-Key makes a repeated write harmless. */
export async function overNetworkTwice(sent: Sent, key = randomKey()): Promise<Reply> {
	try {
		return await overNetwork(sent, key);
	} catch (error) {
		if (!(error instanceof ApiError) || !navigator.onLine) throw error;
		await new Promise((done) => setTimeout(done, 400));
		return overNetwork(sent, key);
	}
}

/** crypto.randomUUID() would do, but exists only where the page came over TLS or loopback. */
export function randomKey(): string {
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
