// Where the user is, as the address says: the filter, the instant looked at and the open card all
// live in the URL, so that a link, a reload and the back button find the same page.
import { isDay } from '$lib/day';
import { session } from './session.svelte';
import { navigate, route } from '../../router';

export type PlaceSearch = {
	q?: string | undefined;
	mine?: '1' | undefined;
	closed?: '1' | undefined;
	as_of?: string | undefined;
	deal?: string | undefined;
};

function text(name: keyof PlaceSearch): string | undefined {
	const value = route.search[name];
	return value === undefined || value === '' ? undefined : String(value);
}

class Place {
	readonly pipelineId = $derived(Number(route.params.id) || undefined);
	readonly q = $derived(text('q'));
	readonly mine = $derived(text('mine') === '1');
	readonly closed = $derived(text('closed') === '1');
	readonly asOf = $derived(isDay(text('as_of')) ? text('as_of') : undefined);
	readonly dealId = $derived(Number(text('deal')) || undefined);
	/** Nobody changes the past, and not everybody the present. */
	readonly readOnly = $derived(this.asOf !== undefined || !session.can('sales.write'));

	/** The address with some of its parts changed. */
	search(change: PlaceSearch): Record<string, string> {
		const now = Object.fromEntries(Object.entries(route.search).map(([key, value]) => [key, String(value)]));
		const entries = Object.entries({ ...now, ...change }).filter(([, value]) => value !== undefined && value !== '');
		return Object.fromEntries(entries) as Record<string, string>;
	}

	href(change: PlaceSearch): string {
		const query = new URLSearchParams(this.search(change)).toString();
		return route.pathname + (query ? '?' + query : '');
	}

	/** Goes to the same page with some of its parts changed; `replace` leaves no step to go back. */
	go(change: PlaceSearch, { replace = false } = {}) {
		const to = route.pathname as '/';
		void navigate(to, { search: this.search(change), replace, scrollToTop: false });
	}

	board(pipelineId: number) {
		void navigate('/pipelines/:id', { params: { id: String(pipelineId) }, search: this.search({ deal: undefined }) });
	}
}

export const place = new Place();
