// The words in braces that a plan's texts may hold, and what a text looks like when they are filled; the
// program fills them in when it plans a step.
export const placeholders = ['name', 'company', 'owner', 'title'] as const;
export type Placeholder = (typeof placeholders)[number];

const long: Record<string, Placeholder> = { 'owner.name': 'owner', 'company.name': 'company', 'deal.title': 'title' };

/** `first` stands for `{{contact.first_name}}`, which templates use. */
export function fillWith(text: string, values: Record<Placeholder, string>): string {
	const first = values.name.split(' ')[0] ?? '';
	return text.replace(/\{\{([a-z_.]+)\}\}|\{([a-z]+)\}/g, (whole, dotted: string | undefined, short: string | undefined) => {
		if (dotted === 'contact.first_name') return first;
		const name = (dotted ? long[dotted] : short) as Placeholder | undefined;
		return (name && values[name]) ?? whole;
	});
}
