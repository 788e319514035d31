// The pages of the settings, in the order of their menu. The palette finds them by these names, too.
import type { Component } from 'svelte';

export type SettingsKey = 'profile' | 'tokens' | 'organisation' | 'users' | 'teams' | 'rights' | 'rates' | 'pipelines' | 'fields' | 'forms' | 'sources';

export type SettingsPlace = {
	key: SettingsKey;
	group: 'you' | 'organisation' | 'selling';
	/** What it takes to change something there; whoever lacks it reads. */
	right?: string;
	page: () => Promise<{ default: Component }>;
};

export const settingsPlaces: SettingsPlace[] = [
	{ key: 'profile', group: 'you', page: () => import('./people/Profile.svelte') },
	{ key: 'tokens', group: 'you', page: () => import('./people/Tokens.svelte') },
	{ key: 'organisation', group: 'organisation', right: 'settings.write', page: () => import('./Organisation.svelte') },
	{ key: 'users', group: 'organisation', right: 'people.write', page: () => import('./people/Users.svelte') },
	{ key: 'teams', group: 'organisation', right: 'people.write', page: () => import('./people/Teams.svelte') },
	{ key: 'rights', group: 'organisation', page: () => import('./people/Rights.svelte') },
	{ key: 'rates', group: 'organisation', right: 'settings.write', page: () => import('./Rates.svelte') },
	{ key: 'pipelines', group: 'selling', right: 'pipeline.write', page: () => import('./pipelines/Pipelines.svelte') },
	{ key: 'sources', group: 'selling', right: 'pipeline.write', page: () => import('./Sources.svelte') },
	{ key: 'forms', group: 'selling', right: 'settings.write', page: () => import('./forms/Forms.svelte') },
	{ key: 'fields', group: 'selling', right: 'pipeline.write', page: () => import('./fields/CustomFields.svelte') },
];

export function settingsHref(key: SettingsKey): string {
	return `/settings/${key}`;
}
