// Sends a file as the body of a request, and tells how much of it has arrived: fetch cannot.
import { hooks } from './client';
import { ApiError } from './problem';
import type { Problem } from './types';

export type Upload = {
	/** Below the base, with its query. */
	path: string;
	file: File;
	/** 0 to 1. */
	onprogress: (share: number) => void;
	signal?: AbortSignal;
};

/** The row that was made. Throws ApiError; one that was broken off has the status 0. */
export function upload<T>({ path, file, onprogress, signal }: Upload): Promise<T> {
	return new Promise((done, failed) => {
		const request = new XMLHttpRequest();
		request.open('POST', '/api/v1' + path);
		request.setRequestHeader('Accept-Language', hooks.language());
		request.setRequestHeader('Content-Type', file.type || 'application/octet-stream');
		request.responseType = 'json';
		request.upload.onprogress = (event) => event.lengthComputable && onprogress(event.loaded / event.total);
		request.onload = () => {
			if (request.status === 401) hooks.signedOut();
			if (request.status < 300) done(request.response as T);
			else failed(new ApiError(request.status, (request.response ?? {}) as Partial<Problem>));
		};
		request.onerror = request.onabort = () => failed(new ApiError(0, {}));
		signal?.addEventListener('abort', () => request.abort());
		request.send(file);
	});
}
