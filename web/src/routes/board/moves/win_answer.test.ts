import { beforeEach, describe, expect, test } from 'vitest';
import { render } from 'svelte/server';
import { session } from '$lib/state/session.svelte';

const { language } = await import('$lib/i18n/index.svelte');
const { en } = await import('$lib/i18n/en');
language.words = en;
const { WinAnswer } = await import('./win_answer.svelte');
const { default: WinForm } = await import('./WinForm.svelte');

const required = en.errors.required;
const deal = { id: 1, title: 'Chairs', currency: 'IDR', amount: null as string | null };
const noAmount = [{ field: 'amount', message: 'The amount is known' }];
const noSource = [{ field: 'source', message: 'The source is known' }];

describe('what is asked for', () => {
	const cases: [string, string | null, string | null, typeof noAmount, boolean, boolean][] = [
		// before, given, unmet, anyway, is right
		['an amount that a stage asks for is given', null, '5', noAmount, false, true],
		['an amount that a stage asks for is missing', null, null, noAmount, false, false],
		['who moves it anyway needs none', null, null, noAmount, true, true],
		['nor where more is missing', null, null, [...noAmount, ...noSource], true, true],
		['nor where it was nothing', '0.00', null, noAmount, true, true],
		['an amount that no stage asks for may be missing', null, null, noSource, false, true],
		['an amount that was there is not emptied by winning', '5', null, [], false, false],
		['nor by moving it anyway', '5', null, noSource, true, false],
	];
	test.each(cases)('%s', (_, before, given, unmet, anyway, isRight) => {
		const answer = new WinAnswer({ ...deal, amount: before });
		answer.amount = given;
		expect(answer.check(unmet, anyway)).toBe(isRight);
		expect(answer.amountProblem).toBe(isRight ? undefined : required);
	});
});

test('several deals at once keep each its amount', () => {
	expect(new WinAnswer(undefined).check([], false)).toBe(true);
});

test('what was marked as missing is no hindrance to moving it anyway', () => {
	const answer = new WinAnswer(deal);
	answer.check(noAmount, false);
	expect(answer.check(noAmount, true)).toBe(true);
	expect(answer.details).toEqual({ closed_on: answer.closedOn });
});

test('what is no amount, and a day that is missing, stay marked', () => {
	const answer = new WinAnswer(deal);
	answer.amountProblem = 'Is no amount.';
	answer.closedOn = null;
	expect(answer.check(noAmount, true)).toBe(false);
	expect([answer.amountProblem, answer.dateProblem]).toEqual(['Is no amount.', required]);
});

describe('who may move it anyway is offered that', () => {
	beforeEach(() => void (session.answer = { rights: ['override'], organisation: {} } as never));
	const offered = (unmet: typeof noAmount) => render(WinForm, { props: { deal, unmet, win: async () => {}, cancel: () => {} } }).body.includes(en.moves.moveAnyway);

	test('where nothing but the amount is missing', () => expect(offered(noAmount)).toBe(true));
	test('where anything else is', () => expect(offered(noSource)).toBe(true));
	test('not where all is there', () => expect(offered([])).toBe(false));
});
