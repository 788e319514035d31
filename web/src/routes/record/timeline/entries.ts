// Activities, changes and attached files of a row put into one line of time, the newest first.
import type { Activity, Change } from '$lib/api/types';
import type { Attachment } from '../../files/files.svelte';

export type Part = 'all' | 'activities' | 'notes' | 'changes';
export type Entry = { key: string; at: string } & ({ activity: Activity; change?: undefined; file?: undefined } | { change: Change; activity?: undefined; file?: undefined } | { file: Attachment; activity?: undefined; change?: undefined });

export function entriesOf(part: Part, past: Activity[], history: Change[], attached: Attachment[]): Entry[] {
	const activities = past
		.filter((one) => part === 'all' || (part === 'notes' ? one.kind === 'note' : part === 'activities' && one.kind !== 'note'))
		.map((activity): Entry => ({ key: `a${activity.id}`, at: activity.done_at ?? activity.created_at, activity }));
	const withChanges = part === 'all' || part === 'changes';
	const changes = withChanges ? history.map((change): Entry => ({ key: `c${change.id}`, at: change.at, change })) : [];
	const files = withChanges ? attached.map((file): Entry => ({ key: `f${file.id}`, at: file.created_at, file })) : [];
	return [...activities, ...changes, ...files].toSorted((a, b) => b.at.localeCompare(a.at));
}
