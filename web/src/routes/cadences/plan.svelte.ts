// A follow-up plan as it is being written: its steps in order, what has not been saved, and what the program
// has against it, by step. Who is in a plan: enrolled.svelte.ts.
import { call, callWithEtag, type WithEtag } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { components } from '$lib/api/schema';

type Schemas = components['schemas'];
export type Cadence = Schemas['Cadence'];
export type Step = Schemas['CadenceStep'];
/** `key` holds a step's place in the page while the steps change their order. */
export type DraftStep = { key: number; kind: Step['kind']; subject: string; text: string | null; after_days: string | null };

export const stepKinds: Step['kind'][] = ['call', 'whatsapp', 'email', 'meeting', 'task'];
export const mostSteps = 20;

export class Plan {
	id = $state<number>();
	name = $state('');
	subject = $state<Cadence['subject']>('lead');
	pipelineId = $state<string | null>(null);
	startStageId = $state<string | null>(null);
	stopsOnReply = $state(true);
	active = $state(true);
	steps = $state<DraftStep[]>([]);
	saved = $state.raw<Cadence>();
	loaded = $state(false);
	error = $state.raw<ApiError>();
	refusal = $state.raw<ApiError>();
	#etag: string | undefined;
	#keys = 0;
	#asked = 0;
	#before = $state('');
	readonly changed = $derived(this.loaded && JSON.stringify(this.#body()) !== this.#before);

	/** The plan that was asked for last is shown: an answer about another comes too late. */
	async load(id: number | undefined) {
		const asked = ++this.#asked;
		this.refusal = undefined;
		try {
			if (id === undefined) this.begin();
			else {
				const answer = await callWithEtag('get', '/cadences/{id}', { path: { id } });
				if (asked === this.#asked) this.#take(answer);
			}
			if (asked === this.#asked) this.error = undefined;
		} catch (error) {
			if (asked === this.#asked) this.error = error as ApiError;
		}
	}

	/** A new plan, with nothing of the one before and the step that most plans begin with. */
	begin() {
		this.id = this.saved = this.#etag = undefined;
		this.name = '';
		this.subject = 'lead';
		this.pipelineId = this.startStageId = null;
		this.stopsOnReply = this.active = true;
		this.steps = [];
		this.add('call');
		this.#before = JSON.stringify(this.#body());
		this.loaded = true;
	}

	add(kind: Step['kind'] = 'task') {
		this.steps.push({ key: this.#keys++, kind, subject: '', text: null, after_days: this.steps.length === 0 ? '0' : '2' });
	}

	remove(key: number) {
		this.steps = this.steps.filter((step) => step.key !== key);
	}

	/** Puts a step in the place of another, which moves on. */
	move(key: number, to: number) {
		const step = this.steps.find((one) => one.key === key);
		if (!step) return;
		const rest = this.steps.filter((one) => one.key !== key);
		const place = Math.min(Math.max(to, 0), rest.length);
		this.steps = [...rest.slice(0, place), step, ...rest.slice(place)];
	}

	/** Saves the plan; false where the program refuses, whose reasons then stand at their fields. What is written
	 *  meanwhile stays, to be saved next. */
	async save(): Promise<boolean> {
		try {
			const body = this.#body();
			const answer = this.id === undefined
				? await callWithEtag('post', '/cadences', { body: { ...body, subject: this.subject } })
				: await callWithEtag('patch', '/cadences/{id}', { path: { id: this.id }, body, ifMatch: this.#etag });
			const sent = JSON.stringify(body);
			if (JSON.stringify(this.#body()) === sent) this.#take(answer);
			else {
				this.#keep(answer);
				this.#before = sent;
			}
			this.refusal = undefined;
			return true;
		} catch (error) {
			this.refusal = error as ApiError;
			return false;
		}
	}

	async archive() {
		if (this.id !== undefined) await call('delete', '/cadences/{id}', { path: { id: this.id } });
	}

	#body() {
		const number = (id: string | null) => (id === null ? null : Number(id));
		const forDeals = this.subject === 'deal';
		return {
			name: this.name.trim(),
			pipeline_id: forDeals ? number(this.pipelineId) : null,
			start_stage_id: forDeals ? number(this.startStageId) : null,
			stops_on_reply: this.stopsOnReply,
			active: this.active,
			steps: this.steps.map(({ kind, subject, text, after_days }) => ({ kind, subject: subject.trim(), after_days: Number(after_days ?? NaN), ...(hasText(kind) && text?.trim() ? { text } : {}) })),
		};
	}

	#keep({ data, etag }: WithEtag<Cadence>) {
		this.id = data.id;
		this.saved = data;
		this.#etag = etag;
	}

	#take(answer: WithEtag<Cadence>) {
		const { data } = answer;
		const text = (id: number | null) => (id === null ? null : String(id));
		this.#keep(answer);
		this.name = data.name;
		this.subject = data.subject;
		this.pipelineId = text(data.pipeline_id);
		this.startStageId = text(data.start_stage_id);
		this.stopsOnReply = data.stops_on_reply;
		this.active = data.active;
		this.steps = data.steps.map((step) => ({ key: this.#keys++, kind: step.kind, subject: step.subject, text: step.text ?? null, after_days: String(step.after_days) }));
		this.#before = JSON.stringify(this.#body());
		this.loaded = true;
	}
}

/** Only messages have words of their own. */
export function hasText(kind: Step['kind']): boolean {
	return kind === 'whatsapp' || kind === 'email';
}
