// node scripts/write-schema.mjs: writes what is published of the program's own records: the JSON Schemas of model.json, of a
// user's record and of the configuration file, and the page with the options of all commands.
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
const { commandReference } = await load('cli/command-reference.js');
for (const [name, schema] of [
  ['model', modelSchema()],
  ['record', recordFileSchema()],
  ['config', await configSchema(commands)],
]) {
  writeFileSync(join(root, 'schema', `${name}.schema.json`), `${JSON.stringify(schema, null, 2)}\n`);
}
writeFileSync(join(root, 'docs', 'guide', 'options.md'), await commandReference(commands));
