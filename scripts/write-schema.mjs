// node scripts/write-schema.mjs: writes the published JSON Schema of model.json from the program's own schema.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildModules, install, root } from './prepare.mjs';

install();
buildModules();
const { modelSchema } = await import(pathToFileURL(join(root, 'build', 'phase', 'index.js')).href);
writeFileSync(join(root, 'schema', 'model.schema.json'), `${JSON.stringify(modelSchema(), null, 2)}\n`);
