import { describe, expect, it } from 'vitest';
import { fillWith } from './placeholders';

const values = { name: 'Siti Rahayu', company: 'PT Maju', owner: 'Budi', title: 'Sixty chairs' };

describe('the texts of a plan', () => {
	it('are filled with names, in both ways of writing them', () => {
		expect(fillWith('Hello {name} of {company}, {owner} about {title}', values)).toBe('Hello Siti Rahayu of PT Maju, Budi about Sixty chairs');
		expect(fillWith('Hello {{contact.first_name}} of {{company.name}}, {{owner.name}} about {{deal.title}}', values)).toBe('Hello Siti of PT Maju, Budi about Sixty chairs');
	});

	it('keep braces that mean nothing', () => {
		expect(fillWith('{price} {{deal.amount}} {}', values)).toBe('{price} {{deal.amount}} {}');
	});
});
