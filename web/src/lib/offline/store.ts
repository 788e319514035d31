// What this device keeps, in the browser's own database: answers seen, changes not yet sent, and a few
// notes. IndexedDB has events where there could be promises; this file is all of it that the app needs.
export type StoreName = 'answers' | 'outbox' | 'notes';

const name = 'alur';
let opened: Promise<IDBDatabase> | undefined;

function open(): Promise<IDBDatabase> {
	opened ??= new Promise((done, failed) => {
		const asked = indexedDB.open(name, 1);
		asked.onupgradeneeded = () => {
			asked.result.createObjectStore('answers', { keyPath: 'path' }).createIndex('at', 'at');
			asked.result.createObjectStore('outbox', { keyPath: 'seq', autoIncrement: true });
			asked.result.createObjectStore('notes');
		};
		asked.onsuccess = () => {
			// Another window with a newer app wants it: let go, and open again when needed.
			asked.result.onversionchange = asked.result.onclose = () => {
				asked.result.close();
				opened = undefined;
			};
			done(asked.result);
		};
		asked.onerror = asked.onblocked = () => failed(asked.error ?? new Error('blocked'));
	});
	opened.catch(() => (opened = undefined));
	return opened;
}

type Work<T> = (of: (store: StoreName) => IDBObjectStore) => IDBRequest<T> | undefined | void;

/** One transaction, done when it is on disk. Gives the result of the request that `work` returns. */
export async function inStore<T>(stores: StoreName[], mode: IDBTransactionMode, work: Work<T>): Promise<T> {
	const database = await open();
	return new Promise((done, failed) => {
		const transaction = database.transaction(stores, mode, mode === 'readwrite' && stores.includes('outbox') ? { durability: 'strict' } : {});
		const request = work((store) => transaction.objectStore(store));
		transaction.oncomplete = () => done((request ? request.result : undefined) as T);
		transaction.onabort = transaction.onerror = () => failed(transaction.error ?? new Error('aborted'));
	});
}

export const notes = {
	get: <T>(key: string) => inStore<T | undefined>(['notes'], 'readonly', (of) => of('notes').get(key) as IDBRequest<T | undefined>),
	set: (key: string, value: unknown) => inStore(['notes'], 'readwrite', (of) => void of('notes').put(value, key)),
};
