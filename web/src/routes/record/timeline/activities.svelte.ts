// The activities of one row: what is planned and what was done, and how they change. What else has
// happened to the row is its history (lib/state/record).
import { call } from '$lib/api/client';
import type { ApiError } from '$lib/api/problem';
import type { Activity } from '$lib/api/types';
import type { EntityName } from '$lib/fields/entity';
import { t } from '$lib/i18n/index.svelte';
import { Answers } from '$lib/state/answers';
import type { LiveChange } from '$lib/state/live.svelte';
import { toasts } from '$lib/state/toasts.svelte';
import { offerUndo } from '$lib/state/undo';

export type ActivityKind = Activity['kind'];
/** What a form gives: only what the user may set. */
export type ActivityBody = Partial<Pick<Activity, 'kind' | 'subject' | 'note' | 'due_at' | 'done_at' | 'minutes' | 'reply'>>;

export const kinds: ActivityKind[] = ['call', 'whatsapp', 'meeting', 'email', 'task', 'note'];

const page = 100;
const withActivities = ['deal', 'lead', 'company', 'contact'] as const;
type Subject = (typeof withActivities)[number];

export function hasActivities(entity: EntityName): entity is Subject {
	return (withActivities as readonly string[]).includes(entity);
}

export class Activities {
	items = $state.raw<Activity[]>([]);
	next = $state<string | null>(null);
	loaded = $state(false);
	error = $state.raw<ApiError>();
	/** What is still to be done, the nearest first; notes are never to be done. */
	readonly planned = $derived(this.items.filter((one) => !one.done_at && one.kind !== 'note').toSorted((a, b) => (a.due_at ?? '9').localeCompare(b.due_at ?? '9')));
	readonly past = $derived(this.items.filter((one) => one.done_at || one.kind === 'note'));
	readonly field: `${Subject}_id`;
	readonly id: number;
	readonly #answers = new Answers();

	constructor(entity: Subject, id: number) {
		this.field = `${entity}_id`;
		this.id = id;
	}

	async load() {
		try {
			const found = await this.#answers.latest(() => call('get', '/activities', { query: { [this.field]: this.id, sort: '-created_at', limit: page } }));
			if (!found) return;
			this.items = found.items;
			this.next = found.next;
			this.error = undefined;
			this.loaded = true;
		} catch (error) {
			this.error = error as ApiError;
		}
	}

	async loadMore() {
		const cursor = this.next;
		if (!cursor) return;
		const more = await call('get', '/activities', { query: { [this.field]: this.id, sort: '-created_at', limit: page, cursor } });
		if (cursor !== this.next) return; // asked for twice, or there are others by now
		this.items = [...this.items, ...more.items];
		this.next = more.next;
	}

	/** Others' changes are loaded when they may concern what is shown here. */
	follow(changes: LiveChange[]) {
		const ours = (one: LiveChange) => one.entity === 'activity' && (one.changes[this.field]?.[1] === this.id || this.items.some(({ id }) => id === one.row_id));
		if (changes.length === 0 || changes.some(ours)) void this.load();
	}

	/** Logs or plans one. Throws its refusal, for the form. */
	async add(body: ActivityBody & { subject: string }, beside: Record<string, unknown>) {
		const made = await call('post', '/activities', { body: { ...beside, ...body, [this.field]: this.id } });
		this.#show([made, ...this.items.filter(({ id }) => id !== made.id)]);
		offerUndo((made.done_at || made.kind === 'note' ? t.records.logged : t.records.planned)(made.subject));
	}

	/** Throws the refusal, for the form. */
	async change(activity: Activity, body: ActivityBody, words = t.records.changed(activity.subject)) {
		const now = await call('patch', '/activities/{id}', { path: { id: activity.id }, body });
		this.#put(now);
		offerUndo(words);
	}

	/** Shown at once, and taken back with the reason when it is refused. */
	async quickly(activity: Activity, body: ActivityBody, words: string): Promise<boolean> {
		this.#put({ ...activity, ...body });
		return this.#orBack(activity, () => this.change(activity, body, words));
	}

	async archive(activity: Activity) {
		const others = () => this.items.filter(({ id }) => id !== activity.id);
		this.#show(others());
		try {
			await call('delete', '/activities/{id}', { path: { id: activity.id } });
			this.#show(others());
			offerUndo(t.records.archived(activity.subject));
		} catch (error) {
			this.#show([...others(), activity].toSorted((a, b) => b.created_at.localeCompare(a.created_at)));
			tell(error as ApiError);
		}
	}

	async #orBack(before: Activity, deed: () => Promise<void>): Promise<boolean> {
		try {
			await deed();
			return true;
		} catch (error) {
			this.#put(before);
			tell(error as ApiError);
			return false;
		}
	}

	#put(now: Activity) {
		this.#show(this.items.map((one) => (one.id === now.id ? now : one)));
	}

	#show(items: Activity[]) {
		this.items = items;
		this.#answers.changed();
	}
}

function tell(error: ApiError) {
	toasts.bad(error.offline ? t.errors.offline : error.reason);
}
