// Into which pipeline the deals of a file go, and which stage each of the file's stages becomes there. What the
// file names and the pipeline has not is made only where the user says so.
import { call } from '$lib/api/client';
import { lastPipeline } from '$lib/state/last_pipeline';
import { names } from '$lib/state/names.svelte';
import { session } from '$lib/state/session.svelte';
import { SvelteMap, SvelteSet } from 'svelte/reactivity';
import type { ImportPreview, ImportStage } from './import_api.svelte';

type Pipeline = { id: number; name: string };

export class StageChoices {
	/** undefined until they are loaded. */
	pipelines = $state.raw<Pipeline[]>();
	/** 0: as the file says; -1: a new one. */
	chosen = $state(0);
	newName = $state('');
	/** The columns of the file that say the pipeline, while they are followed. */
	#fileColumns = $state.raw<string[]>([]);
	#stages = $state.raw<ImportStage[]>([]);
	/** Stage of the file → stage of ours. */
	readonly #becomes = new SvelteMap<string, string>();
	readonly #new = new SvelteSet<string>();
	/** Stages of the file of which the user has spoken. */
	readonly #said = new SvelteSet<string>();

	readonly mayMake = $derived(session.can('pipeline.write'));
	readonly fileSays = $derived(this.#fileColumns.length > 0);
	readonly #fileNames = $derived([...new Set(this.#stages.map((one) => one.pipeline ?? ''))]);
	/** The one pipeline into which the deals go; undefined: several, or one that is still to be made. */
	readonly pipeline = $derived.by(() => {
		if (this.chosen > 0) return this.pipelines?.find((one) => one.id === this.chosen);
		const named = this.chosen === 0 && this.#fileNames.length === 1 ? this.#fileNames[0]!.toLowerCase() : undefined;
		return named === undefined ? undefined : this.pipelines?.find((one) => one.name.toLowerCase() === named);
	});
	readonly stages = $derived(this.pipeline ? (names.stagesOf.get(this.pipeline.id) ?? []) : []);
	/** The stages of the file, each of its words once. */
	readonly rows = $derived([...new Map(this.#stages.map((one) => [one.stage, one])).values()]);
	/** Nobody has said yet what becomes of these. */
	readonly open = $derived(this.pipeline ? this.rows.filter((one) => this.of(one.stage) === '') : []);
	readonly made = $derived(this.pipeline ? this.rows.map((one) => one.stage).filter((stage) => this.#new.has(stage)) : []);

	async load(newName: string) {
		this.newName = newName;
		this.pipelines = (await call('get', '/pipelines', { query: { sort: 'position', limit: 200 } })).items;
		this.chosen = this.pipelines.find((one) => one.id === lastPipeline.get())?.id ?? this.pipelines[0]?.id ?? (this.mayMake ? -1 : 0);
		await this.#loadStages();
	}

	async #loadStages() {
		if (this.pipeline) await names.stages(this.pipeline.id);
	}

	/** What a look at the file has found; whether it must be looked at once more, with what follows from that. */
	async take(preview: ImportPreview): Promise<boolean> {
		const columns = preview.survey.headers.filter((one) => one.columns.includes('pipeline')).map((one) => one.header);
		const fileDecides = columns.length > 0 && this.chosen !== 0;
		if (columns.length > 0) this.#fileColumns = columns;
		if (fileDecides) this.chosen = 0;
		this.#stages = preview.survey.stages;
		await this.#loadStages();
		return this.#guess() || fileDecides;
	}

	/** Takes the nearest stage for what is not there; whether there was any. */
	#guess(): boolean {
		const near = this.pipeline ? this.rows.filter((one) => one.near !== null && this.of(one.stage) === '' && !this.#said.has(one.stage)) : [];
		for (const one of near) this.#becomes.set(one.stage, one.near!);
		return near.length > 0;
	}

	/** The name of the stage that a stage of the file becomes, '+' for a new one, '' where it is open. */
	of(stage: string): string {
		if (this.#new.has(stage)) return '+';
		return this.#becomes.get(stage) ?? this.rows.find((one) => one.stage === stage)?.becomes ?? '';
	}

	/** By a name that is near. */
	wasGuessed(stage: string): boolean {
		return this.#becomes.has(stage) && !this.#said.has(stage);
	}

	choose(stage: string, becomes: string) {
		this.#new.delete(stage);
		this.#becomes.delete(stage);
		this.#said.add(stage);
		if (becomes === '+') this.#new.add(stage);
		else if (becomes !== '') this.#becomes.set(stage, becomes);
	}

	/** Another pipeline has other stages. */
	async go(pipelineId: number) {
		this.chosen = pipelineId;
		this.#becomes.clear();
		this.#new.clear();
		this.#said.clear();
		await this.#loadStages();
	}

	/** The file's own column is left out where all deals go into one pipeline. */
	get map(): Record<string, null> {
		return this.chosen === 0 ? {} : Object.fromEntries(this.#fileColumns.map((header) => [header, null]));
	}

	get values(): Record<string, Record<string, string>> {
		const name = this.chosen === -1 ? this.newName.trim() : this.chosen > 0 ? this.pipeline?.name : undefined;
		const stages = this.pipeline ? Object.fromEntries(this.#becomes) : {};
		return { ...(name ? { pipeline: { '': name } } : {}), ...(Object.keys(stages).length > 0 ? { stage: stages } : {}) };
	}

	/** While a stage is open none is made: it would be that one, too. */
	get create(): string[] {
		if (this.chosen === -1) return ['pipelines', 'stages'];
		return this.made.length > 0 && this.open.length === 0 ? ['stages'] : [];
	}
}
