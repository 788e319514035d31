// Of what and of whom a review can be: pipelines, teams and people, as far as the caller may see them.
import { call } from '$lib/api/client';
import type { Named } from '$lib/api/types';

class Reviewable {
	pipelines = $state.raw<Named[]>([]);
	teams = $state.raw<Named[]>([]);
	people = $state.raw<Named[]>([]);

	async load() {
		const [pipelines, teams, people] = await Promise.all([
			call('get', '/pipelines', { query: { limit: 200 } }),
			call('get', '/teams', { query: { sort: 'name', limit: 200 } }),
			call('get', '/users', { query: { sort: 'name', active: true, limit: 200 } }),
		]);
		this.pipelines = pipelines.items;
		this.teams = teams.items;
		this.people = people.items;
	}
}

export const reviewable = new Reviewable();
