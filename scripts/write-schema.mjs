// node scripts/write-schema.mjs: writes the published JSON Schemas of model.json and of a user's record from the program's own schemas.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildModules, install, root } from './prepare.mjs';

install();
buildModules();
const { modelSchema, recordFileSchema } = await import(pathToFileURL(join(root, 'build', 'phase', 'index.js')).href);
for (const [name, schema] of [
  ['model', modelSchema()],
  ['record', recordFileSchema()],
]) {
  writeFileSync(join(root, 'schema', `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
