// Every page of the app with the data to look at it: for the tests that look at all of them
// (all_pages.spec.mjs) and for the screenshots (tools/dev/screens.mjs).
import { readFileSync } from 'node:fs';

/** Rows of the demo that pages are about, by the names that addresses below use. */
export async function demoRows(alur) {
	const first = async (path) => (await alur.ask('GET', path)).items[0].id;
	const pipeline = await first('/pipelines');
	// Somebody is in a follow-up plan with it: it has a company, people, and a next step.
	const [{ deal_id: deal, cadence_id: plan }] = (await alur.ask('GET', '/enrollments?deal_id.is=set')).items;
	const [{ contact_id: contact }] = (await alur.ask('GET', `/deal_contacts?deal_id=${deal}`)).items;
	const { company_id: company } = await alur.ask('GET', `/deals/${deal}`);
	return { pipeline, deal, plan, contact, company, lead: await first('/leads?lifecycle=prospect'), product: await first('/products'), activity: await first(`/activities?deal_id=${deal}`) };
}

/** name: of the screenshot; route: in router.ts; at: its address; signedOut: who is not signed in sees it. */
export const pages = [
	{ name: 'sign-in', route: '/sign-in', at: () => '/sign-in', signedOut: true },
	{ name: 'start', route: '/start', at: () => '/start' },
	{ name: 'board', route: '/pipelines/:id', at: (rows) => `/pipelines/${rows.pipeline}` },
	{ name: 'deal-panel', route: '/pipelines/:id', at: (rows) => `/pipelines/${rows.pipeline}?deal=${rows.deal}` },
	{ name: 'board-past', route: '/pipelines/:id', at: (rows) => `/pipelines/${rows.pipeline}?as_of=${monthsAgo(3)}` },
	{ name: 'today', route: '/today', at: () => '/today' },
	{ name: 'leads', route: '/leads', at: () => '/leads' },
	{ name: 'lead', route: '/leads/:id', at: (rows) => `/leads/${rows.lead}` },
	{ name: 'leads-list', route: '/leads', at: () => '/leads?view=list' },
	{ name: 'companies', route: '/companies', at: () => '/companies' },
	{ name: 'company', route: '/companies/:id', at: (rows) => `/companies/${rows.company}` },
	{ name: 'contacts', route: '/contacts', at: () => '/contacts' },
	{ name: 'contact', route: '/contacts/:id', at: (rows) => `/contacts/${rows.contact}` },
	{ name: 'products', route: '/products', at: () => '/products' },
	{ name: 'product', route: '/products/:id', at: (rows) => `/products/${rows.product}` },
	{ name: 'activities', route: '/activities', at: () => '/activities' },
	{ name: 'activity', route: '/activities/:id', at: (rows) => `/activities/${rows.activity}` },
	{ name: 'pipeline-list', route: '/pipelines/:id', at: (rows) => `/pipelines/${rows.pipeline}?view=list` },
	{ name: 'calendar', route: '/pipelines/:id', at: (rows) => `/pipelines/${rows.pipeline}?view=calendar` },
	{ name: 'review', route: '/review', at: () => '/review' },
	{ name: 'deals', route: '/deals', at: () => '/deals' },
	{ name: 'insight', route: '/insight', at: () => '/insight' },
	{ name: 'deal', route: '/deals/:id', at: (rows) => `/deals/${rows.deal}` },
	{ name: 'merge', route: '/merge/:plural', at: (rows) => `/merge/companies?ids=${rows.company},${rows.company + 1}` },
	{ name: 'plans', route: '/cadences', at: () => '/cadences' },
	{ name: 'plan', route: '/cadences/:id', at: (rows) => `/cadences/${rows.plan}` },
	{ name: 'import', route: '/import', at: () => '/import' },
	{ name: 'settings', route: '/settings', at: () => '/settings' },
	...['profile', 'tokens', 'organisation', 'users', 'teams', 'rights', 'pipelines', 'fields', 'forms', 'sources', 'rates'].map((page) => ({ name: `settings-${page}`, route: '/settings/:page', at: () => `/settings/${page}` })),
	{ name: 'settings-pipeline', route: '/settings/:page/:id', at: (rows) => `/settings/pipelines/${rows.pipeline}` },
	{ name: 'lost', route: '*', at: () => '/no/such/page' },
];

/** Addresses that only lead to another page. */
const passages = ['/', '/pipelines'];

/** Routes of the app that no page above shows. */
export function unseenRoutes() {
	const source = readFileSync(new URL('../../web/src/router.ts', import.meta.url), 'utf8');
	const routes = [...source.matchAll(/^\t'([^']+)': /gm)].map((match) => match[1]);
	return routes.filter((route) => !passages.includes(route) && !pages.some((page) => page.route === route));
}

function monthsAgo(count) {
	const day = new Date();
	day.setUTCMonth(day.getUTCMonth() - count);
	return day.toISOString().slice(0, 10);
}

/** Waits until a page has what it shows: nothing is asked of the server any more, nothing loads. */
export async function settled(page) {
	await page.locator('main, [role=main]').first().waitFor();
	await page.waitForFunction(() => !document.querySelector('[aria-busy=true], .skeleton'));
	await page.waitForTimeout(400);
}
