// What the program (or the network) says when a request did not work, as an error to catch.
import type { Problem } from './types';

export type FieldError = { field: string; code: string; message: string };

/** The program's messages begin small, as parts of a sentence; alone they are one. */
function sentence(message: string): string {
	return message.charAt(0).toUpperCase() + message.slice(1);
}

export class ApiError extends Error {
	readonly status: number;
	readonly title: string;
	readonly errors: FieldError[];

	constructor(status: number, problem: Partial<Problem>) {
		super(problem.detail || problem.title || String(status));
		this.name = 'ApiError';
		this.status = status;
		this.title = problem.title ?? '';
		this.errors = problem.errors ?? [];
	}

	/** The network did not answer at all. */
	get offline(): boolean {
		return this.status === 0;
	}

	/** The message of the first error about this field. */
	of(field: string): string | undefined {
		const message = this.errors.find((error) => error.field === field)?.message;
		return message && sentence(message);
	}

	/** The reason in one sentence: the first field's message where there is one. */
	get reason(): string {
		return sentence(this.errors[0]?.message ?? this.message);
	}
}
