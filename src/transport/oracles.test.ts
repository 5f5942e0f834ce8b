import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { createGrid } from '../grid/index.ts';
import { byteSource, decodePhaseMaps } from '../io/index.ts';
import { solveTransport } from './solve.ts';

/** Volumes and what an independent solver in float64 found for them; not part of the project. */
const folder = fileURLToPath(new URL('../../../shared/peers/transport/volumes/', import.meta.url));

const solve = async (data: Uint8Array, n: number, conductivities: number[], axis = 0): Promise<number> => {
  const volume = { grid: createGrid([n, n, n]), data, conductivities };
  const settings = { threads: 2, tolerance: 1e-6, mostIterations: 200, keepPotential: false };
  const { status, effective } = await solveTransport({ volume, axis, sides: 'insulated' }, settings);
  expect(status).toBe('converged');
  return effective;
};

// The tolerance is 1e-6; values are given to nine decimals.
describe.skipIf(!existsSync(folder))('another solver agrees (skipped where ../shared/peers is absent)', () => {
  it.each([
    ['b64_20', 64, [0, 1], 0.005402733],
    ['b64_40', 64, [0, 1], 0.126989141],
    ['sofc100', 100, [1, 0.1, 0], 0.185288891],
    ['sofc100', 100, [1, 1e-3, 1e-6], 0.101471512],
  ] as const)('%s, %i voxels, conductivities %j', async (name, n, conductivities, expected) => {
    const data = new Uint8Array(gunzipSync(readFileSync(`${folder}${name}.u8.gz`)));
    expect((await solve(data, n, [...conductivities])) / expected).toBeCloseTo(1, 6);
  });

  it('on the sample of OpenImpala, either phase, every axis', async () => {
    const file = 'openimpala_sample_100_1bit.tif';
    const source = byteSource(new Uint8Array(readFileSync(`${folder}${file}`)), file);
    const [{ data: labels }] = await decodePhaseMaps([source], { as: 'volume' });
    // Also found by algebraic multigrid in float64, on the matrix of the same voxels.
    const expected = [
      [0.125801564, 0.128540995, 0.126207682],
      [0.352476273, 0.351208523, 0.352588488],
    ];
    for (const axis of [0, 1, 2]) {
      expect((await solve(labels, 100, [0, 1], axis)) / expected[0][axis]).toBeCloseTo(1, 5);
      expect((await solve(labels, 100, [1, 0], axis)) / expected[1][axis]).toBeCloseTo(1, 5);
    }
  });
});
