// What we and other programs measure of the same volume: node bench/studies/foreign-programs.mjs PYTHON VOLUME LABELS.
// Lengths in voxels. Needs `npm run build` and a Python with bench/versus/requirements.txt. Prints a table.
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, squaredDistances } from '../../build/descriptor/index.js';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps, writePhaseMap } from '../../build/node/index.js';

const [python, path, labels] = process.argv.slice(2);
const options = { as: 'volume', labels: parseLabels(labels), spacing: parseSpacing('1voxel') };
const { maps } = await readPhaseMaps([path], options);
const [map] = maps;
const copy = join(mkdtempSync(join(tmpdir(), 'excursa-foreign-')), 'volume.npy');
// Phases by their number, as the script counts them.
await writePhaseMap(copy, { ...map, phases: map.phases.map((phase, label) => ({ ...phase, label })) });
const script = fileURLToPath(new URL('foreign.py', import.meta.url));
const theirs = JSON.parse(execFileSync(python, [script, copy], { encoding: 'utf8', maxBuffer: 2 ** 26 }));
const ours = await describe(map, { threads: 2 });
console.log('| phase | quantity | excursa | other program | difference |\n|---|---|---|---|---|');
for (const [p, phase] of ours.phases.entries()) {
  const distances = await squaredDistances(map, p, 2);
  const { twoPoint } = ours;
  const own = {
    'volume fraction': phase.volumeFraction.value,
    'components (scipy)': phase.connectivity.components,
    'components (cc3d)': phase.connectivity.components,
    'largest component': phase.connectivity.largest,
    'percolating fraction z': phase.connectivity.percolating.z,
    'Euler number 26, raw': phase.eulerNumber.value,
    'Euler number 6, raw': phase.eulerNumber.faceConnected,
    'surface area (marching cubes)': phase.specificSurfaceArea.crofton,
    'voxel faces': phase.specificSurfaceArea.faces,
    'mean chord x': phase.chordLength.x.mean,
    'chord std x': phase.chordLength.x.std,
    'geodesic tortuosity z': phase.geodesicTortuosity.z.mean ?? null,
    'largest distance': Math.sqrt(distances.reduce((most, d) => Math.max(most, d), 0)),
    // Their radius is the distance itself, ours half a voxel less.
    'mean local radius': phase.sizeDistribution.mean + 0.5,
    'two-point, ring of lag 5': twoPoint.pairs[`${phase.name}-${phase.name}`][5],
  };
  for (const [name, value] of Object.entries(theirs[p])) {
    if (value === null || own[name] === null) {
      console.log(`| ${phase.name} | ${name} | ${own[name] ?? 'no path'} | ${value ?? 'no path'} | |`);
      continue;
    }
    const difference =
      value === own[name] ? 'none' : `${((100 * (own[name] - value)) / Math.abs(value)).toPrecision(2)} %`;
    console.log(`| ${phase.name} | ${name} | ${own[name].toPrecision(6)} | ${value.toPrecision(6)} | ${difference} |`);
  }
}
