// Moving a deal to another stage, from wherever it is asked: a drag, a menu, a key or the panel.
// Winning, losing and unmet exit criteria put a question first; routes/board/moves/ shows it.
import { call, callWithEtag } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import type { Deal, DealPatch, Move, StageKind } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import { dealLinks, tickedChecklist, type LinkName } from './criteria';
import { names } from './names.svelte';
import { toasts } from './toasts.svelte';
import { offerUndo } from './undo';

/** A card says no pipeline: it is its board's. */
export type MovedDeal = { id: number; title: string; amount?: string | null; currency: string; pipeline_id?: number };
export type TargetStage = { id: number; name: string; kind: StageKind };
export type MoveDetails = Omit<Move, 'stage_id'>;

export type Question = {
	kind: 'win' | 'lose' | 'criteria';
	deal: MovedDeal;
	stage: TargetStage;
	details: MoveDetails;
	/** Whose lost reasons are asked. */
	pipelineId: number;
	error?: ApiError;
	/** The deal as it was when the question was put, so that nobody answers for another deal than they saw. */
	etag?: string | undefined;
	/** Where the deal is now, when somebody changed it while the question was open. */
	changed?: string | undefined;
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
		const pipelineId = pipelineOf(deal);
		// So that the question comes with its answers. Without them it says what went wrong.
		if (stage.kind === 'lost') await names.loadLostReasons(pipelineId).catch(() => {});
		this.question = { kind: stage.kind === 'won' ? 'win' : 'lose', deal, stage, pipelineId, details: {} };
		await this.#lookAgain(this.question).catch(() => {});
	}

	/** Does the move. A refusal that a form can answer becomes a question, any other a note. */
	async carryOut(deal: MovedDeal, stage: TargetStage, details: MoveDetails) {
		try {
			await this.#send(deal, { ...details, stage_id: stage.id }, this.question?.etag);
			this.question = undefined;
			this.done++;
			offerUndo(t.moves.moved(deal.title, stage.name));
		} catch (error) {
			await this.#refused(error as ApiError, { kind: 'criteria', deal, stage, pipelineId: pipelineOf(deal), details });
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

	/** Reads the deal that is asked about, as it is now; the question is open meanwhile. */
	async #lookAgain(asked: Question): Promise<Deal> {
		const { data, etag } = await callWithEtag('get', '/deals/{id}', { path: { id: asked.deal.id } });
		if (this.question === asked) this.question = { ...asked, etag };
		return data;
	}

	#send(deal: MovedDeal, body: Move, ifMatch: string | undefined) {
		const board = boards.current;
		if (board?.column(body.stage_id)) return board.move(deal.id, body, ifMatch);
		return call('post', '/deals/{id}/move', { path: { id: deal.id }, body, ifMatch });
	}

	async #refused(error: ApiError, question: Question) {
		const asked = this.question;
		if (error.status === 422 && error.errors.some(({ code }) => code === 'exit_criterion')) {
			this.question = { ...question, error };
			return;
		}
		if (asked && error.status === 412) return this.#askAgain(asked, error);
		if (asked && asked.kind !== 'criteria' && error.status === 422) return void (this.question = { ...asked, error });
		this.question = undefined;
		toasts.bad(t.moves.refused(question.deal.title, error.offline ? t.errors.offline : error.reason));
	}

	/** Somebody changed the deal while the question was open: says where it is now. */
	async #askAgain(asked: Question, refusal: ApiError) {
		try {
			const deal = await this.#lookAgain(asked);
			const changed = names.name('stage', deal.stage_id) ?? '';
			if (this.question) this.question = { ...this.question, changed };
		} catch {
			this.question = undefined;
			toasts.bad(t.moves.refused(asked.deal.title, refusal.reason));
		}
		await boards.current?.load();
	}
}

function pipelineOf(deal: MovedDeal): number {
	return deal.pipeline_id ?? boards.current?.query.pipelineId ?? 0;
}

export const moves = new Moves();
