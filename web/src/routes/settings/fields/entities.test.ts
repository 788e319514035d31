import { expect, test } from 'vitest';
import { keyOf } from './entities';

test.each([
	['Nomor NPWP', 'nomor_npwp'],
	['  2nd contact? ', 'nd_contact'],
	['Größe (cm)', 'gro_e_cm'],
	['予算', ''],
])('the key of “%s” is “%s”', (name, key) => expect(keyOf(name)).toBe(key));
