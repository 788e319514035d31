// The addresses of the app. Each screen is a folder under routes/ and is loaded when first needed.
import { createRouter } from 'sv-router';

export const { navigate, route, isActive, p, preload } = createRouter({
	'/': () => import('./routes/home/Home.svelte'),
	'/sign-in': () => import('./routes/sign-in/SignIn.svelte'),
	'/start': () => import('./routes/start/Start.svelte'),
	'/pipelines/:id': () => import('./routes/board/Board.svelte'),
	'/deals': () => import('./routes/list/ListRoute.svelte'),
	'/deals/:id': () => import('./routes/deal/DealPage.svelte'),
	'/leads': () => import('./routes/leads/LeadsRoute.svelte'),
	'/leads/:id': () => import('./routes/record/RecordPage.svelte'),
	'/companies': () => import('./routes/list/ListRoute.svelte'),
	'/companies/:id': () => import('./routes/record/RecordPage.svelte'),
	'/contacts': () => import('./routes/list/ListRoute.svelte'),
	'/contacts/:id': () => import('./routes/record/RecordPage.svelte'),
	'/products': () => import('./routes/list/ListRoute.svelte'),
	'/products/:id': () => import('./routes/record/RecordPage.svelte'),
	'/activities': () => import('./routes/list/ListRoute.svelte'),
	'/activities/:id': () => import('./routes/record/RecordPage.svelte'),
	'/insight': () => import('./routes/insight/Insight.svelte'),
	'/today': () => import('./routes/today/Today.svelte'),
	'/cadences': () => import('./routes/cadences/Cadences.svelte'),
	'/cadences/:id': () => import('./routes/cadences/PlanPage.svelte'),
	'/review': () => import('./routes/review/Review.svelte'),
	'/pipelines': () => import('./routes/home/Home.svelte'),
	'/settings': () => import('./routes/settings/Settings.svelte'),
	'/settings/:page': () => import('./routes/settings/Settings.svelte'),
	'/settings/:page/:id': () => import('./routes/settings/Settings.svelte'),
	'/merge/:plural': () => import('./routes/merge/Merge.svelte'),
	'/import': () => import('./routes/import/Import.svelte'),
	'*': () => import('./routes/home/Lost.svelte'),
});

/** Goes to an address of ours as a link would, with what stands behind its question mark. */
export function goTo(href: string) {
	const { pathname, searchParams } = new URL(href, location.origin);
	void navigate(pathname as '/', { search: Object.fromEntries(searchParams) });
}
