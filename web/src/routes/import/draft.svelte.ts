// A file on its way in: what it is taken for, where its columns go, what it would do.
import { ApiError } from '$lib/api/problem';
import { columnsOf, previewImport, type ImportOrder, type ImportPreview } from './import_api';

/** A kind is recognised by the beginning of the file. */
const sample = 64 * 1024;

export class ImportDraft {
	readonly file: File;
	kind = $state('companies');
	/** Columns that the user has sent elsewhere: header → column of ours, null leaves it out. */
	map = $state.raw<Record<string, string | null>>({});
	create = $state.raw<string[]>([]);
	/** What the file names and Alur does not have. */
	missing = $state.raw<string[]>([]);
	preview = $state.raw<ImportPreview>();
	error = $state.raw<ApiError>();
	busy = $state(true);
	/** The first line, read here for files of which the program knows no column. */
	headers = $state.raw<string[]>([]);
	#turn = 0;

	constructor(file: File) {
		this.file = file;
	}

	get order(): ImportOrder {
		return {
			kind: this.kind,
			file_name: this.file.name.slice(0, 200),
			...(Object.keys(this.map).length > 0 ? { map: JSON.stringify(this.map) } : {}),
			...(this.create.length > 0 ? { create: this.create.join() } : {}),
		};
	}

	/** Takes the kind of which most columns are known; `wanted` is where the user came from. */
	async recognise(wanted?: string) {
		const start = this.file.slice(0, sample);
		this.headers = headersIn(await start.text());
		const scores = await Promise.all(
			Object.keys(columnsOf).map(async (kind) => {
				try {
					const { survey } = await previewImport({ kind, file_name: this.file.name }, start);
					return { kind, score: survey.columns.length + (survey.preset ? 100 : 0) + (kind === wanted ? 0.5 : 0) };
				} catch {
					return { kind, score: 0 };
				}
			}),
		);
		const best = scores.toSorted((a, b) => b.score - a.score)[0];
		await this.choose(best && best.score > 0 ? best.kind : (wanted ?? 'companies'));
	}

	async choose(kind: string) {
		this.kind = kind;
		this.map = {};
		this.create = [];
		this.missing = [];
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

	/** Only the answer to the latest question counts. */
	async look() {
		const turn = ++this.#turn;
		this.busy = true;
		try {
			const preview = await previewImport(this.order, this.file);
			if (turn !== this.#turn) return;
			this.preview = preview;
			this.missing = [...new Set([...this.missing, ...preview.problems.flatMap(missingIn)])];
			this.error = undefined;
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
