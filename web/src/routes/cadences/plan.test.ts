import { expect, test, vi } from 'vitest';

const saved = { id: 5, name: 'Old', subject: 'deal', pipeline_id: 1, start_stage_id: 2, stops_on_reply: false, active: false, steps: [{ kind: 'call', subject: 'Ring', after_days: 3 }] };

vi.mock('$lib/api/client', () => ({ call: vi.fn(), callWithEtag: () => Promise.resolve({ data: saved, etag: '"1"' }) }));

const { Plan } = await import('./plan.svelte');

test('a new plan has nothing of the plan that was shown before', async () => {
	const plan = new Plan();
	await plan.load(5);
	expect([plan.id, plan.name, plan.steps.length]).toEqual([5, 'Old', 1]);
	await plan.load(undefined);
	expect([plan.id, plan.name, plan.subject, plan.pipelineId, plan.startStageId, plan.stopsOnReply, plan.active, plan.saved]).toEqual([undefined, '', 'lead', null, null, true, true, undefined]);
	expect(plan.steps.map((step) => step.subject)).toEqual(['']);
});

test('the answer about a plan that is no longer asked for comes too late', async () => {
	const plan = new Plan();
	const late = plan.load(5);
	await plan.load(undefined);
	await late;
	expect(plan.id).toBe(undefined);
});
