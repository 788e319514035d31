// A file on its way in: what it is taken for, where its columns go, what it would do.
import { ApiError } from '$lib/api/problem';
import { t } from '$lib/i18n/index.svelte';
import { SentFile, type ImportOrder, type ImportPreview } from './import_api.svelte';
import { StageChoices } from './stage_choices.svelte';

/** Enough for the first line. */
const beginning = 64 * 1024;

export class ImportDraft {
	readonly sent: SentFile;
	/** '' while nobody knows what the rows are. */
	kind = $state('');
	/** Columns that the user has sent elsewhere: header → column of ours, null leaves it out. */
	map = $state.raw<Record<string, string | null>>({});
	create = $state.raw<string[]>([]);
	/** What the file names and Alur does not have. */
	missing = $state.raw<string[]>([]);
	preview = $state.raw<ImportPreview>();
	error = $state.raw<ApiError>();
	busy = $state(true);
	/** The columns that nothing knew at first: they stand apart, wherever the user sends them. */
	unknown = $state.raw<string[]>();
	/** The first line, read here for files of which the program knows no column. */
	headers = $state.raw<string[]>([]);
	/** Of deals. */
	stages = $state.raw<StageChoices>();
	#turn = 0;

	constructor(file: File) {
		this.sent = new SentFile(file);
	}

	get file(): File {
		return this.sent.file;
	}

	get order(): ImportOrder {
		// The column of pipelines goes by their choice, unless the user sends it elsewhere.
		const chosen = this.stages?.map ?? {};
		const sent = Object.entries(this.map).filter(([column, field]) => field !== 'pipeline' || !(column in chosen));
		const map = { ...chosen, ...Object.fromEntries(sent) };
		const values = this.stages?.values ?? {};
		const create = [...new Set([...this.create, ...(this.stages?.create ?? [])])];
		return {
			...(this.kind ? { kind: this.kind } : {}),
			file_name: this.file.name.slice(0, 200),
			...(Object.keys(map).length > 0 ? { map: JSON.stringify(map) } : {}),
			...(Object.keys(values).length > 0 ? { values: JSON.stringify(values) } : {}),
			...(create.length > 0 ? { create: create.join() } : {}),
		};
	}

	/** Lets the program guess the kind; `likely` is where the user came from. */
	async recognise(likely?: string) {
		this.headers = headersIn(await this.file.slice(0, beginning).text());
		try {
			const preview = await this.sent.preview({ ...this.order, ...(likely ? { likely } : {}) });
			if (preview.import.kind === 'deals') return await this.choose('deals');
			this.kind = preview.import.kind;
			this.#show(preview);
			this.busy = false;
		} catch (error) {
			if (likely && error instanceof ApiError && error.of('kind')) return this.choose(likely);
			this.error = error as ApiError;
			this.busy = false;
		}
	}

	async choose(kind: string) {
		this.#turn++; // answers that are under way are about another kind
		this.kind = kind;
		this.map = {};
		this.unknown = undefined;
		this.create = [];
		this.missing = [];
		this.stages = kind === 'deals' ? new StageChoices() : undefined;
		this.busy = true;
		await this.stages?.load(t.settings.import.newPipelineName).catch(() => {});
		await this.look();
	}

	async send(header: string, column: string | null) {
		this.map = { ...this.map, [header]: column };
		await this.look();
	}

	async allow(what: string, on: boolean) {
		this.create = on ? [...this.create, what] : this.create.filter((one) => one !== what);
		await this.look();
	}

	#show(preview: ImportPreview) {
		this.unknown ??= preview.survey.headers.filter((one) => one.columns.length === 0).map((one) => one.header);
		this.preview = preview;
		const lacking = preview.problems.flatMap(missingIn);
		this.missing = [...new Set([...this.missing.filter((what) => this.create.includes(what) || lacking.includes(what)), ...lacking])];
		this.error = undefined;
	}

	/** Only the answer to the latest question counts. */
	async look() {
		const turn = ++this.#turn;
		this.busy = true;
		try {
			const preview = await this.sent.preview(this.order);
			if (turn !== this.#turn) return;
			this.#show(preview);
			if (await this.stages?.take(preview)) await this.look();
		} catch (error) {
			if (turn !== this.#turn) return;
			this.error = error as ApiError;
			this.preview = undefined;
		} finally {
			if (turn === this.#turn) this.busy = false;
		}
	}
}

/** The program says in a problem what would make the missing thing: `--create users`. */
function missingIn(problem: string): string[] {
	return /--create ([a-z,]+)/.exec(problem)?.[1]?.split(',') ?? [];
}

function headersIn(text: string): string[] {
	const line = text.replace(/^\uFEFF/, '').split(/\r?\n|\r/)[0] ?? '';
	const parts = [',', ';', '\t', '|'].map((mark) => line.split(mark)).toSorted((a, b) => b.length - a.length)[0] ?? [];
	return parts.map((part) => part.trim().replace(/^"(.*)"$/, '$1')).filter(Boolean);
}
