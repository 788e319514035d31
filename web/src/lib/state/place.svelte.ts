// Where the user is, as the address says: the filter, the instant looked at and the open card all
// live in the URL, so that a link, a reload and the back button find the same page.
import { isDay, today } from '$lib/day';
import { session } from './session.svelte';
import { navigate, route } from '../../router';

/** Parts of the address; undefined takes one away. */
export type PlaceSearch = Record<string, string | undefined>;

export type AsOfFault = { kind: 'invalid' | 'future'; text: string };

const layouts = ['board', 'list', 'calendar'] as const;
export type Layout = (typeof layouts)[number];

/** Parts of an address that leave no deal out. */
const noFilter = ['view', 'month', 'sort', 'as_of', 'deal', 'saved', 'closed'];

function text(name: string): string | undefined {
	const value = route.search[name];
	return value === undefined || value === '' ? undefined : String(value);
}

class Place {
	readonly pipelineId = $derived(route.pathname.startsWith('/pipelines/') ? Number(route.params.id) || undefined : undefined);
	readonly q = $derived(text('q'));
	readonly mine = $derived(text('mine') === '1');
	readonly team = $derived(text('team') === '1');
	readonly closed = $derived(text('closed') === '1');
	/** How the pipeline is seen. */
	readonly layout = $derived(layouts.find((one) => one === text('view')) ?? 'board');
	readonly #asOfText = $derived(text('as_of'));
	/** A day that does not exist or is still to come leads to no past: the page shows today and says so. */
	readonly asOfFault = $derived.by((): AsOfFault | undefined => {
		if (this.#asOfText === undefined) return undefined;
		if (!isDay(this.#asOfText)) return { kind: 'invalid', text: this.#asOfText };
		return this.#asOfText > today(session.zone) ? { kind: 'future', text: this.#asOfText } : undefined;
	});
	readonly asOf = $derived(this.asOfFault ? undefined : this.#asOfText);
	readonly dealId = $derived(Number(text('deal')) || undefined);
	/** Nobody changes the past, and not everybody the present. */
	readonly readOnly = $derived(this.asOf !== undefined || !session.can('sales.write'));

	/** A part of the address; undefined where it is not there. */
	text(name: string): string | undefined {
		return text(name);
	}

	/** Where the address is on its way to: a second quick change builds on the first. */
	#going: { path: string; search: Record<string, string> } | undefined;

	/** The address with some of its parts changed. */
	search(change: PlaceSearch): Record<string, string> {
		const [path, search] = [route.pathname, route.search];
		const base = this.#going?.path === path ? this.#going.search : search;
		const now = Object.fromEntries(Object.entries(base).map(([key, value]) => [key, String(value)]));
		const entries = Object.entries({ ...now, ...change }).filter(([, value]) => value !== undefined && value !== '');
		return Object.fromEntries(entries) as Record<string, string>;
	}

	href(change: PlaceSearch): string {
		const query = new URLSearchParams(this.search(change)).toString();
		return route.pathname + (query ? '?' + query : '');
	}

	/** Goes to the same page with some of its parts changed; `replace` leaves no step to go back. */
	async go(change: PlaceSearch, { replace = false } = {}) {
		const going = (this.#going = { path: route.pathname, search: this.search(change) });
		await navigate(going.path as '/', { search: going.search, replace, scrollToTop: false });
		if (this.#going === going) this.#going = undefined;
	}

	/** What takes every filter off. */
	withoutFilters(): PlaceSearch {
		return Object.fromEntries(Object.keys(route.search).filter((name) => !noFilter.includes(name)).map((name) => [name, undefined]));
	}

	/** The same page without any filter or view. */
	bare() {
		void navigate(route.pathname as '/', { search: {}, scrollToTop: false });
	}

	board(pipelineId: number) {
		void navigate('/pipelines/:id', { params: { id: String(pipelineId) }, search: this.search({ deal: undefined, saved: undefined }) });
	}
}

export const place = new Place();
