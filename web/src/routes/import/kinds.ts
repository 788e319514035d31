// The kinds of rows that a file may have, for whoever is signed in; where they are seen afterwards.
import { session } from '$lib/state/session.svelte';
import { columnsOf } from './import_api.svelte';

/** What others than whoever may import is needed for. */
const rights: Record<string, string> = { users: 'people.write', products: 'pipeline.write', teams: 'people.write', pipelines: 'pipeline.write', stages: 'pipeline.write' };

/** Rows, or what comes along with them: people, products, stages. */
export function mayMake(what: string): boolean {
	return session.can(rights[what] ?? 'sales.write');
}

/** One that a file was recognised as is named in any case: the page says why it cannot come in. */
export function kindsFor(chosen: string): string[] {
	return Object.keys(columnsOf).filter((kind) => kind === chosen || mayMake(kind));
}

/** The page that shows rows of a kind. */
export function pageOf(kind: string): string {
	if (kind === 'users') return '/settings/users';
	return ['deal-lines', 'deal-contacts', 'stage-history'].includes(kind) ? '/deals' : `/${kind}`;
}
