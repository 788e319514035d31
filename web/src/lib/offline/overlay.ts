// What the program said, with the changes laid over it that it has not heard of yet: so a page that is
// loaded anew shows what its user has done, and nothing springs back. Pure; what else is known comes in by `Known`.
import type { Board, BoardStage, Card, Named } from '$lib/api/types';
import { add, subtract } from '$lib/money';
import { findCard, withMoves, type Column } from '$lib/state/board_view';
import { withClosing, type Closing, type ClosingCalendar } from '$lib/state/closing_days';
import { readPath, type Change } from './entry';
import { deep, flat, type Fields } from './merge';

type Row = Fields & { id: number };
type List = { items: Row[]; next: string | null; total?: number };
type TodayAnswer = { items: { kind: string; activity?: Row | null; deal?: Row | null; lead?: Row | null }[] };

/** Who the user is, the organisation's currency, and rows as they were seen last, cards among them. */
export type Known = { me: number; currency: string; row: (plural: string, id: number) => Fields | undefined };

/** The answer of a GET as it would be had these changes reached the program. Nothing answered is
 *  undefined: the row may be one of those that the changes make. */
export function overlay(path: string, answer: unknown, changes: Change[], known: Known): unknown {
	if (changes.length === 0) return answer;
	const { plural, id, verb } = readPath(path);
	if (verb === 'board' && answer) return overBoard(path, answer as Board, changes, known);
	if (verb === 'calendar' && id !== undefined && answer) return overCalendar(path, id, answer as ClosingCalendar, changes, known);
	if (plural === 'today' && answer) return overToday(answer as TodayAnswer, changes);
	if (verb !== undefined) return answer;
	const own = changes.filter((change) => change.plural === plural);
	if (id !== undefined) return overRow(id, answer as Row | undefined, own, known);
	return isList(answer) ? overList(path, answer, own, known) : answer;
}

function isList(answer: unknown): answer is List {
	return Array.isArray((answer as List | undefined)?.items);
}

// --- rows --------------------------------------------------------------------------------------------

export function overRow(id: number, row: Row | undefined, changes: Change[], known: Known): Row | undefined {
	return changes.filter((change) => change.id === id).reduce((now, change) => apply(now, change, known), row);
}

function apply(row: Row | undefined, change: Change, known: Known): Row | undefined {
	const now = new Date().toISOString();
	if (change.how === 'create') return newRow(change, known, now);
	if (!row) return undefined;
	if (change.how === 'archive') return { ...row, archived_at: now };
	if (change.how === 'restore') return { ...row, archived_at: null };
	return { ...row, ...deep({ ...flat({ custom: row.custom ?? {} }), ...flat(change.values) }) };
}

/** What the program sets in a new row by itself is set alike, as far as it can be known. */
function newRow({ plural, id, values }: Change, { me, currency }: Known, now: string): Row {
	const head = { id, revision: 0, created_at: now, updated_at: now, archived_at: null };
	if (plural === 'deals') return { ...head, owner_id: me, currency, stage_entered_at: now, closed_on: null, ...values };
	if (plural === 'leads') return { ...head, owner_id: me, currency, lifecycle: 'lead', ...values };
	return { ...head, ...(plural === 'deal_lines' || plural === 'deal_contacts' ? {} : { owner_id: me }), ...values };
}

// --- lists -------------------------------------------------------------------------------------------

/** A changed row stays where it stands, unless it does not belong into the list any more; new ones come first. */
function overList(path: string, list: List, changes: Change[], known: Known): List {
	const query = new URLSearchParams(path.split('?')[1]);
	const touched = new Set(changes.map(({ id }) => id));
	const items = list.items.flatMap((row) => {
		const now = touched.has(row.id) ? overRow(row.id, row, changes, known) : row;
		return now && (now === row || belongs(now, query)) ? [now] : [];
	});
	const isFirst = !query.has('cursor') && !query.has('q');
	const made = isFirst ? changes.filter(({ how }) => how === 'create').map(({ id }) => overRow(id, undefined, changes, known)!) : [];
	const fresh = made.filter((row) => belongs(row, query)).reverse();
	const total = list.total === undefined ? {} : { total: list.total + items.length - list.items.length + fresh.length };
	return { ...list, items: [...fresh, ...items], ...total };
}

const notFilters = ['limit', 'cursor', 'sort', 'q', 'count', 'archived', 'as_of'];

function belongs(row: Row, query: URLSearchParams): boolean {
	if (row.archived_at && query.get('archived') !== 'true') return false;
	const fields = flat(row);
	return [...query].every(([key, value]) => notFilters.includes(key) || meets(fields, key, value));
}

function meets(fields: Fields, key: string, value: string): boolean {
	const [, name = key, operator] = /^(.+)\.(in|is|gte|gt|lte|lt)$/.exec(key) ?? [];
	// What is not in the row stays as the program answered it.
	if (name.startsWith('company.') || name === 'amount_home') return true;
	const own = fields[name] ?? null;
	if (operator === 'is') return (own === null) === (value === 'null');
	if (operator === 'in') return value.split(',').includes(String(own));
	if (!operator) return String(own) === value;
	if (own === null) return false;
	const [a, b] = typeof own === 'string' && !/^-?[\d.]+$/.test(own) ? [own, value] : [Number(own), Number(value)];
	return { gte: a >= b, gt: a > b, lte: a <= b, lt: a < b }[operator] ?? true;
}

// --- boards ------------------------------------------------------------------------------------------

/** A board may be asked for column by column: cards come and go to those that are not in the answer. */
function overBoard(path: string, board: Board, changes: Change[], known: Known): Board {
	const query = new URLSearchParams(path.split('?')[1]);
	const deals = changes.filter(({ plural }) => plural === 'deals');
	const given = board.stages as Column[];
	const shown = new Set(given.map(({ id }) => id));
	const others = new Set(deals.map(({ values }) => Number(values.stage_id ?? 0)).filter((id) => !shown.has(id)));
	let columns = [...given, ...[...others].map(emptyColumn)];
	for (const change of deals) columns = overColumns(columns, change, board.pipeline.id, query, known);
	return { ...board, stages: columns.filter(({ id }) => shown.has(id)) as BoardStage[] };
}

function emptyColumn(id: number): Column {
	return { id, name: '', kind: 'open', count: 0, amount: '0', weighted: '0', currency: '', deals: [], next: null, idle_limit: null };
}

function overColumns(columns: Column[], change: Change, pipeline: number, query: URLSearchParams, known: Known): Column[] {
	const { id, how, values } = change;
	const found = findCard(columns, id);
	if (how === 'create') return values.pipeline_id === pipeline && !found ? withNew(columns, change, query, known) : columns;
	const to = values.stage_id as number | undefined;
	const leaves = how === 'archive' || to !== undefined;
	// A card may stand behind those that are loaded, or, when one column is asked for, in another.
	const card = found?.card ?? (leaves && isShown(known.row('deals', id), query) ? cardOf(known.row('deals', id)!, known) : undefined);
	if (!card) return columns;
	const from = found?.column.id ?? Number(known.row('deals', id)?.stage_id);
	const now = changed(card, values, known);
	const inPlace = found ? columns.map((one) => (one.id === from ? { ...one, amount: resum(one, found.card, now), deals: one.deals.with(found.index, now) } : one)) : columns;
	return leaves ? withMoves(inPlace, [{ card: now, from, to: how === 'archive' ? 0 : to! }]) : inPlace;
}

/** As with moves: amounts in another currency wait for the program. */
function resum({ amount, currency }: Column, before: Card, now: Card): string {
	if (before.currency !== currency || now.currency !== currency) return amount;
	return add(subtract(amount, before.amount ?? '0'), now.amount ?? '0');
}

/** Parameters of a board that are no filters of its deals, or of what is not known here. */
const ofBoards = ['stage_id', 'closed', 'team_id', 'fields'];

function isShown(row: Fields | undefined, query: URLSearchParams): boolean {
	if (row?.stage_id === undefined || query.has('q')) return false;
	return [...query].every(([key, value]) => notFilters.includes(key) || ofBoards.includes(key) || meets(flat(row), key, value));
}

function withNew(columns: Column[], { id, values }: Change, query: URLSearchParams, known: Known): Column[] {
	const row = { currency: known.currency, owner_id: known.me, ...values };
	const firstOpen = query.has('stage_id') ? 0 : columns.find(({ kind }) => kind === 'open')?.id;
	const to = (values.stage_id as number | undefined) ?? firstOpen ?? 0;
	return isShown({ ...row, stage_id: to }, query) ? withMoves(columns, [{ card: cardOf({ ...row, id }, known), from: 0, to }]) : columns;
}

function cardOf(row: Fields, known: Known): Card {
	const now = new Date().toISOString();
	const unset = { amount: null, company: null, owner: null, expected_close: null, next_step_at: null, snoozed_until: null, source_id: null, contact: null, custom: {} };
	const empty = { ...unset, title: '', category: 'pipeline' as const, warnings: [], revision: Number(row.revision ?? 0) };
	return changed({ ...empty, id: row.id as number, currency: known.currency, stage_entered_at: now }, row, known);
}

const cardFields = ['title', 'amount', 'currency', 'expected_close', 'next_step_at', 'snoozed_until', 'source_id', 'category'] as const;

function changed(card: Card, values: Fields, known: Known): Card {
	const plain = cardFields.filter((name) => name in values).map((name) => [name, values[name]] as const);
	return {
		...card,
		...Object.fromEntries(plain),
		...('custom' in values ? { custom: { ...card.custom, ...(values.custom as Fields) } } : {}),
		...('company_id' in values ? { company: named('companies', values.company_id, known) } : {}),
		...('owner_id' in values ? { owner: named('users', values.owner_id, known) } : {}),
	};
}

function named(plural: string, id: unknown, { row }: Known): Named | null {
	return typeof id === 'number' ? { id, name: String(row(plural, id)?.name ?? '…') } : null;
}

// --- the closing calendar ----------------------------------------------------------------------------

/** Parameters that are no filters of its deals. */
const ofCalendars = ['from', 'to'];

/** A deal that was seen goes to its new day with its amount; one that nobody has seen here waits for the program. */
function overCalendar(path: string, pipeline: number, calendar: ClosingCalendar, changes: Change[], known: Known): ClosingCalendar {
	const query = new URLSearchParams(path.split('?')[1]);
	for (const name of ofCalendars) query.delete(name);
	const isIn = (row: Fields | undefined) => row?.pipeline_id === pipeline && (!row.closed_on || query.get('closed') === 'true') && isShown(row, query);
	const closing = (row: Fields) => ({ amount: null, expected_close: null, company_id: null, owner_id: null, currency: known.currency, revision: 0, title: '', ...row }) as unknown as Closing;
	/** Rows as the changes so far have left them: of one that went to another month nothing else tells. */
	const left = new Map<number, Fields>();
	let now = calendar;
	for (const { plural, id, how, values } of changes) {
		if (plural !== 'deals') continue;
		const told = calendar.days.flatMap(({ largest }) => largest).find((one) => one.id === id);
		const seen = how === 'create' ? undefined : (left.get(id) ?? told ?? known.row('deals', id));
		if ((how === 'restore' && !left.has(id)) || (how !== 'create' && !seen)) continue;
		const next: Fields = how === 'create' ? { id, stage_id: 0, owner_id: known.me, ...values } : { ...seen, ...values };
		if (how === 'archive' || how === 'restore') next.archived_at = how === 'archive' ? 'now' : null;
		const counted = (row: Fields | undefined) => (row && !row.archived_at && (told || isIn(row)) ? closing(row) : undefined);
		now = withClosing(now, counted(seen), counted(next));
		left.set(id, next);
	}
	return now;
}

// --- today -------------------------------------------------------------------------------------------

/** What was dealt with leaves: a step that is done or put off, a deal that has a step again or rests, a lead
 *  that was looked at. The program puts the rest in its place. */
function overToday(day: TodayAnswer, changes: Change[]): TodayAnswer {
	return { ...day, items: day.items.filter((item) => !changes.some((change) => dealtWith(item, change))) };
}

function dealtWith(item: TodayAnswer['items'][number], { plural, id, how, values }: Change): boolean {
	const done = values.done_at != null || values.due_at != null || how === 'archive';
	if (plural === 'activities' && how !== 'create') return item.activity?.id === id && done;
	if (item.activity) return false;
	if (plural === 'activities') return values.due_at != null && (item.deal ? item.deal.id === values.deal_id : item.lead?.id === values.lead_id);
	if (plural === 'deals') return item.deal?.id === id && (how === 'archive' || values.snoozed_until != null);
	return plural === 'leads' && item.lead?.id === id && (how === 'archive' || values.lifecycle !== undefined);
}
