// Writes src/lib/api/schema.d.ts:
//   npm run types         (asks ../build/alur, or the program that ALUR_BIN names)
import { writeFileSync } from 'node:fs';
import { schemaFile, types } from './types.mjs';

writeFileSync(schemaFile, await types());
