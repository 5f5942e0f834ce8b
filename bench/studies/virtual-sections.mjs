// Sections of the virtual cathode of the demo, for scripts that calibrate on them. Needs `npm run build` first.
import { existsSync } from 'node:fs';
import { createPhaseMap } from '../../build/grid/index.js';

const truth = new URL('../../dist-examples/virtual-cathode/truth.js', import.meta.url);

/** Eight sections, in the cathode's order of labels: pores, particles, electrolyte. */
export async function virtualSections() {
  // Only what is missing is built: a study that runs must not change under another one.
  if (!existsSync(truth)) (await import('../../scripts/prepare.mjs')).buildExamples();
  const { cutSections, demoRecipe, virtualCathode } = await import(truth.href);
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
