/** `npm run schema`: writes recovery.config.schema.json, by which editors complete and check a configuration. */
import { writeFileSync } from 'node:fs';
import { describedSchema } from './config-schema/described.ts';

writeFileSync(new URL('../recovery.config.schema.json', import.meta.url), describedSchema());
