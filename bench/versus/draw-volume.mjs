// The volume that measuring is timed on: 256³ voxels of three phases, drawn from the default model.
import { parametersOf, presets, realise, writePhaseMap } from '../../dist/index.js';

export async function drawVolume(path) {
  const record = presets.assb;
  const values = Float64Array.from(parametersOf(record, 'low'), (p) => p.start);
  const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
  const model = {
    record,
    family: 'low',
    values,
    taper: 64,
    zScale: 1,
    spacing: [1, 1, 1],
    unit: 'um',
    order: [0, 1, 2],
    phases,
  };
  const { map } = await realise(model, { shape: [256, 256, 256], seed: 1, threads: 2 });
  await writePhaseMap(path, map);
}
