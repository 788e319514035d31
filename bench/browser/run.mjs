// The browser's figures: `run.mjs DATABASE TOKEN [NAME...]`, all without a name. `./dev bench browser` calls it on a
// copy of the large database, since cards are moved. What each figure is: docs/benchmarks.md.
import { frames, memory, moves, nodes } from './board.mjs';
import { lighthouse } from './lighthouse.mjs';
import { pages, usable, weight } from './loading.mjs';
import { Bench } from './window.mjs';

const figures = { weight, usable, frames, moves, nodes, pages, memory, lighthouse };
const [path, token, ...asked] = process.argv.slice(2);
const unknown = asked.filter((name) => !figures[name]);
if (!token || unknown.length > 0) {
	console.error(`run.mjs DATABASE TOKEN [NAME...]; there are: ${Object.keys(figures).join(', ')}`);
	process.exit(2);
}

const bench = new Bench();
try {
	await bench.start(path, token);
	for (const name of asked.length > 0 ? asked : Object.keys(figures)) await figures[name](bench);
} finally {
	await bench.stop();
}
