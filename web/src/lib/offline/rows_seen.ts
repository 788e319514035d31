// The rows that were shown since the app was opened, as the program gave them: what a change is compared
// with later, and what stands in for a row that was never read alone. Bounded; the oldest go first.
import { readPath } from './entry';
import type { Fields } from './merge';

const most = 4000;

type SeenRow = Fields & { id: number };
type Named = { id: number; name: string };
type SeenCard = SeenRow & { company?: Named | null; owner?: Named | null };

class RowsSeen {
	readonly #rows = new Map<string, SeenRow>();
	/** Those of which only a card of the board, or a name, was seen. */
	readonly #partial = new Set<string>();

	/** Learns the rows of an answer, whatever it was. */
	learn(path: string, answer: unknown) {
		const { plural, id, verb } = readPath(path);
		const { items, stages, pipeline, days } = (answer ?? {}) as { items?: SeenRow[]; days?: { largest: SeenRow[] }[]; pipeline?: { id: number }; stages?: { id: number; deals: SeenCard[] }[] };
		if (verb === 'board') for (const stage of stages ?? []) for (const card of stage.deals) this.#learnCard(card, { stage_id: stage.id, pipeline_id: pipeline?.id });
		else if (verb === 'calendar') for (const day of days ?? []) for (const deal of day.largest) this.#learnClosing(deal, id);
		else if (verb === undefined && id === undefined && Array.isArray(items)) for (const row of items) this.#put(plural, row);
		else if (answer && 'revision' in (answer as object)) this.#put(plural, answer as SeenRow);
	}

	get(plural: string, id: number): SeenRow | undefined {
		return this.#rows.get(`${plural}:${id}`);
	}

	/** All of the row, not only what a card of the board shows of it. */
	whole(plural: string, id: number): SeenRow | undefined {
		return this.#partial.has(`${plural}:${id}`) ? undefined : this.get(plural, id);
	}

	forget() {
		this.#rows.clear();
		this.#partial.clear();
	}

	/** A card says less than a row, and a row that is older than its card is one no more. */
	#learnCard({ company, owner, warnings: _, ...card }: SeenCard, place: { stage_id: number; pipeline_id: number | undefined }) {
		for (const [plural, name] of [['companies', company], ['users', owner]] as const)
			if (name && !this.get(plural, name.id)) this.#put(plural, name, true);
		const known = this.whole('deals', card.id);
		const isSame = known?.revision === card.revision;
		this.#put('deals', { ...(isSame ? known : {}), ...card, ...place, company_id: company?.id ?? null, owner_id: owner?.id ?? null }, !isSame);
	}

	/** A closing says less, too. */
	#learnClosing(deal: SeenRow, pipelineId: number | undefined) {
		if (this.get('deals', deal.id)?.revision !== deal.revision) this.#put('deals', { ...deal, pipeline_id: pipelineId }, true);
	}

	#put(plural: string, row: SeenRow, isPartial = false) {
		const key = `${plural}:${row.id}`;
		if (isPartial) this.#partial.add(key);
		else this.#partial.delete(key);
		this.#rows.delete(key);
		this.#rows.set(key, row);
		if (this.#rows.size <= most) return;
		for (const first of this.#rows.keys()) {
			this.#rows.delete(first);
			this.#partial.delete(first);
			break;
		}
	}
}

export const rowsSeen = new RowsSeen();
