// Moving a deal to another stage, from wherever it is asked: a drag, a menu, a key or the panel.
// Winning, losing and unmet exit criteria put a question first; routes/board/moves/ shows it.
import { call } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { DealPatch, Move, StageKind } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import { dealLinks, tickedChecklist, type LinkName } from './criteria';
import { names } from './names.svelte';
import { toasts } from './toasts.svelte';
import { offerUndo } from './undo';

export type MovedDeal = { id: number; title: string; amount?: string | null; currency: string };
export type TargetStage = { id: number; name: string; kind: StageKind };
export type MoveDetails = Omit<Move, 'stage_id'>;

export type Question = {
	kind: 'win' | 'lose' | 'criteria';
	deal: MovedDeal;
	stage: TargetStage;
	details: MoveDetails;
	error?: ApiError;
};

/** What the user gave for unmet exit criteria. */
export type Filled = { fields: Record<string, unknown>; ticked: string[]; links: Partial<Record<LinkName, number>> };

class Moves {
	question = $state.raw<Question>();
	/** Counts the moves that went through, so that an open panel can follow. */
	done = $state(0);

	/** Begins a move; asks first what the stage needs to know. */
	async start(deal: MovedDeal, stage: TargetStage) {
		if (stage.kind === 'open') return this.carryOut(deal, stage, {});
		if (stage.kind === 'lost') await this.#learnReasons();
		this.question = { kind: stage.kind === 'won' ? 'win' : 'lose', deal, stage, details: {} };
	}

	/** Does the move. A refusal that a form can answer becomes a question, any other a note. */
	async carryOut(deal: MovedDeal, stage: TargetStage, details: MoveDetails) {
		try {
			await this.#send(deal, { ...details, stage_id: stage.id });
			this.question = undefined;
			this.done++;
			offerUndo(t.moves.moved(deal.title, stage.name));
		} catch (error) {
			this.#refused(error as ApiError, { kind: 'criteria', deal, stage, details });
		}
	}

	/** Fills in what the exit criteria lack, then moves. Throws what the fields are refused for. */
	async fillAndMove({ deal, stage, details }: Question, { fields, ticked, links }: Filled) {
		const checklist = ticked.length > 0 ? await tickedChecklist(deal.id, ticked) : {};
		const body: DealPatch = { ...(fields as DealPatch), ...checklist };
		if (Object.keys(body).length > 0) await call('patch', '/deals/{id}', { path: { id: deal.id }, body });
		for (const [name, id] of Object.entries(links)) await dealLinks[name as LinkName].add(deal.id, id);
		await this.carryOut(deal, stage, details);
	}

	cancel() {
		this.question = undefined;
	}

	/** So that the question comes with its answers. Without them it says what went wrong. */
	async #learnReasons() {
		const pipelineId = boards.current?.query.pipelineId;
		if (pipelineId !== undefined) await names.loadLostReasons(pipelineId).catch(() => {});
	}

	#send(deal: MovedDeal, body: Move) {
		const board = boards.current;
		if (board) return board.move(deal.id, body);
		return call('post', '/deals/{id}/move', { path: { id: deal.id }, body });
	}

	#refused(error: ApiError, question: Question) {
		const asked = this.question;
		if (error.status === 422 && error.errors.some((one) => isCriterion(one.field))) {
			this.question = { ...question, error };
			return;
		}
		if (error.status === 422 && asked && asked.kind !== 'criteria') this.question = { ...asked, error };
		else this.question = undefined;
		toasts.bad(t.moves.refused(question.deal.title, error.offline ? t.errors.offline : error.reason));
	}
}

/** Fields of the move itself are the caller's own; all others are exit criteria of the stage. */
function isCriterion(field: string): boolean {
	return !['stage_id', 'lost_reason_id', 'closed_on', 'override'].includes(field);
}

export const moves = new Moves();
