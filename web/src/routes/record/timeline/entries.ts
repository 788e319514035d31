// Activities and changes of a row put into one line of time, the newest first.
import type { Activity, Change } from '$lib/api/types';

export type Part = 'all' | 'activities' | 'notes' | 'changes';
export type Entry = { key: string; at: string } & ({ activity: Activity; change?: undefined } | { change: Change; activity?: undefined });

export function entriesOf(part: Part, past: Activity[], history: Change[]): Entry[] {
	const activities = past
		.filter((one) => part === 'all' || (part === 'notes' ? one.kind === 'note' : part === 'activities' && one.kind !== 'note'))
		.map((activity): Entry => ({ key: `a${activity.id}`, at: activity.done_at ?? activity.created_at, activity }));
	const changes = part === 'all' || part === 'changes' ? history.map((change): Entry => ({ key: `c${change.id}`, at: change.at, change })) : [];
	return [...activities, ...changes].toSorted((a, b) => b.at.localeCompare(a.at));
}
