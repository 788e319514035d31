// Moving all chosen deals at once, by a drag of one of them or from their bar. What the move needs to know is
// asked once for all (routes/board/moves/GroupQuestion); those that are refused stay chosen and are named.
import type { ApiError } from '$lib/api/problem';
import { rows, type Operation, type Row } from '$lib/api/rows';
import type { Move } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import { chosen, type GroupAnswer } from './chosen.svelte';
import { mostChosen, type BulkResult } from './list.svelte';
import type { Filled, MoveDetails, TargetStage } from './moves.svelte';
import { names } from './names.svelte';
import { toasts } from './toasts.svelte';

/** A stage of the board's pipeline, or of another one. */
export type Target = { stage: TargetStage; pipelineId?: number };
type Refused = GroupAnswer['refused'][number];
export type GroupQuestion = { kind: 'win' | 'lose' | 'criteria'; to: Target; details: MoveDetails; pipelineId: number; unmet: Refused[] };
type Change = Exclude<Operation, { op: 'create' }>;

const readAtOnce = 200;

class ChosenMoves {
	question = $state.raw<GroupQuestion>();
	/** How the last change went, where some were refused. */
	result = $state.raw<BulkResult>();
	busy = $state(false);

	/** Begins to move all chosen deals that are not there yet. */
	async start(stage: TargetStage) {
		if (!this.#ids(stage.id).length) return;
		if (stage.kind === 'open') return this.carryOut({ stage }, {});
		const pipelineId = boards.current?.query.pipelineId ?? 0;
		if (stage.kind === 'lost') await names.loadLostReasons(pipelineId).catch(() => {});
		this.question = { kind: stage.kind === 'won' ? 'win' : 'lose', to: { stage }, details: {}, pipelineId, unmet: [] };
	}

	/** Moves them; what some lack for it is asked next. */
	async carryOut(to: Target, details: MoveDetails) {
		await this.#do(this.#ids(to.stage.id).map((id) => move(id, to, details)), to, details);
	}

	/** The question is about those that were refused alone. */
	async moveAnyway({ unmet, to, details }: GroupQuestion) {
		await this.#do(unmet.map(({ id }) => move(id, to, { ...details, override: true })), to, details);
	}

	/** Gives each deal what it lacks of this, and moves it. A batch holds half as many of both. */
	async fillAndMove({ unmet, to, details }: GroupQuestion, filled: Filled) {
		const now = unmet.slice(0, mostChosen / 2);
		const deals = filled.ticked.length > 0 ? await read(now.map(({ id }) => id)) : new Map<number, Row>();
		const operations = now.flatMap((one): Change[] => {
			const body = lacking(one, filled, deals.get(one.id));
			return [...(Object.keys(body).length > 0 ? [{ op: 'update' as const, id: one.id, body }] : []), move(one.id, to, details)];
		});
		await this.#do(operations, to, details);
	}

	/** Any other change of all that are chosen. */
	async change(operation: (id: number) => Change) {
		await this.#do([...chosen.titles.keys()].map(operation));
	}

	cancel() {
		this.question = undefined;
	}

	async #do(operations: Change[], to?: Target, details: MoveDetails = {}) {
		this.busy = true;
		try {
			const { done, refused } = await chosen.bulk(operations, to?.pipelineId ? undefined : to?.stage.id);
			const unmet = refused.filter(({ errors }) => errors.some(({ code }) => code === 'exit_criterion'));
			const others = refused.filter((one) => !unmet.includes(one));
			this.question = to && unmet.length > 0 ? { kind: 'criteria', to, details, pipelineId: 0, unmet } : undefined;
			this.result = others.length > 0 ? { done, refused: others } : undefined;
		} catch (error) {
			this.question = undefined;
			toasts.bad((error as ApiError).offline ? t.errors.offline : (error as ApiError).reason);
		} finally {
			this.busy = false;
		}
	}

	#ids(stageId: number): number[] {
		const there = new Set(boards.current?.shown.find(({ id }) => id === stageId)?.deals.map(({ id }) => id));
		return [...chosen.titles.keys()].filter((id) => !there.has(id));
	}
}

function move(id: number, { stage, pipelineId }: Target, details: MoveDetails): Change {
	const body: Move = { ...details, stage_id: stage.id, ...(pipelineId ? { pipeline_id: pipelineId } : {}) };
	return { op: 'move', id, body };
}

async function read(ids: number[]): Promise<Map<number, Row>> {
	const found = new Map<number, Row>();
	for (let at = 0; at < ids.length; at += readAtOnce) {
		const page = await rows.list('deals', { 'id.in': ids.slice(at, at + readAtOnce).join(','), limit: readAtOnce });
		for (const row of page.items) found.set(row.id, row);
	}
	return found;
}

/** What others have set stays as it is. */
function lacking({ errors }: Refused, { fields, ticked }: Filled, deal: Row | undefined): Record<string, unknown> {
	const lacks = (name: string) => errors.some(({ field }) => field === name);
	const ticks = ticked.filter((key) => lacks(`checklist.${key}`));
	const checklist = { ...(deal?.checklist as object | undefined), ...Object.fromEntries(ticks.map((key) => [key, true])) };
	return { ...Object.fromEntries(Object.entries(fields).filter(([name]) => lacks(name))), ...(ticks.length > 0 ? { checklist } : {}) };
}

export const chosenMoves = new ChosenMoves();
