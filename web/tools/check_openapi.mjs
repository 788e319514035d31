// Checks what `alur openapi` prints, as TAP: against the schema of OpenAPI 3.1 (swagger-parser), against
// the rules of Redocly's linter, and that the app's types and tables are made from it.
//   npm run openapi       (asks ../build/alur, or the program that ALUR_BIN names)
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import SwaggerParser from '@apidevtools/swagger-parser';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { document, made } from './types.mjs';

// Redocly's recommended rules, as errors, but for:
const config = await createConfig({
	extends: ['recommended-strict'],
	rules: {
		// The document comes from the server that it describes, whatever host that has.
		'no-empty-servers': 'error',
		// Signing in and the program's own pages need no credentials: they say `security: []`.
		'security-defined': 'error',
		// Health and documentation pages answer nothing but success; `default` covers the rest.
		'operation-4xx-response': 'off',
		// Beyond the recommended ones: names that clients are generated from.
		'operation-operationId': 'error',
		'operation-operationId-unique': 'error',
		'operation-operationId-url-safe': 'error',
		'operation-parameters-unique': 'error',
		'operation-tag-defined': 'error',
		'path-parameters-defined': 'error',
		'paths-kebab-case': 'off', // resources are snake_case, as API.md has them
		'no-invalid-schema-examples': 'error',
		'no-unused-components': 'error',
	},
});

let number = 0;
let failed = 0;

async function check(name, problems) {
	const found = await problems();
	number += 1;
	failed += found.length > 0 ? 1 : 0;
	console.log(`${found.length > 0 ? 'not ok' : 'ok'} ${number} - ${name}`);
	for (const problem of found.slice(0, 20)) console.log(`# ${problem}`);
}

await check('the document is valid OpenAPI 3.1', async () => {
	try {
		await SwaggerParser.validate(JSON.parse(document));
		return [];
	} catch (error) {
		return String(error.message).split('\n');
	}
});

await check("the document passes Redocly's rules", async () => {
	const problems = await lintFromString({ source: document, absoluteRef: 'openapi.json', config });
	return problems.map((problem) => {
		const where = problem.location[0]?.pointer ?? '';
		return `${problem.ruleId}: ${problem.message.replaceAll('\n', ' ')} (${where})`;
	});
});

for (const { file, make } of made)
	await check(`${basename(file)} is made from it (npm run types)`, async () =>
		(await make()) === readFileSync(file, 'utf8') ? [] : ['it differs: run `npm run types`'],
	);

console.log(`1..${number}`);
process.exitCode = failed > 0 ? 1 : 0;
