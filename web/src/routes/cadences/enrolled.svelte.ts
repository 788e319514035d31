// Who is in a plan and at which step; and the way in and out of it. Every change is one that undo takes back.
import type { ApiError } from '$lib/api/problem';
import { rows, type Operation, type Query, type Row } from '$lib/api/rows';
import type { components } from '$lib/api/schema';
import { t } from '$lib/i18n/index.svelte';
import { Answers } from '$lib/state/answers';
import { names } from '$lib/state/names.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { offerUndo } from '$lib/state/undo';

type Schemas = components['schemas'];
export type Enrollment = Schemas['Enrollment'];
export type Subject = 'lead' | 'deal';

/** The lead or deal that is in the plan. */
export function subjectOf(one: Enrollment): { entity: Subject; id: number; name: string; href: string } {
	const entity = one.deal_id ? 'deal' : 'lead';
	const id = one.deal_id ?? one.lead_id ?? 0;
	return { entity, id, name: names.name(entity, id) ?? '…', href: `/${entity}s/${id}` };
}

export class Enrolled {
	items = $state.raw<Enrollment[]>([]);
	next = $state<string | null>(null);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	readonly query: Query;
	readonly #answers = new Answers();

	constructor(query: Query) {
		this.query = query;
	}

	async load(cursor?: string) {
		try {
			const page = await this.#answers.page(cursor, () => ask({ ...this.query, cursor }));
			if (!page || (cursor && cursor !== this.next)) return; // the next page was asked for twice
			const items = page.items as unknown as Enrollment[];
			this.items = cursor ? [...this.items, ...items] : items;
			this.next = page.next;
			this.loaded = true;
			this.error = undefined;
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	skip = (one: Enrollment) => this.#change(() => rows.act('enrollments', one.id, 'skip'), t.plans.skipped(subjectOf(one).name));

	stop = (one: Enrollment) => this.#change(() => rows.act('enrollments', one.id, 'stop'), t.plans.stopped(subjectOf(one).name));

	/** They answered: logged as an activity, which stops the plans that stop on a reply. */
	reply = (one: Enrollment) => {
		const { entity, id, name } = subjectOf(one);
		const body = { kind: 'whatsapp', subject: t.plans.replyOf(name), done_at: new Date().toISOString(), reply: true, [`${entity}_id`]: id };
		return this.#change(() => rows.create('activities', body), t.plans.replied(name));
	};

	async #change(deed: () => Promise<unknown>, words: string) {
		try {
			await deed();
			offerUndo(words);
		} catch (error) {
			const refusal = error as ApiError;
			toasts.bad(refusal.offline ? t.errors.offline : refusal.reason);
		}
		await this.load();
	}
}

async function ask(query: Query) {
	const page = await rows.list('enrollments', { ...query, sort: '-id', limit: 50 });
	await learnNames(page.items as unknown as Enrollment[]);
	return page;
}

/** All names of a page at once. */
async function learnNames(items: Enrollment[]) {
	for (const entity of ['lead', 'deal'] as const) {
		const ids = items.flatMap((one) => one[`${entity}_id`] ?? []);
		if (ids.length === 0) continue;
		const page = await rows.list(`${entity}s`, { 'id.in': ids.join(','), archived: true, limit: 200 });
		for (const row of page.items) names.learn(entity, { id: row.id, name: String(entity === 'lead' ? row.name : row.title) });
	}
}

export async function plansFor(subject: Subject, pipelineId?: number): Promise<Row[]> {
	const { items } = await rows.list('cadences', { subject, active: true, sort: 'name', limit: 200 });
	return items.filter((one) => !one.pipeline_id || !pipelineId || one.pipeline_id === pipelineId);
}

/** The operations that put rows into a plan, for a batch. */
export function enrollments(ids: number[], cadenceId: number, startsOn: string | null): Operation[] {
	return ids.map((id) => ({ op: 'enroll', id, body: { cadence_id: cadenceId, ...(startsOn ? { starts_on: startsOn } : {}) } }));
}
