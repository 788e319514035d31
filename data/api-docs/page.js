// Draws /api/docs from /api/v1/openapi.json: operations by chapter, their parameters, bodies, answers
// and an example each; then the schemas. The page's own words are here in both languages; what it says
// of the API is the document's.

const words = {
	en: {
		skip: 'Skip to the operations', find: 'Find', language: 'Language', chapters: 'Chapters',
		loading: 'Loading …', failed: 'The description could not be loaded. Try again.',
		found: (n) => `${n} operations`, parameters: 'Parameters', body: 'Body', answers: 'Answers',
		example: 'Example', schemas: 'Schemas', name: 'Name', where: 'In', type: 'Type', meaning: 'Meaning',
		required: 'required', status: 'Status', open: 'Needs no sign-in.', or: 'or', list: 'list of',
		map: 'by name:', anything: 'anything', places: { query: 'query', path: 'path', header: 'header' },
	},
	id: {
		skip: 'Langsung ke operasi', find: 'Cari', language: 'Bahasa', chapters: 'Bab',
		loading: 'Memuat …', failed: 'Deskripsi tidak dapat dimuat. Coba lagi.',
		found: (n) => `${n} operasi`, parameters: 'Parameter', body: 'Isi', answers: 'Jawaban',
		example: 'Contoh', schemas: 'Skema', name: 'Nama', where: 'Di', type: 'Tipe', meaning: 'Arti',
		required: 'wajib', status: 'Status', open: 'Tanpa masuk.', or: 'atau', list: 'daftar',
		map: 'menurut nama:', anything: 'apa saja', places: { query: 'kueri', path: 'jalur', header: 'header' },
	},
};
const methods = ['get', 'post', 'patch', 'put', 'delete'];

let api;
let language = localStorage.getItem('api-docs-language') ?? (navigator.language.startsWith('id') ? 'id' : 'en');
let t = words[language] ?? words.en;

const byId = (id) => document.getElementById(id);

/** An element with properties and children; nothing is ever taken for HTML. */
function make(tag, properties = {}, ...children) {
	const element = Object.assign(document.createElement(tag), properties);
	element.append(...children.flat(Infinity).filter((child) => child !== undefined && child !== null));
	return element;
}

/** Text with `code` in it. */
const say = (text = '') => text.split('`').map((part, i) => (i % 2 ? make('code', {}, part) : part));

const nameOf = (ref) => ref.split('/').pop();
const follow = (value) =>
	value?.$ref ? value.$ref.slice(2).split('/').reduce((place, name) => place[name], api) : value;

// --- schemas in words ------------------------------------------------------------------------------

function limits(schema) {
	const said = [];
	if (schema.format) said.push(schema.format);
	if (schema.pattern) said.push(schema.pattern);
	if (schema.minimum !== undefined || schema.maximum !== undefined)
		said.push(`${schema.minimum ?? ''}…${schema.maximum ?? ''}`);
	if (schema.minLength !== undefined || schema.maxLength !== undefined)
		said.push(`${schema.minLength ?? 0}…${schema.maxLength ?? ''}`);
	if (schema.maxItems !== undefined) said.push(`≤ ${schema.maxItems}`);
	return said.length > 0 ? ` (${said.join(', ')})` : '';
}

/** What a schema allows, in a line; schemas with a name are links to it. */
function typeOf(schema) {
	if (!schema || Object.keys(schema).length === 0) return [t.anything];
	if (schema.$ref) return [make('a', { href: `#schema-${nameOf(schema.$ref)}` }, nameOf(schema.$ref))];
	const choices = schema.anyOf ?? schema.oneOf ?? schema.allOf;
	if (choices) return choices.flatMap((choice, i) => (i > 0 ? [` ${t.or} `, ...typeOf(choice)] : typeOf(choice)));
	if ('const' in schema) return [JSON.stringify(schema.const)];
	if (schema.enum) return [schema.enum.map((value) => JSON.stringify(value)).join(' | ')];
	const types = [schema.type ?? t.anything].flat();
	const rest = types.includes('null') ? [` ${t.or} null`] : [];
	if (types.includes('array')) return [`${t.list} `, ...typeOf(schema.items), limits(schema), ...rest];
	if (typeof schema.additionalProperties === 'object')
		return [`${t.map} `, ...typeOf(schema.additionalProperties), ...rest];
	return [types.filter((type) => type !== 'null').join('/') + limits(schema), ...rest];
}

function table(heads, rows) {
	const head = make('tr', {}, heads.map((text) => make('th', { scope: 'col' }, text)));
	return make('div', { className: 'wide', tabIndex: 0 },
		make('table', {}, make('thead', {}, head), make('tbody', {}, rows)));
}

function nameCell(name, isRequired) {
	return make('td', {}, make('code', {}, name),
		isRequired ? make('span', { className: 'must' }, ` ${t.required}`) : undefined);
}

function properties(schema) {
	const rows = Object.entries(schema.properties ?? {}).map(([name, member]) =>
		make('tr', {}, nameCell(name, schema.required?.includes(name)), make('td', {}, typeOf(member)),
			make('td', {}, say(member.description))));
	return table([t.name, t.type, t.meaning], rows);
}

/** The members of a schema, below its name where it has one. */
function shown(schema) {
	const whole = follow(schema);
	const name = schema.$ref || !whole.properties ? make('p', {}, make('code', {}, typeOf(schema))) : '';
	return [name, whole.properties ? properties(whole) : ''];
}

// --- an example ------------------------------------------------------------------------------------

const samples = { date: '2026-01-31', 'date-time': '2026-01-31T12:00:00.000Z', email: 'rina@example.com' };

function sample(schema, depth = 0) {
	const it = follow(schema) ?? {};
	const choice = it.anyOf ?? it.oneOf ?? it.allOf;
	if (choice) return sample(choice[0], depth);
	if ('const' in it) return it.const;
	if (it.enum) return it.enum[0];
	const type = [it.type].flat()[0];
	if (type === 'object') return sampleObject(it, depth);
	if (type === 'array') return depth > 3 ? [] : [sample(it.items, depth + 1)];
	if (type === 'integer') return Math.max(1, it.minimum ?? 1);
	if (type === 'number') return 0.5;
	if (type === 'boolean') return true;
	return it.examples?.[0] ?? samples[it.format] ?? (it.pattern?.startsWith('^-?[0-9]') ? '12500000.00' :
		it.pattern === '^[A-Z]{3}$' ? 'IDR' : 'text');
}

/** The members that must be there; where none must, the first. */
function sampleObject(schema, depth) {
	const all = Object.keys(schema.properties ?? {});
	const names = schema.required?.length > 0 ? schema.required : all.slice(0, 1);
	return Object.fromEntries(names.map((name) => [name, sample(schema.properties[name], depth + 1)]));
}

const quoted = (text) => `'${text.replaceAll("'", "'\\''")}'`;

function curl(method, path, operation) {
	const address = path.replace('{id}', '1').replace('{name}', 'deals');
	const must = (operation.parameters ?? []).map(follow).filter((p) => p.in === 'query' && p.required);
	const query = must.map((p) => `${p.name}=${encodeURIComponent(sample(p.schema))}`).join('&');
	const lines = [`curl ${method === 'get' ? '' : `-X ${method.toUpperCase()} `}${quoted(location.origin + address + (query && `?${query}`))}`];
	if (operation.security?.length !== 0) lines.push('-H "Authorization: Bearer $TOKEN"');
	const [type, content] = Object.entries(operation.requestBody?.content ?? {})[0] ?? [];
	if (type) lines.push(`-H 'Content-Type: ${type}'`);
	if (type === 'application/json') lines.push(`-d ${quoted(JSON.stringify(sample(content.schema)))}`);
	else if (type) lines.push('--data-binary @FILE');
	return lines.join(' \\\n  ');
}

// --- operations ------------------------------------------------------------------------------------

function parameterRows(operation) {
	return (operation.parameters ?? []).map(follow).map((p) =>
		make('tr', {}, nameCell(p.name, p.required), make('td', {}, t.places[p.in]),
			make('td', {}, typeOf(p.schema)), make('td', {}, say(p.description))));
}

function answerRows(operation) {
	return Object.entries(operation.responses).map(([status, given]) => {
		const answer = follow(given);
		const content = Object.entries(answer.content ?? {});
		return make('tr', {}, make('td', {}, make('code', {}, status)),
			make('td', {}, content.map(([type, { schema }]) => make('div', {}, make('code', {}, type), ' ', answerType(schema)))),
			make('td', {}, say(answer.description)));
	});
}

/** Lists are written out where they are used: their items say what they are of. */
function answerType(schema) {
	const items = schema.properties?.items;
	return items ? ['{ items: ', ...typeOf(items), ', … }'] : typeOf(schema);
}

function inside(method, path, operation) {
	const parameters = parameterRows(operation);
	const body = operation.requestBody?.content['application/json']?.schema;
	return make('div', { className: 'inside' },
		make('p', {}, say(operation.description), operation.security?.length === 0 ? ` ${t.open}` : ''),
		make('h3', {}, t.example), make('pre', { tabIndex: 0 }, curl(method, path, operation)),
		parameters.length > 0 ? [make('h3', {}, t.parameters), table([t.name, t.where, t.type, t.meaning], parameters)] : [],
		body ? [make('h3', {}, t.body), shown(body)] : [],
		make('h3', {}, t.answers), table([t.status, t.type, t.meaning], answerRows(operation)));
}

/** Drawn when it is opened: there are many, and most are never looked at. */
function folded(id, head, draw) {
	const details = make('details', { id }, make('summary', {}, head));
	details.addEventListener('toggle', () => {
		if (details.open && details.childElementCount === 1) details.append(draw());
	});
	return details;
}

function operationsOf(tag, wanted) {
	return Object.entries(api.paths).flatMap(([path, item]) =>
		methods.filter((method) => item[method]?.tags.includes(tag)).map((method) => ({ path, method, operation: item[method] })))
		.filter(({ path, method, operation }) =>
			`${method} ${path} ${operation.operationId} ${operation.summary}`.toLowerCase().includes(wanted));
}

function drawOperation({ path, method, operation }) {
	const head = [make('span', { className: `method ${method}` }, method.toUpperCase()), make('code', {}, path),
		make('span', { className: 'words' }, operation.summary)];
	return folded(operation.operationId, head, () => inside(method, path, operation));
}

function chapter(id, title, about, children) {
	return make('section', {}, make('h2', { id }, title), make('p', {}, about), children);
}

function drawSchemas(wanted) {
	const found = Object.entries(api.components.schemas).filter(([name]) => name.toLowerCase().includes(wanted));
	return chapter('schemas', t.schemas, '', found.map(([name, schema]) =>
		folded(`schema-${name}`, [make('code', {}, name), make('span', { className: 'words' }, schema.description ?? '')],
			() => make('div', { className: 'inside' }, shown(schema)))));
}

// --- the page --------------------------------------------------------------------------------------

function draw() {
	const wanted = byId('find').value.trim().toLowerCase();
	const chapters = api.tags.map((tag) => ({ tag, found: operationsOf(tag.name, wanted) })).filter(({ found }) => found.length > 0);
	const main = byId('operations');

	byId('version').textContent = api.info.version;
	byId('state').textContent = t.found(chapters.reduce((sum, { found }) => sum + found.length, 0));
	byId('chapters').replaceChildren(...chapters.map(({ tag }) => make('a', { href: `#tag-${tag.name}` }, tag.name)),
		make('a', { href: '#schemas' }, t.schemas));
	main.replaceChildren(byId('state'), make('p', {}, say(api.info.description)),
		...chapters.map(({ tag, found }) => chapter(`tag-${tag.name}`, tag.name, tag.description ?? '', found.map(drawOperation))),
		drawSchemas(wanted));
	openNamed();
}

/** Opens what the address names, also when a link on the page is followed. */
function openNamed() {
	const named = location.hash ? byId(decodeURIComponent(location.hash.slice(1))) : null;
	if (named instanceof HTMLDetailsElement) named.open = true;
	named?.scrollIntoView();
}

function speak(chosen) {
	language = chosen;
	t = words[language];
	localStorage.setItem('api-docs-language', language);
	document.documentElement.lang = language;
	for (const element of document.querySelectorAll('[data-words]')) element.textContent = t[element.dataset.words];
	for (const element of document.querySelectorAll('[data-label]')) element.setAttribute('aria-label', t[element.dataset.label]);
	for (const button of document.querySelectorAll('[data-language]'))
		button.setAttribute('aria-pressed', String(button.dataset.language === language));
	if (api) draw();
}

for (const button of document.querySelectorAll('[data-language]'))
	button.addEventListener('click', () => speak(button.dataset.language));
byId('find').addEventListener('input', () => api && draw());
addEventListener('hashchange', openNamed);

speak(words[language] ? language : 'en');
byId('state').textContent = t.loading;
try {
	const answer = await fetch('/api/v1/openapi.json');
	if (!answer.ok) throw new Error(answer.statusText);
	api = await answer.json();
	draw();
} catch {
	byId('state').textContent = t.failed;
}
