// The class that calibrate chooses unasked, by seed: node bench/studies/quick-choice.mjs DATA_FOLDER IMAGES SEEDS.
import { join } from 'node:path';
import { settingsSchema } from '../../build/calibrate/index.js';
import { candidatesOf, chooseClass } from '../../build/choice/index.js';
import { provideThreads } from '../../build/compute/index.js';
import { nodeThreads, readPhaseMaps } from '../../build/node/index.js';

provideThreads(nodeThreads);
const three = (a, b, c) => [a, b, c].filter(Boolean).map((name, label) => ({ name, label }));
const cases = {
  'sofc-netl': ['sofc-netl/slice.tif', three('pore', 's1', 's2')],
  'nmc-slice-2d': ['nmc-slice-2d/slice.tif', three('pore', 'nmc', 'binder')],
  'nmc-bridge': ['nmc-bridge/slices_axis0.tif', three('pore', 'nmc', 'binder')],
  'nmc-cycled-2d': ['nmc-cycled-2d/slice.tif', three('pore', 'nmc', 'matrix')],
  berea: ['berea/slices_axis0.tif', three('pore', 'grain')],
};
const [folder, images, seeds] = process.argv.slice(2);
const spacing = { spacing: [1, 1, 1], unit: 'px' };
for (const image of images.split(',')) {
  const [file, labels] = cases[image];
  const { maps } = await readPhaseMaps([join(folder, file)], { labels, spacing });
  const candidates = candidatesOf(labels.length);
  for (let seed = 1; seed <= Number(seeds); seed++) {
    const began = process.cpuUsage();
    const wall = Date.now();
    let at = '';
    const choice = await chooseClass({
      ...{ images: maps, sources: [], settings: settingsSchema.parse({ seed }), candidates, effort: 'quick' },
      ...{
        threads: 1,
        version: '0',
        onProgress: (text) => {
          const own = text.split(':')[0];
          if (own !== at) {
            at = own;
            const { user, system } = process.cpuUsage(began);
            console.error(own, ((user + system) / 1e6).toFixed(0));
          }
        },
      },
    });
    const { user, system } = process.cpuUsage(began);
    const judged = choice.candidates.map(
      ({ model, verdict, evaluation }) => `${model} ${evaluation?.realism?.accuracy.toFixed(3) ?? '-'} (${verdict})`,
    );
    const seconds = `${((user + system) / 1e6).toFixed(0)} CPU s`;
    console.log(
      `| ${image} | ${seed} | ${choice.model} | ${judged.join(', ')} | ${seconds} | ${((Date.now() - wall) / 1e3).toFixed(0)} |`,
    );
  }
}
