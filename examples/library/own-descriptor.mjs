// Measures and compares by a descriptor of one's own: node examples/library/own-descriptor.mjs
import { createModel, describe, descriptors, presets, realise, validate } from 'excursa';

/** The mean length of runs of voxels along x, a number a phase. */
const runLength = {
  name: 'runLength',
  summary: 'mean length of runs of voxels along x',
  estimator: 'all runs, those that the window cuts included',
  cost: 'fast',
  measure: ({ maps, phases, spacing, unit }) =>
    phases.map((_, phase) => {
      let [runs, voxels] = [0, 0];
      for (const { data, grid } of maps) {
        const nx = grid.shape[2];
        data.forEach((label, i) => {
          if (label !== phase) return;
          voxels++;
          if (i % nx === 0 || data[i - 1] !== phase) runs++;
        });
      }
      return runs > 0 ? { mean: (voxels / runs) * spacing[2], unit } : { value: null, reason: 'no voxel of the phase' };
    }),
  quantities: [
    {
      name: 'runLength',
      title: 'mean run',
      unit: 'length',
      definition: 'Mean length of the runs of voxels of a phase along x.',
      pick: ({ mean }) => mean,
      compared: true,
      errorFromWindows: true,
    },
  ],
};

const list = [...descriptors, runLength];
const model = createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um' });
const { map } = await realise(model, { shape: [128, 128], seed: 3 });

const { phases } = await describe(map, { descriptors: list, detail: 'basic' });
for (const { name, runLength: run } of phases) console.log(`${name}: runs of ${run.mean.toFixed(3)} ${run.unit}`);

const { comparison } = await validate(model, [map], { descriptors: list, realisations: 2, full: false });
const compared = comparison.phases[0].quantities.find(({ name }) => name === 'runLength');
console.log(`compared as: ${compared.title}`);
