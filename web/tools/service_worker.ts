// The part of the build that makes dist/sw.js from src/service_worker.js: it writes into it the names of
// all files of this version, and a version that changes when any of them does.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'vite';

export function serviceWorker(root: string): Plugin {
	const source = join(root, 'src/service_worker.js');
	return {
		name: 'alur-service-worker',
		apply: 'build',
		buildStart() {
			this.addWatchFile(source);
		},
		generateBundle(_, bundle) {
			const shared = readdirSync(join(root, 'public')).sort();
			const built = Object.keys(bundle).filter((name) => name !== 'index.html').sort();
			// Comments are for those who read the source.
			const text = readFileSync(source, 'utf8').replace(/^\s*(\/\/|\/\*\*|\*).*\n/gm, '');
			const version = createHash('sha256').update(text).update(JSON.stringify(built));
			version.update(readFileSync(join(root, 'index.html')));
			for (const name of shared) version.update(readFileSync(join(root, 'public', name)));
			const files = ['/', ...built.map((name) => '/' + name), ...shared.map((name) => '/' + name)];
			this.emitFile({
				type: 'asset',
				fileName: 'sw.js',
				source: text.replace('__VERSION__', version.digest('hex').slice(0, 16)).replace('__FILES__', JSON.stringify(files)),
			});
		},
	};
}
