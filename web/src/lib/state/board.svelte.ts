// One board as it is loaded: its columns page by page, moves in flight, and what to load anew when
// something has changed. What a move asks of the user is decided in moves.svelte.ts.
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import type { BoardStage, Card, Deal, Move } from '$lib/api/types';
import { SvelteMap } from 'svelte/reactivity';
import type { BoardOrder } from './board_order.svelte';
import { ColumnWindow } from './column_window';
import { addDays, instantOf, today } from '$lib/day';
import { landingIndex } from './landing';
import { names } from './names.svelte';
import { session } from './session.svelte';
import { findCard, withMoves, type Column, type PendingMove } from './board_view';

export type BoardQuery = {
	pipelineId: number;
	asOf?: string | undefined;
	ownerId?: number | undefined;
	teamId?: number | undefined;
	q?: string | undefined;
	closed?: boolean;
	/** Filters of deals as the API writes them: `amount.gte` → `1000`. */
	filters?: Record<string, string>;
	sort?: BoardOrder | undefined;
	/** What cards show only where it is asked for: `contact,custom.region`. */
	fields?: string | undefined;
};

const pageSize = 50;
const refreshPage = 200;
/** A view can stand over the border of two pages, and a page that many cards have come into is loaded in two. */
const mostInView = 4;

export class Board {
	readonly query: BoardQuery;
	name = $state('');
	columns = $state.raw<Column[]>([]);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	/** Where the reader was, so that coming back finds the page as it was left. */
	readonly scroll = new Map<number, number>();
	visibleStage = $state<number>();
	landed = $state<number>();
	readonly pending = new SvelteMap<number, PendingMove>();
	readonly shown = $derived(withMoves(this.columns, this.pending.values(), (column, card) => this.landing(column, card)));
	readonly #loading = new Set<number>();
	readonly #window = new ColumnWindow();
	/** The places in view, by stage. */
	readonly #views = new Map<number, { first: number; last: number }>();
	readonly #renewing = new Set<number>();
	/** Answers may overtake each other: one that was asked for before what is shown is dropped. */
	#clock = 0;
	readonly #shownSince = new Map<number, number>();

	/** Where a card will stand in a column: the last closed first, otherwise in the order of the board. */
	landing(column: Column, card: Card): number {
		if (column.kind !== 'open' && (this.query.sort ?? 'urgency') === 'urgency') return 0;
		const zone = session.zone;
		return landingIndex(column.deals, card, this.query.sort, instantOf(addDays(today(zone), 1), '00:00', zone));
	}

	constructor(query: BoardQuery) {
		this.query = query;
	}

	async load() {
		const asked = ++this.#clock;
		try {
			const board = await this.#fetch({ limit: pageSize });
			const deeper = this.columns.filter((column) => column.deals.length > pageSize);
			this.name = board.pipeline.name;
			for (const stage of board.stages) this.#window.mark(stage);
			this.columns = board.stages.map((stage) => this.#newer(stage, asked, deeper));
			this.loaded = true;
			this.error = undefined;
			await Promise.all(deeper.map((column) => this.#refreshStage(column.id)));
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	/** Shows the same board as of another day. */
	async seek(day: string) {
		this.query.asOf = day;
		await this.load();
	}

	/** The next page of a column. Harmless to call while one is under way. */
	async loadMore(stageId: number) {
		const column = this.column(stageId);
		if (!column?.next || this.#loading.has(stageId)) return;
		this.#loading.add(stageId);
		try {
			const board = await this.#fetch({ stage_id: stageId, cursor: column.next, limit: pageSize });
			const page = board.stages.find((stage) => stage.id === stageId);
			if (page && this.column(stageId) === column) this.#append(column, page);
		} finally {
			this.#loading.delete(stageId);
		}
	}

	/** Says which places of a column are in view; what is old there is loaded anew. */
	look(stageId: number, first: number, last: number) {
		this.#views.set(stageId, { first, last });
		void this.#renewInView(stageId).catch(() => {});
	}

	/** Loads the named columns anew near their views; all columns when none is named. What cannot
	 *  be loaded now stays as it is: the stream of changes tells when the connection is back. */
	async refresh(stageIds?: Iterable<number>) {
		if (!this.loaded || !stageIds) return this.load();
		await Promise.all([...new Set(stageIds)].map((id) => this.#refreshStage(id).catch(() => {})));
	}

	/** Shows the move at once, and for good when the program agrees. Throws its refusal. */
	async move(id: number, body: Move, send: () => Promise<Deal>): Promise<Deal> {
		const found = findCard(this.shown, id);
		const from = found?.column.id;
		if (found) this.pending.set(id, { card: found.card, from: found.column.id, to: body.stage_id, amount: body.amount });
		try {
			const deal = await send();
			this.#settle(id, deal.revision);
			this.landed = id;
			void this.refresh(from === undefined ? [body.stage_id] : [from, body.stage_id]);
			return deal;
		} catch (error) {
			this.pending.delete(id);
			throw error;
		}
	}

	/** Shows many moves at once, and for good those that the program did not refuse. */
	async moveAll<T extends { id: number }>(ids: readonly number[], to: number, send: () => Promise<T[]>): Promise<T[]> {
		const shown = this.shown;
		const found = ids.map((id) => findCard(shown, id)).filter((one) => one !== undefined);
		for (const { card, column } of found) this.pending.set(card.id, { card, from: column.id, to });
		let refused: T[] | undefined;
		try {
			return (refused = await send());
		} finally {
			for (const { card } of found) {
				if (refused?.every(({ id }) => id !== card.id)) this.#settle(card.id);
				else this.pending.delete(card.id);
			}
		}
	}

	async add(stageId: number, title: string, amount: string | null, companyId?: number): Promise<Deal> {
		const deal = await call('post', '/deals', {
			body: { title, pipeline_id: this.query.pipelineId, stage_id: stageId, ...(amount ? { amount } : {}), ...(companyId ? { company_id: companyId } : {}) },
		});
		this.landed = deal.id;
		await this.refresh([stageId]);
		return deal;
	}

	/** A deal as a change of it was answered: its card says so at once, and what was asked for before does not
	 *  bring the old one back. */
	know({ id, revision, title, amount, currency, expected_close, owner_id }: Deal) {
		const found = findCard(this.columns, id);
		if (!found) return;
		const owner = owner_id === found.card.owner?.id ? found.card.owner : owner_id === null ? null : { id: owner_id, name: names.name('user', owner_id) ?? '' };
		const card: Card = { ...found.card, revision, title, amount, currency, expected_close, owner };
		this.#shownSince.set(found.column.id, ++this.#clock);
		this.#replace({ ...found.column, deals: found.column.deals.with(found.index, card) });
	}

	/** Whether some deals may be left out, so that an empty column does not say that there are none. */
	get filtered(): boolean {
		const { ownerId, teamId, q, filters } = this.query;
		return Boolean(ownerId || teamId || q || Object.keys(filters ?? {}).length > 0);
	}

	column(stageId: number): Column | undefined {
		return this.columns.find((column) => column.id === stageId);
	}

	stageOf(dealId: number): number | undefined {
		return findCard(this.columns, dealId)?.column.id;
	}

	#settle(id: number, revision?: number) {
		const shown = this.pending.get(id);
		this.pending.delete(id);
		if (!shown) return;
		const move = revision === undefined ? shown : { ...shown, card: { ...shown.card, revision } };
		this.columns = withMoves(this.columns, [move], (column, card) => this.landing(column, card));
		for (const stageId of [move.from, move.to]) this.#shownSince.set(stageId, ++this.#clock);
	}

	#fetch(page: { stage_id?: number; cursor?: string; limit: number }) {
		const { pipelineId, asOf, ownerId, teamId, q, closed, filters, sort, fields } = this.query;
		return call('get', '/pipelines/{id}/board', {
			path: { id: pipelineId },
			query: { ...filters, ...(ownerId ? { owner_id: ownerId } : {}), ...page, as_of: asOf, team_id: teamId, q, sort, fields, closed: closed ? true : undefined },
		});
	}

	/** What of a whole board's answer is shown: a column that was scrolled deeper keeps its cards
	 *  until they have been loaded again too. */
	#newer(stage: BoardStage, asked: number, deeper: Column[]): Column {
		const old = this.column(stage.id);
		if (old && !this.#isNews(stage.id, asked)) return old;
		return old && deeper.includes(old) ? { ...stage, deals: old.deals, next: old.next } : stage;
	}

	#isNews(stageId: number, asked: number): boolean {
		if (asked < (this.#shownSince.get(stageId) ?? 0)) return false;
		this.#shownSince.set(stageId, asked);
		return true;
	}

	async #refreshStage(stageId: number) {
		const fresh = await this.#renew(stageId, this.#views.get(stageId)?.first ?? 0);
		const column = this.column(stageId);
		if (!fresh || !column) return;
		this.#window.age(column, fresh);
		await this.#renewInView(stageId);
	}

	async #renewInView(stageId: number) {
		if (this.#renewing.has(stageId)) return;
		this.#renewing.add(stageId);
		try {
			for (let pages = 0; pages < mostInView; pages++) {
				const old = this.#oldInView(stageId);
				if (old === undefined || !(await this.#renew(stageId, old))) return;
			}
		} finally {
			this.#renewing.delete(stageId);
		}
	}

	#oldInView(stageId: number): number | undefined {
		const [column, view] = [this.column(stageId), this.#views.get(stageId)];
		return column && view && this.#window.oldIn(column, view.first, view.last);
	}

	/** Loads the page anew in which a place of a column stands. Returns its cards, if they are shown. */
	async #renew(stageId: number, index: number): Promise<readonly Card[] | undefined> {
		const asked = ++this.#clock;
		const column = this.column(stageId);
		const depth = column?.deals.length ?? 0;
		const from = column && depth > refreshPage ? this.#window.pageOf(column, index) : {};
		const limit = Math.min(refreshPage, Math.max(pageSize, depth));
		const board = await this.#fetch({ stage_id: stageId, limit, ...(from.cursor ? { cursor: from.cursor } : {}) });
		const page = board.stages.find((stage) => stage.id === stageId);
		const now = this.column(stageId);
		if (!page || !now || !this.#isNews(stageId, asked)) return undefined;
		const fresh = this.#window.renew(now, from, page);
		// The column ends before the view by now: it is shown from its top again.
		if (!fresh) return this.#fromTop(stageId);
		this.#replace(fresh);
		return page.deals;
	}

	async #fromTop(stageId: number): Promise<readonly Card[] | undefined> {
		const asked = ++this.#clock;
		const board = await this.#fetch({ stage_id: stageId, limit: pageSize });
		const page = board.stages.find((stage) => stage.id === stageId);
		if (!page || !this.#isNews(stageId, asked)) return undefined;
		this.#window.mark(page);
		this.#replace(page);
		return page.deals;
	}

	#append(column: Column, page: BoardStage) {
		this.#window.mark(page);
		const known = new Set(column.deals.map((card) => card.id));
		const more = page.deals.filter((card) => !known.has(card.id));
		this.#replace({ ...page, deals: [...column.deals, ...more] });
	}

	#replace(fresh: Column) {
		this.columns = this.columns.map((column) => (column.id === fresh.id ? { ...column, ...fresh } : column));
	}
}
