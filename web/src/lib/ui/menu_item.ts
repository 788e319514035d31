// One line of a menu.
import type { Component } from 'svelte';

export type MenuItem = {
	label: string;
	icon?: Component;
	/** A heading above this item; it starts a new group. */
	group?: string;
	checked?: boolean;
	disabled?: boolean;
	keys?: string;
	run: () => void;
};
