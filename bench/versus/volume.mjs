// The volume that measuring is timed on: 256³ voxels of three phases, drawn from the default model once and kept beside
// the benchmarks.
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { writePhaseMap } from '../../build/node/index.js';
import { parametersOf, presets, realise } from '../../build/phase/index.js';

export const folder = fileURLToPath(new URL('.data', import.meta.url));

/** Path of the volume. */
export async function volumePath() {
  const path = join(folder, 'volume.npy');
  if (existsSync(path)) return path;
  mkdirSync(folder, { recursive: true });
  const record = presets.assb;
  const values = Float64Array.from(parametersOf(record, 'low'), (p) => p.start);
  const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
  const frame = { family: 'low', taper: 64, zScale: 1, spacing: [1, 1, 1], unit: 'um', order: [0, 1, 2] };
  const { map } = await realise({ record, values, phases, ...frame }, { shape: [256, 256, 256], seed: 1, threads: 2 });
  await writePhaseMap(path, map);
  return path;
}
