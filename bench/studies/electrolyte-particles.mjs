// Virtual cathodes with solid-electrolyte particles of one size each: particles of active material, overlapping
// particles of electrolyte between them, pores where neither is. One volume a radius, as TIFF with the distance of its
// layers. Needs `npm run build` first.
// node bench/studies/electrolyte-particles.mjs OUT_FOLDER [radius,radius,... in voxels]
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createGrid, createPhaseMap } from '../../build/grid/index.js';
import { writePhaseMap } from '../../build/node/index.js';
import { keyOf, uniforms } from '../../build/random/index.js';

const [out, radii = '3,4.2426,6'] = process.argv.slice(2);
const [size, voxel] = [128, 0.1];
const phases = ['pore', 'am', 'se'].map((name, label) => ({ name, label }));
const [pore, particle, electrolyte] = [0, 1, 2];
/** Volume fractions, and radii of the active material, voxels. */
const [activeMaterial, solidElectrolyte, largest, smallest] = [0.45, 0.38, 14, 8];

/** Uniform numbers one at a time. */
function stream(seed, name) {
  let [block, used, number] = [uniforms(4096, keyOf(seed, name), 0), 0, 0];
  return () => {
    if (used === block.length) [block, used, number] = [uniforms(4096, keyOf(seed, name), number + 1), 0, number + 1];
    return block[used++];
  };
}

/** Linear indices of a ball on the torus. */
function ballOf([z0, y0, x0], radius) {
  const list = [];
  const reach = Math.ceil(radius);
  const wrap = (i) => ((i % size) + size) % size;
  for (let z = Math.round(z0) - reach; z <= z0 + reach; z++) {
    for (let y = Math.round(y0) - reach; y <= y0 + reach; y++) {
      for (let x = Math.round(x0) - reach; x <= x0 + reach; x++) {
        if ((z - z0) ** 2 + (y - y0) ** 2 + (x - x0) ** 2 > radius ** 2) continue;
        list.push((wrap(z) * size + wrap(y)) * size + wrap(x));
      }
    }
  }
  return list;
}

function cathode(radius, seed) {
  const data = new Uint8Array(size ** 3).fill(pore);
  const next = stream(seed, 'cathode');
  const centre = () => [next() * size, next() * size, next() * size];
  // Active material: balls that overlap by at most a twentieth, the large ones first.
  const drawn = [];
  for (let volume = 0; volume < activeMaterial * size ** 3; volume += (4 / 3) * Math.PI * drawn.at(-1) ** 3) {
    drawn.push(smallest * (largest / smallest) ** next());
  }
  for (const own of drawn.sort((a, b) => b - a)) {
    for (let attempt = 0; attempt < 2000; attempt++) {
      const ball = ballOf(centre(), own);
      if (ball.filter((i) => data[i] === particle).length > 0.05 * ball.length) continue;
      for (const i of ball) data[i] = particle;
      break;
    }
  }
  // Electrolyte between them: soft balls, at most half of each on what is there.
  let filled = 0;
  for (let attempt = 0; filled < solidElectrolyte * size ** 3; attempt++) {
    const ball = ballOf(centre(), radius);
    const free = ball.filter((i) => data[i] === pore);
    if (free.length < (attempt < 1e6 ? 0.5 : 0.1) * ball.length) continue;
    for (const i of free) data[i] = electrolyte;
    filled += free.length;
  }
  const grid = createGrid([size, size, size], { spacing: voxel, unit: 'um', periodic: true });
  return createPhaseMap(grid, data, phases);
}

mkdirSync(out, { recursive: true });
for (const [k, radius] of radii.split(',').map(Number).entries()) {
  const map = cathode(radius, 10 + k);
  const shares = phases.map(
    ({ name }, p) => `${name} ${(map.data.filter((v) => v === p).length / size ** 3).toFixed(3)}`,
  );
  console.log(`radius ${radius}: ${shares.join(', ')}`);
  await writePhaseMap(join(out, `radius-${radius}.tif`), map);
}
