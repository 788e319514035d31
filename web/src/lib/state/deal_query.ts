// The deals of a board as lists ask for them: the same filter, so that board, list and calendar agree.
import { call } from '$lib/api/client';
import type { Query } from '$lib/api/rows';
import type { BoardQuery } from './board.svelte';
import { names } from './names.svelte';

/** Parameters of GET /deals. Only the open ones, unless the board shows closed ones, too. */
export async function dealQuery({ pipelineId, asOf, ownerId, teamId, q, closed, filters }: BoardQuery): Promise<Query> {
	const [members, open] = await Promise.all([teamId ? membersOf(teamId) : undefined, closed ? undefined : openStages(pipelineId)]);
	return {
		...filters,
		pipeline_id: pipelineId,
		...(ownerId ? { owner_id: ownerId } : {}),
		...(members ? { 'owner_id.in': members.join(',') } : {}),
		...(open ? { 'stage_id.in': open.join(',') } : {}),
		...(q ? { q } : {}),
		...(asOf ? { as_of: asOf } : {}),
	};
}

async function openStages(pipelineId: number): Promise<number[]> {
	const stages = await names.stages(pipelineId);
	return stages.filter((stage) => stage.kind === 'open').map((stage) => stage.id);
}

/** The people of a team and of all teams below it. */
async function membersOf(teamId: number): Promise<number[]> {
	const teams = (await call('get', '/teams', { query: { limit: 200 } })).items;
	const all = new Set([teamId]);
	for (let before = 0; before < all.size; ) {
		before = all.size;
		for (const team of teams) if (team.parent_id && all.has(team.parent_id)) all.add(team.id);
	}
	const { items } = await call('get', '/users', { query: { 'team_id.in': [...all], limit: 200 } });
	return items.map((user) => user.id);
}
