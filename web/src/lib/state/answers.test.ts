import { expect, test } from 'vitest';
import { Answers } from './answers';

/** A program whose answers wait until the test gives them, in whatever order. */
function makeProgram() {
	const waiting: { give: (text: string) => void; refuse: (error: Error) => void }[] = [];
	return { waiting, ask: () => new Promise<string>((give, refuse) => waiting.push({ give, refuse })) };
}

test('an answer that is overtaken by a later one is not shown', async () => {
	const { waiting, ask } = makeProgram();
	const answers = new Answers();
	const [first, second] = [answers.latest(ask), answers.latest(ask)];
	waiting[1]!.give('new');
	expect(await second).toBe('new');
	waiting[0]!.give('old');
	expect(await first).toBeUndefined();
});

test('answers that come in their order are all shown, so that a busy page is not left waiting for the last one', async () => {
	const { waiting, ask } = makeProgram();
	const answers = new Answers();
	const [first, second] = [answers.latest(ask), answers.latest(ask)];
	waiting[0]!.give('old');
	expect(await first).toBe('old');
	waiting[1]!.give('new');
	expect(await second).toBe('new');
});

test('what was asked for before a change made here is asked for again', async () => {
	const { waiting, ask } = makeProgram();
	const answers = new Answers();
	const shown = answers.latest(ask);
	answers.changed();
	waiting[0]!.give('as it was');
	await new Promise((done) => setTimeout(done));
	expect(waiting.length).toBe(2);
	waiting[1]!.give('as it is');
	expect(await shown).toBe('as it is');
});

test('a failure counts as long as nothing later is shown', async () => {
	const { waiting, ask } = makeProgram();
	const answers = new Answers();
	const [first, second] = [answers.latest(ask), answers.latest(ask)];
	waiting[1]!.give('new');
	await second;
	waiting[0]!.refuse(new Error('cut'));
	expect(await first).toBeUndefined();
	const third = answers.latest(ask);
	waiting[2]!.refuse(new Error('cut'));
	await expect(third).rejects.toThrow('cut');
});
