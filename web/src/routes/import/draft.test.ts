import { expect, test, vi } from 'vitest';

type Order = { map?: string };

vi.mock('$lib/api/client', () => ({ call: async () => ({ items: [{ id: 3, name: 'Sales' }, { id: 4, name: 'Export' }] }), hooks: {} }));
vi.mock('$lib/state/last_pipeline', () => ({ lastPipeline: { get: () => undefined } }));
vi.mock('$lib/state/names.svelte', () => ({ names: { stages: async () => [], stagesOf: new Map() } }));
vi.mock('$lib/state/session.svelte', () => ({ session: { can: () => true } }));
vi.mock('$lib/i18n/index.svelte', () => ({ t: { settings: { import: { newPipelineName: 'New' } } } }));
vi.mock('./import_api.svelte', () => ({
	SentFile: class {
		readonly file: File;

		constructor(file: File) {
			this.file = file;
		}

		async preview({ map }: Order) {
			const field = map && 'Pipeline' in JSON.parse(map) ? JSON.parse(map).Pipeline : 'pipeline';
			const headers = [{ header: 'Pipeline', samples: [], columns: field ? [field] : [] }];
			return { import: { kind: 'deals' }, problems: [], survey: { headers, stages: [], columns: [] } };
		}
	},
}));

const { ImportDraft } = await import('./draft.svelte');

test('a column of pipelines goes where the user sends it, also when all deals go into one pipeline', async () => {
	const draft = new ImportDraft(new File(['Pipeline\nA\n'], 'a.csv'));
	await draft.recognise();
	await draft.stages!.go(4);
	await draft.look();
	await draft.send('Pipeline', 'source');
	expect(draft.preview!.survey!.headers[0]!.columns).toEqual(['source']);
});
