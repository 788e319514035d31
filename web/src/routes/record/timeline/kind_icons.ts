// The icon of each kind of activity, and the key that begins one.
import { Calendar, Chat, Mail, Note, Phone, Task } from '$lib/ui/icons';
import type { Component } from 'svelte';
import type { ActivityKind } from './activities.svelte';

export const kindIcons: Record<ActivityKind, Component<{ size?: number; 'aria-hidden'?: 'true' }>> = {
	call: Phone,
	whatsapp: Chat,
	meeting: Calendar,
	email: Mail,
	task: Task,
	note: Note,
};

/** Pressed after `a`. */
export const kindKeys: Record<ActivityKind, string> = { call: 'c', whatsapp: 'w', meeting: 'm', email: 'e', task: 't', note: 'n' };
