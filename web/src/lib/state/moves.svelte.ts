// Moving a deal to another stage, from wherever it is asked: a drag, a menu, a key or the panel.
// Winning, losing and unmet exit criteria put a question first; routes/board/moves/ shows it.
import { call, callWithEtag } from '$lib/api/client';
import { ApiError } from '$lib/api/problem';
import { rows } from '$lib/api/rows';
import type { Deal, DealPatch, Move, StageKind } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import { findCard } from './board_view';
import { boards } from './boards.svelte';
import { bodyOf, dealLinks, tickedChecklist, unmetForWon, type LinkName, type Unmet } from './criteria';
import { names } from './names.svelte';
import { OwnRevisions } from './own_revisions';
import { toasts } from './toasts.svelte';
import { Turns } from './turns';
import { offerUndo } from './undo';

/** A card says neither pipeline nor stage: they are its board's and its column's. */
export type MovedDeal = { id: number; title: string; amount?: string | null; currency: string; pipeline_id?: number; stage_id?: number; revision?: number };
export type TargetStage = { id: number; name: string; kind: StageKind };
export type MoveDetails = Omit<Move, 'stage_id'>;

export type Question = {
	/** The same for one question, however often it is put again. */
	turn: number;
	kind: 'win' | 'lose' | 'criteria';
	deal: MovedDeal;
	stage: TargetStage;
	details: MoveDetails;
	/** Whose lost reasons are asked. */
	pipelineId: number;
	error?: ApiError;
	/** The deal as it was when the question was put, so that nobody answers for another deal than they saw. */
	etag?: string | undefined;
	/** Who changed the deal while the question was open, and where it is now, in words. */
	changed?: string | undefined;
	/** What is asked for that the deal does not have yet; of a win, by all stages before it. */
	unmet?: Unmet[] | undefined;
};

/** Where the deal was seen by whoever moves it, and in which revision. */
type Seen = { stageId: number; revision: number };

/** Somebody else has moved it since it was seen. */
class Overtaken extends ApiError {
	readonly now: Deal;

	constructor(now: Deal, detail: string) {
		super(412, { detail });
		this.now = now;
	}
}

/** What the user gave for unmet exit criteria. */
export type Filled = { fields: Record<string, unknown>; ticked: string[]; links: Partial<Record<LinkName, number>> };

class Moves {
	question = $state.raw<Question>();
	/** Counts the moves that went through, so that an open panel can follow. */
	done = $state(0);
	#turn = 0;
	/** A second quick move of a deal is no conflict with the first: it waits for it, and goes on from there. */
	readonly #turns = new Turns();
	readonly #own = new OwnRevisions();
	/** By deal: where the last move from here has put it. */
	readonly #put = new Map<number, Seen>();

	/** Begins a move; asks first what the stage needs to know. */
	async start(deal: MovedDeal, stage: TargetStage) {
		if (stage.kind === 'open') return this.#carryOut({ deal, stage }, {});
		const pipelineId = pipelineOf(deal);
		// So that the question comes with its answers. Without them it says what went wrong.
		if (stage.kind === 'lost') await names.loadLostReasons(pipelineId).catch(() => {});
		if (this.question) return; // another was asked about meanwhile
		this.question = { turn: ++this.#turn, kind: stage.kind === 'won' ? 'win' : 'lose', deal, stage, pipelineId, details: {} };
		const { turn } = this.question;
		const asked = this.question;
		await this.#turns.take(deal.id, () => this.#lookAgain(asked)).then((now) => this.#lookForUnmet(turn, now)).catch(() => {});
	}

	/** Does the move that was asked about. */
	answer(asked: Question, details: MoveDetails): Promise<void> {
		return this.#carryOut(asked, details);
	}

	/** Fills in what the exit criteria lack, then moves. Throws what the fields are refused for. */
	async fillAndMove(asked: Question, { fields, ticked, links }: Filled) {
		const { deal, details, etag } = asked;
		const checklist = ticked.length > 0 ? await tickedChecklist(deal.id, ticked) : {};
		const body: DealPatch = { ...(bodyOf(fields) as DealPatch), ...checklist };
		if (Object.keys(body).length > 0) {
			try {
				await call('patch', '/deals/{id}', { path: { id: deal.id }, body, ifMatch: etag });
			} catch (error) {
				if (etag && (error as ApiError).status === 412) return this.#askAgain(asked, error as ApiError);
				throw error;
			}
			this.#filled(asked.turn);
		}
		for (const [name, id] of Object.entries(links)) {
			if (!asked.unmet?.some(({ field }) => field === name)) continue;
			await dealLinks[name as LinkName].add(deal.id, id);
			this.#filled(asked.turn, name);
		}
		await this.answer({ ...asked, etag: undefined }, details);
	}

	cancel() {
		this.question = undefined;
	}

	/** A refusal that a form can answer becomes a question, any other a note. The answer may come when another
	 *  question is open: that one stays. */
	async #carryOut(move: { deal: MovedDeal; stage: TargetStage; turn?: number; etag?: string | undefined }, details: MoveDetails) {
		const { deal, stage } = move;
		try {
			await this.#send(deal, { ...details, stage_id: stage.id }, move.etag);
			if (this.#open(move.turn)) this.question = undefined;
			this.done++;
			offerUndo(t.moves.moved(deal.title, stage.name));
		} catch (error) {
			await this.#refused(error as ApiError, { turn: move.turn ?? ++this.#turn, kind: 'criteria', deal, stage, pipelineId: pipelineOf(deal), details });
		}
	}

	/** The question of that turn, as long as it is open. */
	#open(turn: number | undefined): Question | undefined {
		return this.question?.turn === turn ? this.question : undefined;
	}

	/** What was filled in makes another revision, which is our own. A link is there from then on, even if the move is
	 *  refused: it is not asked for again, or there would be two. */
	#filled(turn: number, link?: string) {
		const open = this.#open(turn);
		if (open) this.question = { ...open, etag: undefined, unmet: open.unmet?.filter(({ field }) => field !== link) };
	}

	/** Reads the deal that is asked about, as it is now; the question is open meanwhile. */
	async #lookAgain(asked: Question): Promise<Deal> {
		const { data, etag } = await callWithEtag('get', '/deals/{id}', { path: { id: asked.deal.id } });
		const open = this.#open(asked.turn);
		if (open) this.question = { ...open, etag };
		return data;
	}

	/** All that the question needs is asked in one form. */
	async #lookForUnmet(turn: number, deal: Deal) {
		if (this.#open(turn)?.kind !== 'win') return;
		const unmet = await unmetForWon(deal, await names.stages(deal.pipeline_id));
		const open = this.#open(turn);
		if (open && !open.unmet) this.question = { ...open, unmet };
	}

	#send(deal: MovedDeal, body: Move, etag: string | undefined): Promise<Deal> {
		const seen = etag ? undefined : seenOf(deal);
		const send = () => this.#turns.take(deal.id, () => (seen ? this.#goOn(deal.id, body, seen) : write(deal.id, body, etag)));
		const board = boards.current;
		return board?.column(body.stage_id) ? board.move(deal.id, body, send) : send();
	}

	/** Moves it from where it was seen, or from where a move from here has put it since. */
	async #goOn(id: number, body: Move, before: Seen): Promise<Deal> {
		const put = this.#put.get(id);
		const seen = put?.revision === this.#own.after(id, before.revision) ? put : before;
		const deal = await write(id, body, etagOf(seen.revision)).catch((refusal) => unlessMoved(refusal, { id, body, seen, put }));
		this.#own.note(id, seen.revision, deal.revision);
		this.#put.set(id, { stageId: deal.stage_id, revision: deal.revision });
		return deal;
	}

	async #refused(error: ApiError, question: Question) {
		const asked = this.#open(question.turn);
		const free = asked ?? !this.question;
		if (free && error.status === 422 && error.errors.some(({ code }) => code === 'exit_criterion')) {
			this.question = { ...(asked?.kind === 'win' ? asked : question), error, unmet: error.errors };
			return;
		}
		if (asked && error.status === 412) return this.#askAgain(asked, error);
		if (asked && asked.kind !== 'criteria' && error.status === 422) return void (this.question = { ...asked, error });
		if (asked) this.question = undefined;
		if (error instanceof Overtaken) return this.#tellOvertaken(error, question);
		toasts.bad(t.moves.refused(question.deal.title, error.offline ? t.errors.offline : error.reason));
	}

	/** The card goes to where the other has put it, and from there on, if its user wants that all the same. */
	async #tellOvertaken({ now, reason }: Overtaken, { stage, details }: Question) {
		const anyway = now.stage_id === stage.id || now.archived_at ? {} : { action: { label: t.moves.anywayTo(stage.name), run: () => void this.#carryOut({ deal: now, stage }, details) } };
		toasts.show(reason, { tone: 'bad', ...anyway });
		await boards.current?.load();
	}

	/** Somebody changed the deal while the question was open: says where it is now. */
	async #askAgain(asked: Question, refusal: ApiError) {
		try {
			const deal = await this.#lookAgain(asked);
			const changed = t.moves.changed(await authorOf(deal.id), names.name('stage', deal.stage_id) ?? '');
			const open = this.#open(asked.turn);
			if (open) this.question = { ...open, changed };
		} catch {
			if (this.#open(asked.turn)) this.question = undefined;
			toasts.bad(t.moves.refused(asked.deal.title, refusal.reason));
		}
		await boards.current?.load();
	}
}

function seenOf(deal: MovedDeal): Seen | undefined {
	const card = findCard(boards.current?.columns ?? [], deal.id);
	const [stageId, revision] = [deal.stage_id ?? card?.column.id, deal.revision ?? card?.card.revision];
	return stageId === undefined || revision === undefined ? undefined : { stageId, revision };
}

const etagOf = (revision: number) => `"${revision}"`;

function write(id: number, body: Move, ifMatch: string | undefined): Promise<Deal> {
	return call('post', '/deals/{id}/move', { path: { id }, body, ifMatch });
}

type Doubtful = { id: number; body: Move; seen: Seen; put: Seen | undefined };

/** Another's change of anything else is none of the move, which is done all the same; nor is one's own move. */
async function unlessMoved(refusal: unknown, { id, body, seen, put }: Doubtful): Promise<Deal> {
	if (!(refusal instanceof ApiError) || refusal.status !== 412) throw refusal;
	const { data, etag } = await callWithEtag('get', '/deals/{id}', { path: { id } });
	if (data.stage_id === seen.stageId || data.revision === put?.revision) return write(id, body, etag);
	const [who, stages] = await Promise.all([authorOf(id, 'stage_id'), names.stages(data.pipeline_id).catch(() => [])]);
	throw new Overtaken(data, t.moves.overtaken(who, data.title, stages.find((one) => one.id === data.stage_id)?.name ?? ''));
}

/** Who has changed the deal last, or this field of it. */
async function authorOf(id: number, field?: string): Promise<string> {
	const { items } = await rows.history('deals', id, { limit: 20 }).catch(() => ({ items: [] }));
	return items.find(({ changes }) => !field || field in changes)?.actor?.name ?? t.cardEdit.somebody;
}

function pipelineOf(deal: MovedDeal): number {
	return deal.pipeline_id ?? boards.current?.query.pipelineId ?? 0;
}

export const moves = new Moves();
