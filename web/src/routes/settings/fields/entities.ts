// What can have fields of the organisation's own, and the key that a new one gets of its name.
export const customEntities = ['deal', 'lead', 'company', 'contact', 'product'] as const;

export type CustomEntity = (typeof customEntities)[number];

/** Small letters, digits and _, beginning with a letter: `Nomor NPWP` is `nomor_npwp`. */
export function keyOf(name: string): string {
	const plain = name.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
	return plain.replace(/[^a-z0-9]+/g, '_').replace(/^[_0-9]+|_+$/g, '').slice(0, 40);
}
