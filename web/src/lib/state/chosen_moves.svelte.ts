// Moving all chosen deals at once, by a drag of one of them or from their bar. What the move needs to know is
// asked once for all (routes/board/moves/GroupQuestion); those that are refused stay chosen and are named.
import { rows, type Operation, type Row } from '$lib/api/rows';
import type { Move } from '$lib/api/types';
import { count } from '$lib/i18n/format';
import { t } from '$lib/i18n/index.svelte';
import { boards } from './boards.svelte';
import { chosen, type GroupAnswer } from './chosen.svelte';
import { bodyOf, isSet } from './criteria';
import { mostChosen, type BulkResult } from './list.svelte';
import type { Filled, MoveDetails, TargetStage } from './moves.svelte';
import { names } from './names.svelte';
import { tellFailure } from './tell_failure';
import { toasts } from './toasts.svelte';
import { offerUndo } from './undo';

/** A stage of the board's pipeline, or of another one. */
export type Target = { stage: TargetStage; pipelineId?: number };
type Refused = GroupAnswer['refused'][number];
/** Where the cards stood when the move, or the question before it, began, and in which revision. */
type Seen = ReadonlyMap<number, { revision: number; stageId: number }>;
export type GroupQuestion = { kind: 'win' | 'lose' | 'criteria'; to: Target; details: MoveDetails; pipelineId: number; unmet: Refused[]; seen?: Seen };
/** `later`: is asked about next; `gone`: others have moved them. */
type Moving = { to: Target; details: MoveDetails; later?: Refused[]; gone?: Refused[]; seen?: Seen | undefined };
type Change = Exclude<Operation, { op: 'create' }>;

const readAtOnce = 200;
const nothingDone: GroupAnswer = { done: 0, changed: 0, batches: [], refused: [] };

class ChosenMoves {
	question = $state.raw<GroupQuestion>();
	/** How the last change went, where some were refused. */
	result = $state.raw<BulkResult>();
	busy = $state(false);
	/** Counts the pages, to know an answer that comes after its page was left. */
	#visit = 0;

	/** Begins to move all chosen deals that are not there yet. */
	async start(stage: TargetStage) {
		if (this.busy || !this.#ids(stage.id).length) return;
		if (stage.kind === 'open') return this.carryOut({ stage }, {});
		const pipelineId = boards.current?.query.pipelineId ?? 0;
		const visit = this.#visit;
		if (stage.kind === 'lost') await names.loadLostReasons(pipelineId).catch(() => {});
		if (visit !== this.#visit) return;
		this.question = { kind: stage.kind === 'won' ? 'win' : 'lose', to: { stage }, details: {}, pipelineId, unmet: [], seen: look() };
	}

	/** Moves them; what some lack for it is asked next. */
	async carryOut(to: Target, details: MoveDetails) {
		const seen = this.question?.seen ?? look();
		await this.#alone(() => this.#do(this.#ids(to.stage.id).map((id) => move(id, to, details, seen)), { to, details, seen }));
	}

	/** The question is about those that were refused alone. */
	async moveAnyway({ unmet, to, details, seen }: GroupQuestion) {
		await this.#alone(() => this.#do(unmet.map(({ id }) => move(id, to, { ...details, override: true }, seen)), { to, details, seen }));
	}

	/** Gives each deal what it lacks of this, and moves it. A batch holds half as many of both; about the others
	 *  it asks again, so that each batch has an undo of its own. */
	async fillAndMove({ unmet, to, details, seen }: GroupQuestion, filled: Filled) {
		const [now, later] = [unmet.slice(0, mostChosen / 2), unmet.slice(mostChosen / 2)];
		await this.#alone(async () => {
			const deals = await read(now.map(({ id }) => id));
			const isGone = ({ id }: Refused) => deals.has(id) && seen?.has(id) && deals.get(id)!.stage_id !== seen.get(id)!.stageId;
			const gone = now.filter(isGone).map((one) => movedMeanwhile(one, deals));
			const operations = now.filter((one) => !isGone(one)).flatMap((one) => {
				const changes = fill(one, filled, deals.get(one.id));
				// What is filled in makes another revision, which was looked at just now.
				return [...changes, move(one.id, to, details, changes.length > 0 ? undefined : seen)];
			});
			return this.#do(operations, { to, details, later, gone, seen });
		});
	}

	/** Any other change of all that are chosen. False where nothing could be done at all. */
	async change(operation: (id: number) => Change): Promise<boolean> {
		return this.#alone(() => this.#do([...chosen.titles.keys()].map(operation)));
	}

	cancel() {
		this.question = undefined;
	}

	/** The page is left: what is still answered opens nothing on the next one. */
	leave() {
		this.#visit++;
		this.question = undefined;
		this.result = undefined;
	}

	/** A second press while the first is under way does nothing. What was answered to a question stays where nothing
	 *  could be done: the connection may be away for a moment. */
	async #alone(deed: () => Promise<boolean>): Promise<boolean> {
		if (this.busy) return false;
		this.busy = true;
		try {
			return await deed();
		} catch (error) {
			tellFailure(error);
			return false;
		} finally {
			this.busy = false;
		}
	}

	async #do(operations: Change[], moving?: Moving): Promise<boolean> {
		const visit = this.#visit;
		const toStage = moving?.to.pipelineId ? undefined : moving?.to.stage.id;
		const first = operations.length > 0 ? await chosen.bulk(operations, toStage) : nothingDone;
		const known = await withoutOthers(first, operations, moving?.seen, (again) => chosen.bulk(again, toStage));
		const answer = { ...known, refused: [...known.refused, ...(moving?.gone ?? [])] };
		if (answer.changed > 0) offerUndo(t.boardTools.done(count(answer.changed), answer.changed), undefined, answer.batches);
		if (visit === this.#visit) this.#show(answer, moving);
		else if (answer.refused.length > 0) tellElsewhere(answer);
		return true;
	}

	#show({ done, refused }: GroupAnswer, moving?: Moving) {
		const lacking = refused.filter(({ errors }) => errors.some(({ code }) => code === 'exit_criterion'));
		const others = refused.filter((one) => !lacking.includes(one));
		const unmet = [...lacking, ...(moving?.later ?? [])];
		this.question = moving && unmet.length > 0 ? { kind: 'criteria', to: moving.to, details: moving.details, pipelineId: 0, unmet, ...(moving.seen ? { seen: moving.seen } : {}) } : undefined;
		this.result = others.length > 0 ? { done, refused: others } : undefined;
	}

	#ids(stageId: number): number[] {
		const there = new Set(boards.current?.shown.find(({ id }) => id === stageId)?.deals.map(({ id }) => id));
		return [...chosen.titles.keys()].filter((id) => !there.has(id));
	}
}

function move(id: number, { stage, pipelineId }: Target, details: MoveDetails, seen?: Seen): Change {
	const body: Move = { ...details, stage_id: stage.id, ...(pipelineId ? { pipeline_id: pipelineId } : {}) };
	const revision = seen?.get(id)?.revision;
	return { op: 'move', id, body, ...(revision === undefined ? {} : { if_match: `"${revision}"` }) };
}

function look(): Seen {
	const columns = boards.current?.columns ?? [];
	return new Map(columns.flatMap(({ id, deals }) => deals.map((card) => [card.id, { revision: card.revision, stageId: id }] as const)));
}

/** Two people may move the same cards: the later one learns where they are now. A change of anything else in
 *  between is none of the move, which is done all the same. */
async function withoutOthers(answer: GroupAnswer, operations: Change[], seen: Seen | undefined, move: (again: Change[]) => Promise<GroupAnswer>): Promise<GroupAnswer> {
	const doubtful = answer.refused.filter(({ id, errors }) => errors.length === 0 && seen?.has(id));
	if (doubtful.length === 0) return answer;
	const deals = await read(doubtful.map(({ id }) => id)).catch(() => undefined);
	if (!deals) return answer; // the connection is gone: what was done is done, and can be undone
	const isNewer = ({ id }: Refused) => (deals.get(id)?.revision ?? 0) > seen!.get(id)!.revision;
	const isThere = ({ id }: Refused) => deals.get(id)?.stage_id === seen!.get(id)!.stageId;
	const changed = doubtful.filter(isNewer);
	const refused = answer.refused.flatMap((one) => {
		if (!changed.includes(one)) return [one];
		return isThere(one) ? [] : [movedMeanwhile(one, deals)];
	});
	const again = changed.filter(isThere).flatMap(({ id }) => operations.filter((one) => one.id === id && one.op === 'move').map((one) => ({ ...one, if_match: `"${deals.get(id)!.revision}"` })));
	if (again.length === 0) return { ...answer, refused };
	const second = await move(again).catch(() => undefined);
	if (!second) return answer;
	return { done: answer.done + second.done, changed: answer.changed + second.changed, batches: [...answer.batches, ...second.batches], refused: [...refused, ...second.refused] };
}

function movedMeanwhile(one: Refused, deals: ReadonlyMap<number, Row>): Refused {
	return { ...one, errors: [], reason: t.boardTools.movedMeanwhile(names.name('stage', deals.get(one.id)!.stage_id as number) ?? '') };
}

async function read(ids: number[]): Promise<Map<number, Row>> {
	const found = new Map<number, Row>();
	for (let at = 0; at < ids.length; at += readAtOnce) {
		const page = await rows.list('deals', { 'id.in': ids.slice(at, at + readAtOnce).join(','), limit: readAtOnce });
		for (const row of page.items) found.set(row.id, row);
	}
	return found;
}

/** What others have set stays as it is, also what they set since the deal was read: then it is asked again. */
function fill({ id, errors }: Refused, { fields, ticked }: Filled, deal: Row | undefined): Change[] {
	if (!deal) return [];
	const lacks = (name: string) => errors.some(({ field }) => field === name);
	const old = deal.checklist as Record<string, boolean> | null | undefined;
	const ticks = ticked.filter((key) => lacks(`checklist.${key}`) && !old?.[key]);
	const unset = Object.entries(fields).filter(([name]) => lacks(name) && !isSet(deal, name));
	if (ticks.length + unset.length === 0) return [];
	const checklist = ticks.length > 0 ? { checklist: { ...old, ...Object.fromEntries(ticks.map((key) => [key, true])) } } : {};
	return [{ op: 'update', id, if_match: `"${deal.revision}"`, body: { ...bodyOf(Object.fromEntries(unset)), ...checklist } }];
}

/** The list of those that were refused belongs to the page that was left. */
function tellElsewhere({ done, changed, batches, refused }: GroupAnswer) {
	const words = t.list.resultTitle(count(done), count(refused.length));
	if (changed > 0) offerUndo(words, undefined, batches);
	else toasts.bad(words);
}

export const chosenMoves = new ChosenMoves();
