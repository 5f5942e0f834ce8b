// Sections of the virtual cathode of the demo, for scripts that calibrate on them. Needs `npm run build` first.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createPhaseMap } from '../../build/grid/index.js';
import { buildExamples, root } from '../../scripts/prepare.mjs';

/** Eight sections, in the cathode's order of labels: pores, particles, electrolyte. */
export async function virtualSections() {
  buildExamples();
  const file = pathToFileURL(join(root, 'dist-examples', 'virtual-cathode', 'truth.js'));
  const { cutSections, demoRecipe, virtualCathode } = await import(file.href);
  return cutSections(virtualCathode(demoRecipe), 8);
}

const particles = 1;

/** The same with two phases: particles, and all else. */
export async function particleSections() {
  return (await virtualSections()).map(({ grid, data }) =>
    createPhaseMap(
      grid,
      data.map((label) => (label === particles ? 1 : 0)),
      ['rest', 'am'].map((name, label) => ({ name, label })),
    ),
  );
}
