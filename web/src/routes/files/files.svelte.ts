// The files of one row: those that are there, and those that are on their way.
import { rows } from '$lib/api/rows';
import { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';
import { upload } from '$lib/api/upload';
import { t } from '$lib/i18n/index.svelte';
import { Answers } from '$lib/state/answers';
import { toasts } from '$lib/state/toasts.svelte';
import { offerUndo } from '$lib/state/undo';

export type Attachment = components['schemas']['Attachment'];
export type FilesOf = 'deals' | 'leads' | 'companies' | 'contacts';

/** A file on its way; one that was refused stays until the user has read why. */
export class Sending {
	readonly file: File;
	share = $state(0);
	refusal = $state<string>();
	readonly #abort = new AbortController();

	constructor(file: File) {
		this.file = file;
	}

	get signal(): AbortSignal {
		return this.#abort.signal;
	}

	cancel() {
		this.#abort.abort();
	}
}

const fields = { deals: 'deal_id', leads: 'lead_id', companies: 'company_id', contacts: 'contact_id' } as const;
const most = 200;

export class Files {
	items = $state.raw<Attachment[]>([]);
	sending = $state.raw<Sending[]>([]);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	readonly #of: FilesOf;
	readonly #id: number;
	readonly #answers = new Answers();

	constructor(of: FilesOf, id: number) {
		this.#of = of;
		this.#id = id;
	}

	async load() {
		try {
			const page = await this.#answers.latest(() => rows.list('attachments', { [fields[this.#of]]: this.#id, sort: '-id', limit: most }));
			if (!page) return;
			this.items = page.items as unknown as Attachment[];
			this.error = undefined;
			this.loaded = true;
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	/** One after another: each has the whole line, and what is first is done first. */
	async add(files: readonly File[]) {
		const fresh = files.map((file) => new Sending(file));
		this.sending = [...this.sending, ...fresh];
		for (const one of fresh) if (this.sending.includes(one)) await this.#send(one);
	}

	/** Of one on its way: breaks it off. */
	drop(one: Sending) {
		this.sending = this.sending.filter((other) => other !== one);
		one.cancel();
	}

	async remove(file: Attachment) {
		const others = () => this.items.filter(({ id }) => id !== file.id);
		this.#show(others());
		try {
			await rows.archive('attachments', file.id);
			this.#show(others());
			offerUndo(t.files.removed(file.name));
		} catch (error) {
			this.#show([...others(), file].toSorted((a, b) => b.id - a.id));
			toasts.bad(reasonOf(error));
		}
	}

	#show(items: Attachment[]) {
		this.items = items;
		this.#answers.changed();
	}

	async #send(one: Sending) {
		try {
			const query = new URLSearchParams({ name: one.file.name }).toString();
			const made = await upload<Attachment>({
				path: `/${this.#of}/${this.#id}/attachments?${query}`,
				file: one.file,
				onprogress: (share) => (one.share = share),
				signal: one.signal,
			});
			this.#show([made, ...this.items.filter(({ id }) => id !== made.id)]);
			this.sending = this.sending.filter((other) => other !== one);
			offerUndo(t.files.added(made.name));
		} catch (error) {
			one.refusal = error instanceof ApiError && error.status === 413 ? t.files.tooLarge : reasonOf(error);
		}
	}
}

function reasonOf(error: unknown): string {
	if (!(error instanceof ApiError)) return t.errors.unexpected;
	return error.offline ? t.errors.offline : error.reason;
}
