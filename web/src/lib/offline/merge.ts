// Two people changed one row: field by field, what is to become of the change made here. Pure, and the
// heart of what replaying the outbox promises: nobody's value is overwritten unseen.
export type Fields = Record<string, unknown>;
export type Merged = {
	/** Fields that nobody else touched: they are sent. */
	mine: Fields;
	/** Fields that both changed, to different values: their user chooses. */
	clashes: { field: string; mine: unknown; theirs: unknown }[];
};

/** Fields side by side, those of the organisation's own as `custom.KEY`. */
export function flat({ custom, ...fields }: Fields): Fields {
	const own = Object.entries((custom ?? {}) as Fields).map(([key, value]) => [`custom.${key}`, value] as const);
	return { ...fields, ...Object.fromEntries(own) };
}

/** The body that sets these fields. */
export function deep(fields: Fields): Fields {
	const plain = Object.entries(fields).filter(([name]) => !name.startsWith('custom.'));
	const own = Object.entries(fields).filter(([name]) => name.startsWith('custom.'));
	const custom = Object.fromEntries(own.map(([name, value]) => [name.slice('custom.'.length), value]));
	return { ...Object.fromEntries(plain), ...(own.length > 0 ? { custom } : {}) };
}

/** Compares each wanted field with the row as it was seen and as it is now. A field whose earlier value is
 *  not known counts as changed by others. All three are flat. */
export function merge(wanted: Fields, seen: Fields, now: Fields): Merged {
	const merged: Merged = { mine: {}, clashes: [] };
	for (const [field, mine] of Object.entries(wanted)) {
		const theirs = now[field] ?? null;
		if (same(theirs, mine)) continue;
		if (field in seen && same(theirs, seen[field])) merged.mine[field] = mine;
		else merged.clashes.push({ field, mine, theirs });
	}
	return merged;
}

/** `12.5` and `12.50` are one amount, and an instant may be written with or without milliseconds. */
export function same(a: unknown, b: unknown): boolean {
	const [one, other] = [plain(a), plain(b)];
	return one === other || JSON.stringify(one) === JSON.stringify(other);
}

function plain(value: unknown): unknown {
	if (value === undefined || value === '') return null;
	if (typeof value !== 'string') return value;
	if (/^-?\d+\.\d+$/.test(value)) return value.replace(/\.?0+$/, '');
	return /^\d{4}-\d\d-\d\dT/.test(value) ? Date.parse(value) : value;
}
