// The class that calibrate chooses unasked, by seed: node bench/studies/quick-choice.mjs DATA_FOLDER IMAGES FIRST_SEED
// LAST_SEED [CANDIDATES, '' for all] [THREADS]. One row of a table a choice; each takes up to a minute of processor
// time. Needs `npm run build`.
import { join } from 'node:path';
import { settingsSchema } from '../../build/calibrate/index.js';
import { candidatesOf, chooseClass, furtherClasses } from '../../build/choice/index.js';
import { provideThreads } from '../../build/compute/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';
import { particleSections, virtualSections } from './virtual-sections.mjs';

provideThreads(nodeThreads);
const named = (...names) => names.map((name, label) => ({ name, label }));
const cases = {
  'sofc-netl': ['sofc-netl/slice.tif', named('pore', 's1', 's2')],
  'nmc-slice-2d': ['nmc-slice-2d/slice.tif', named('pore', 'nmc', 'binder')],
  'nmc-bridge': ['nmc-bridge/slices_axis0.tif', named('pore', 'nmc', 'binder')],
  'nmc-cycled-2d': ['nmc-cycled-2d/slice.tif', named('pore', 'nmc', 'matrix')],
  berea: ['berea/slices_axis0.tif', named('pore', 'grain')],
};
const [folder, images, first, last, classNames, threads = '1'] = process.argv.slice(2);
const asked = classNames || undefined;
const spacing = { spacing: [1, 1, 1], unit: 'px' };

/** Sections of an image, or of the virtual cathode of the demo, also as particles and all else. */
async function sectionsOf(image) {
  if (image === 'virtual-cathode') return virtualSections();
  if (image === 'particles') return particleSections();
  const [file, labels] = cases[image];
  return (await readPhaseMaps([join(folder, file)], { labels, spacing })).maps;
}

for (const image of images.split(',')) {
  const maps = await sectionsOf(image);
  const candidates = candidatesOf(maps[0].phases.length, asked, 'quick');
  const further = asked ? [] : furtherClasses(maps);
  for (let seed = Number(first); seed <= Number(last); seed++) {
    const began = process.cpuUsage();
    const choice = await chooseClass({
      ...{ images: maps, sources: [], settings: settingsSchema.parse({ seed }) },
      ...{ candidates, further, effort: 'quick' },
      ...{ threads: Number(threads), version: '0' },
    });
    const { user, system } = process.cpuUsage(began);
    const looks = choice.candidates.map(
      ({ model, verdict, evaluation }) => `${model} ${evaluation?.look?.value.toFixed(0) ?? '-'} (${verdict})`,
    );
    console.log(
      `| ${image} | ${seed} | ${choice.model} | ${looks.join(', ')} | ${((user + system) / 1e6).toFixed(0)} |`,
    );
  }
}
