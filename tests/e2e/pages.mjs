// Every page of the app with the data to look at it: for the tests that look at all of them
// (all_pages.spec.mjs) and for the screenshots (tools/dev/screens.mjs).
import { readFileSync } from 'node:fs';

/** Rows that pages are about, by the names that addresses below use: the demo's, and what that has none of. */
export async function demoRows(alur) {
	const first = async (path) => (await alur.ask('GET', path)).items[0]?.id;
	const make = async (path, body) => (await alur.ask('POST', path, body)).id;
	const pipeline = await first('/pipelines');
	const { stages } = await alur.ask('GET', `/pipelines/${pipeline}/board`);
	const deal = stages.find((stage) => stage.deals.length > 0).deals[0].id;
	const company = await first('/companies');
	const contact = (await first('/contacts')) ?? (await make('/contacts', { name: 'Sri Rahayu', job_title: 'Kepala pengadaan', email: 'sri@contoh.example', phone: '+62 811 2345 678', company_id: company }));
	for (const [name, company_name, email] of leads) await make('/leads', { name, company_name, email });
	for (const [kind, subject, hours] of steps) await make('/activities', { kind, subject, deal_id: deal, due_at: new Date(Date.now() + hours * 3_600_000).toISOString() });
	return { pipeline, deal, company, contact, lead: await first('/leads'), product: await first('/products'), activity: await first('/activities') };
}

const leads = [
	['Rina Hartono', 'CV Sinar Terang', 'rina@sinarterang.example'],
	['Joko Susilo', 'PT Baja Nusantara', 'joko@bajanusantara.example'],
	['Maria Tanujaya', 'Toko Buku Cakrawala', 'maria@cakrawala.example'],
];
const steps = [
	['call', 'Talk through the offer', -20],
	['whatsapp', 'Ask when the board meets', 3],
	['meeting', 'Visit with the engineers', 50],
];

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
	{ name: 'plan', route: '/cadences/:id', at: () => '/cadences/new' },
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
