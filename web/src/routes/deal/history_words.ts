// A change of a deal in the user's words: one sentence of what was done, and a line for each value.
import type { Change, Stage } from '$lib/api/types';
import { t } from '$lib/i18n/index.svelte';
import { fieldLabel, writeDealField } from './deal_fields';

export type ChangeWords = { deed: string; lines: string[] };

type Pair = [unknown, unknown];

/** These follow from what the sentence says already, or say nothing to a reader. */
const untold = new Set(['stage_entered_at', 'updated_at', 'created_at', 'archived_at', 'id', 'pipeline_id', 'next_step_at']);

/** Of a new deal only what it began with is told, not each column. */
const toldOfNew = new Set(['stage_id', 'amount', 'company_id', 'expected_close']);

export function changeWords(change: Change, stages: Stage[], currency: string): ChangeWords {
	const pairs = change.changes as Record<string, Pair>;
	const isNew = change.kind === 'create';
	const moved = isNew || change.kind === 'undo' ? undefined : pairs.stage_id;
	const told = new Set(moved ? ['stage_id', 'closed_on', 'lost_reason_id'] : []);
	const lines = Object.entries(pairs)
		.filter(([field]) => !untold.has(field) && !told.has(field) && (!isNew || toldOfNew.has(field)))
		.flatMap(([field, pair]) => (field === 'checklist' ? ticks(pair, stages) : line(field, pair, currency)));
	return { deed: deed(change, moved, pairs, stages, currency), lines: lines.filter((one) => one !== undefined) };
}

/** Each point of the checklist that was ticked or cleared, by the text that its stage gives it. */
function ticks([before, after]: Pair, stages: Stage[]): string[] {
	const [from, to] = [before, after].map((one) => (one ?? {}) as Record<string, boolean>) as [Record<string, boolean>, Record<string, boolean>];
	const texts = new Map(stages.flatMap((stage) => stage.exit_criteria ?? []).map((one) => [one.key, one.text]));
	const changed = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => !!from[key] !== !!to[key]);
	return changed.map((key) => (to[key] ? t.history.ticked : t.history.unticked)(texts.get(key) ?? key));
}

function deed(change: Change, moved: Pair | undefined, pairs: Record<string, Pair>, stages: Stage[], currency: string): string {
	if (change.kind === 'undo') return t.history.undone;
	if (moved) return move(moved, pairs, stages, currency) + (change.kind.endsWith('.override') ? ', ' + t.history.override : '');
	const archived = pairs.archived_at;
	if (archived) return archived[1] === null ? t.history.restored : t.history.archived;
	return change.kind === 'create' ? t.history.created : t.history.changed;
}

function move([before, after]: Pair, pairs: Record<string, Pair>, stages: Stage[], currency: string): string {
	const stage = (id: unknown) => stages.find((one) => one.id === id);
	const name = (id: unknown) => writeDealField('stage_id', id, currency) ?? '';
	if (stage(after)?.kind === 'won') return t.history.won(name(before));
	if (stage(after)?.kind === 'lost')
		return t.history.lost(name(before), writeDealField('lost_reason_id', pairs.lost_reason_id?.[1], currency) ?? '');
	return stage(before)?.kind === 'open' || !stage(before) ? t.history.moved(name(before), name(after)) : t.history.reopened(name(after));
}

function line(field: string, [before, after]: Pair, currency: string): string | undefined {
	const [from, to] = [writeDealField(field, before, currency), writeDealField(field, after, currency)];
	if (from === undefined && to === undefined) return undefined;
	if (to === undefined) return t.history.cleared(fieldLabel(field), from!);
	return from === undefined ? t.history.set(fieldLabel(field), to) : t.history.from(fieldLabel(field), from, to);
}
