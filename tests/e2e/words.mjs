// The app's own words, for tests that find things by what people read: web/src/lib/i18n, as it is.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

const web = createRequire(new URL('../../web/package.json', import.meta.url));

/** All words of one language, as the app has them: `t.today.done`. */
export async function wordsOf(code) {
	const { transpileModule } = web('typescript');
	const source = readFileSync(new URL(`../../web/src/lib/i18n/${code}.ts`, import.meta.url), 'utf8');
	const { outputText } = transpileModule(source, { compilerOptions: { module: 'ESNext', target: 'ES2022' } });
	return (await import(`data:text/javascript,${encodeURIComponent(outputText)}`))[code];
}
