// npm run demo: the whole product on a virtual cathode, or on the images named after "--".
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, buildExamples, install, root } from './prepare.mjs';

install();
build();
buildExamples();
const { demo } = await import(pathToFileURL(join(root, 'dist-examples', 'virtual-cathode', 'demo.js')).href);
process.exitCode = await demo(process.argv.slice(2), join(root, 'demo-output'));
