// Writes src/lib/api/schema.d.ts and entities.ts:
//   npm run types         (asks ../build/alur, or the program that ALUR_BIN names)
import { writeFileSync } from 'node:fs';
import { made } from './types.mjs';

for (const { file, make } of made) writeFileSync(file, await make());
