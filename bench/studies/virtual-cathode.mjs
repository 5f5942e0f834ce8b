// Eight sections of the virtual cathode of examples/virtual-cathode as one TIFF: node bench/studies/virtual-cathode.mjs
// OUT.tif Needs `npm run build` first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { writePhaseMap } from '../../build/node/index.js';
import { buildExamples, root } from '../../scripts/prepare.mjs';

const [out = 'virtual-cathode.tif'] = process.argv.slice(2);
buildExamples();
const { cutSections, demoRecipe, stackSections, virtualCathode } = await import(
  pathToFileURL(join(root, 'dist-examples', 'virtual-cathode', 'truth.js')).href
);
await writePhaseMap(out, stackSections(cutSections(virtualCathode(demoRecipe), 8)));
