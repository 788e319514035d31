// Activities, changes, attached files and review decisions of a row put into one line of time, the newest first.
import type { Activity, Change } from '$lib/api/types';
import type { Attachment } from '../../files/files.svelte';
import type { Decision } from '../../review/sitting.svelte';

export type Part = 'all' | 'activities' | 'notes' | 'changes';
/** What else than activities and changes belongs into the line. */
export type Beside = { files?: Attachment[] | undefined; agreed?: Decision[] | undefined };
type Kinds = { activity: Activity; change: Change; file: Attachment; agreed: Decision };
type Only<K extends keyof Kinds> = Pick<Kinds, K> & { [Other in Exclude<keyof Kinds, K>]?: undefined };
export type Entry = { key: string; at: string } & (Only<'activity'> | Only<'change'> | Only<'file'> | Only<'agreed'>);

export function entriesOf(part: Part, past: Activity[], history: Change[], { files: attached = [], agreed: decisions = [] }: Beside): Entry[] {
	const activities = past
		.filter((one) => part === 'all' || (part === 'notes' ? one.kind === 'note' : part === 'activities' && one.kind !== 'note'))
		.map((activity): Entry => ({ key: `a${activity.id}`, at: activity.done_at ?? activity.created_at, activity }));
	const withChanges = part === 'all' || part === 'changes';
	const changes = withChanges ? history.map((change): Entry => ({ key: `c${change.id}`, at: change.at, change })) : [];
	const files = withChanges ? attached.map((file): Entry => ({ key: `f${file.id}`, at: file.created_at, file })) : [];
	const agreed = withChanges ? decisions.map((one): Entry => ({ key: `r${one.id}`, at: one.created_at, agreed: one })) : [];
	return [...activities, ...changes, ...files, ...agreed].toSorted((a, b) => b.at.localeCompare(a.at));
}
