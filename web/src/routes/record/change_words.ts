// A change of any row in the user's words: one sentence of what was done, and a line for each value.
import type { Change, Stage } from '$lib/api/types';
import { fieldLabel, writeValue, type EntityName } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';

export type ChangeWords = { deed: string; lines: string[] };
/** Of a deal: the stages of its pipeline, and its currency. */
export type DealContext = { stages: Stage[]; currency: string };

type Pair = [unknown, unknown];
type Pairs = Record<string, Pair>;

/** What the sentence says already, or what says nothing to a reader. */
const untold = new Set(['id', 'revision', 'created_at', 'updated_at', 'archived_at', 'custom', 'stage_entered_at', 'next_step_at']);
/** Of a new deal only what it began with is told, not each column. */
const toldOfNewDeals = new Set(['stage_id', 'amount', 'company_id', 'expected_close']);
const toldOfMoves = new Set(['stage_id', 'closed_on', 'lost_reason_id']);

export function changeWords(entity: EntityName, change: Change, deal?: DealContext): ChangeWords {
	const pairs = change.changes as Pairs;
	const isNew = change.kind === 'create';
	const moved = deal && !isNew && change.kind !== 'undo' ? pairs.stage_id : undefined;
	const isTold = (field: string) => !(untold.has(field) && !(field === 'next_step_at' && stepped(change))) && !(moved && toldOfMoves.has(field)) && !(deal && isNew && !toldOfNewDeals.has(field));
	const lines = Object.entries(flat(pairs))
		.filter(([field]) => isTold(field))
		.flatMap(([field, pair]) => (field === 'checklist' ? ticks(pair, deal?.stages ?? []) : line(entity, field, pair, deal?.currency)));
	return { deed: moved && deal ? move(change, moved, pairs, deal.stages) : deed(change, pairs, deal !== undefined), lines: lines.filter((one) => one !== undefined) };
}

/** The organisation's own fields one by one: what was `custom` is `custom.KEY`. */
function flat(pairs: Pairs): Pairs {
	const [before, after] = objects(pairs.custom ?? [{}, {}]);
	const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((key) => before[key] !== after[key]);
	return { ...pairs, ...Object.fromEntries(keys.map((key) => [`custom.${key}`, [before[key] ?? null, after[key] ?? null] as Pair])) };
}

/** Each point of the checklist that was ticked or cleared, by the text that its stage gives it. */
function ticks(pair: Pair, stages: Stage[]): string[] {
	const [from, to] = objects(pair);
	const texts = new Map(stages.flatMap((stage) => stage.exit_criteria ?? []).map((one) => [one.key, one.text]));
	const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => !!from[key] !== !!to[key]);
	return changed.map((key) => (to[key] ? t.history.ticked : t.history.unticked)(texts.get(key) ?? key));
}

function objects(pair: Pair): [Record<string, unknown>, Record<string, unknown>] {
	return [(pair[0] ?? {}) as Record<string, unknown>, (pair[1] ?? {}) as Record<string, unknown>];
}

function deed(change: Change, pairs: Pairs, ofDeal: boolean): string {
	const words: Record<string, string> = ofDeal
		? { ...t.record.deeds, create: t.history.created, update: t.history.changed, archive: t.history.archived, restore: t.history.restored }
		: t.record.deeds;
	const archived = change.kind === 'create' || change.kind === 'undo' ? undefined : pairs.archived_at;
	const next = stepped(change);
	if (next) return step(next);
	if (archived) return (archived[1] === null ? words.restore : words.archive)!;
	return words[change.kind] ?? words.update!;
}

/** A planned activity, or a plan, has laid or taken the next step, which is all that became of the row. */
function stepped({ kind, changes }: Change): Pair | undefined {
	return kind === 'rollup' ? (changes as Pairs).next_step_at : undefined;
}

function step([before, after]: Pair): string {
	if (after === null) return t.history.stepGone;
	return before === null ? t.history.stepPlanned : t.history.stepMoved;
}

function move(change: Change, [before, after]: Pair, pairs: Pairs, stages: Stage[]): string {
	const kind = (id: unknown) => stages.find((one) => one.id === id)?.kind;
	const name = (id: unknown) => writeValue('deal', 'stage_id', id) ?? '';
	const override = change.kind.endsWith('.override') ? ', ' + t.history.override : '';
	if (kind(after) === 'won') return t.history.won(name(before)) + override;
	if (kind(after) === 'lost') return t.history.lost(name(before), writeValue('deal', 'lost_reason_id', pairs.lost_reason_id?.[1]) ?? '') + override;
	return (kind(before) === 'open' || !kind(before) ? t.history.moved(name(before), name(after)) : t.history.reopened(name(after))) + override;
}

function line(entity: EntityName, field: string, [before, after]: Pair, currency: string | undefined): string | undefined {
	const [from, to] = [writeValue(entity, field, before, currency), writeValue(entity, field, after, currency)];
	const label = fieldLabel(entity, field);
	if (from === undefined && to === undefined) return undefined;
	if (to === undefined) return t.history.cleared(label, from!);
	return from === undefined ? t.history.set(label, to) : t.history.from(label, from, to);
}
