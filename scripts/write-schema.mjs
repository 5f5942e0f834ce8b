// node scripts/write-schema.mjs: writes the published JSON Schemas from the program's own records: of model.json, of a
// user's record and of the configuration file.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildModules, install, root } from './prepare.mjs';

install();
buildModules();
const load = (path) => import(pathToFileURL(join(root, 'build', path)).href);
const { modelSchema, recordFileSchema } = await load('phase/index.js');
const { commands } = await load('cli/commands/index.js');
const { configSchema } = await load('cli/config.js');
for (const [name, schema] of [
  ['model', modelSchema()],
  ['record', recordFileSchema()],
  ['config', await configSchema(commands)],
]) {
  writeFileSync(join(root, 'schema', `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
