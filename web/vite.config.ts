// How the app is built. The program embeds web/dist, so everything is a file with a hashed name
// and nothing is inline: its Content-Security-Policy allows neither inline scripts nor eval.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';
import { serviceWorker } from './tools/service_worker.ts';

const program = process.env.ALUR_URL ?? 'http://127.0.0.1:8787';

export default defineConfig({
	plugins: [svelte(), serviceWorker(fileURLToPath(new URL('.', import.meta.url)))],
	resolve: { alias: { $lib: fileURLToPath(new URL('./src/lib', import.meta.url)) } },
	build: {
		target: 'es2022',
		assetsInlineLimit: 0,
		modulePreload: { polyfill: false },
		reportCompressedSize: false,
		rolldownOptions: {
			output: {
				codeSplitting: {
					// What every page begins with is one file, and the board with what it has in common with other pages
					// another: two are packed better than fifty small ones, and need fewer rounds to the program.
					groups: [
						{ name: 'app', tags: ['$initial'], priority: 2 },
						{ name: 'board', test: /routes[\\/]board[\\/]Board\.svelte$/, priority: 1 },
					],
				},
			},
		},
	},
	server: { proxy: { '/api': program } },
	test: { include: ['src/**/*.test.ts'] },
});
