// Calibrates a model to an array of labels, draws a twin and compares it: node examples/library/calibrate-array.mjs
import { calibrate, createGrid, createPhaseMap, realise, validate } from 'excursa';

// Any source of labels will do. Here: discs of one phase in another, on a 256 x 256 image with pixels of 50 nm.
const size = 256;
const labels = new Uint8Array(size * size);
let state = 1;
const random = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};
for (let disc = 0; disc < 90; disc++) {
  const [cy, cx, radius] = [size * random(), size * random(), 6 + 6 * random()];
  for (let y = Math.max(0, Math.floor(cy - radius)); y < Math.min(size, cy + radius); y++) {
    for (let x = Math.max(0, Math.floor(cx - radius)); x < Math.min(size, cx + radius); x++) {
      if ((y - cy) ** 2 + (x - cx) ** 2 < radius ** 2) labels[y * size + x] = 1;
    }
  }
}

const grid = createGrid([size, size], { spacing: 0.05, unit: 'um' });
const phases = [
  { name: 'matrix', label: 0 },
  { name: 'discs', label: 1 },
];
const image = createPhaseMap(grid, labels, phases);

const { model, method } = await calibrate([image], { model: 'level-set', starts: 2, points: 256 });
const { map: twin } = await realise(model, { shape: [64, 64, 64], seed: 1 });
const { comparison } = await validate(model, [image], { realisations: 2 });

console.log(`fitted by the method: ${method}`);
console.log(`twin of ${twin.grid.shape.join(' x ')} voxels of ${twin.grid.spacing[0]} ${twin.grid.unit}`);
console.log(`compared phases: ${comparison.phases.map(({ name }) => name).join(', ')}`);
