// The addresses of the app. Each screen is a folder under routes/ and is loaded when first needed.
import { createRouter } from 'sv-router';

export const { navigate, route, isActive, p } = createRouter({
	'/': () => import('./routes/home/Home.svelte'),
	'/sign-in': () => import('./routes/sign-in/SignIn.svelte'),
	'/start': () => import('./routes/start/Start.svelte'),
	'/pipelines/:id': () => import('./routes/board/Board.svelte'),
	'/deals': () => import('./routes/list/ListRoute.svelte'),
	'/deals/:id': () => import('./routes/deal/DealPage.svelte'),
	'/leads': () => import('./routes/list/ListRoute.svelte'),
	'/leads/:id': () => import('./routes/record/RecordPage.svelte'),
	'/companies': () => import('./routes/list/ListRoute.svelte'),
	'/companies/:id': () => import('./routes/record/RecordPage.svelte'),
	'/contacts': () => import('./routes/list/ListRoute.svelte'),
	'/contacts/:id': () => import('./routes/record/RecordPage.svelte'),
	'/products': () => import('./routes/list/ListRoute.svelte'),
	'/products/:id': () => import('./routes/record/RecordPage.svelte'),
	'/activities': () => import('./routes/list/ListRoute.svelte'),
	'/activities/:id': () => import('./routes/record/RecordPage.svelte'),
	'/today': () => import('./routes/today/Today.svelte'),
	'/review': () => import('./routes/review/Review.svelte'),
	'/pipelines': () => import('./routes/home/Home.svelte'),
	'/settings': () => import('./routes/settings/Settings.svelte'),
	'/settings/:page': () => import('./routes/settings/Settings.svelte'),
	'/settings/:page/:id': () => import('./routes/settings/Settings.svelte'),
	'/import': () => import('./routes/import/Import.svelte'),
	'*': () => import('./routes/home/Lost.svelte'),
});
