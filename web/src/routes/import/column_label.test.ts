import { expect, test } from 'vitest';
import { language } from '$lib/i18n/index.svelte';
import { en } from '$lib/i18n/en';
import { problemInWords } from './column_label';

language.words = en;

test.each([
	['3: amount: "abc" is not a number; owner: there is no user "Siti" (--create users)', '3: Amount: "abc" is not a number; Owner: there is no user "Siti"'],
	['2: pipeline: there is no pipeline "a; b: c"', '2: Pipeline: there is no pipeline "a; b: c"'],
	['2: pipeline: there is no pipeline yet: make one, or allow it with --create pipelines,stages', '2: Pipeline: there is no pipeline yet: make one'],
	['3 (260 more): product: there is no product "GTXPro"', '3 (260 more): Product: there is no product "GTXPro"'],
	['2: nothing: of ours', '2: nothing: of ours'],
	['2: this row is empty', '2: this row is empty'],
])('%s names columns as people do', (problem, words) => expect(problemInWords('deals', problem)).toBe(words));
