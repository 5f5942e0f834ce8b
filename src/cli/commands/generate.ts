import { extname } from 'node:path';
import { ExcursaError } from '../../errors.ts';
import { countVoxels, createGrid, type Triple } from '../../grid/index.ts';
import { writableNames } from '../../io/index.ts';
import { checkWritable, hashFile, readModel, writePhaseMap } from '../../node/index.ts';
import { realisationBytes, realise, torusOf } from '../../phase/index.ts';
import { realisationTables } from '../../report/index.ts';
import { defineCommand, groups } from '../command.ts';
import { caveatOf } from '../conclusion.ts';
import { base, budgetMemory } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { file, whole, wholes } from '../values.ts';

/** The path of realisation r of n: twin.tif, or twin-000.tif, twin-001.tif, ... */
function pathOf(out: string, r: number, n: number): string {
  if (n === 1) return out;
  const extension = extname(out);
  return `${out.slice(0, out.length - extension.length)}-${String(r).padStart(3, '0')}${extension}`;
}

/** `excursa generate`: realisations of a model. */
export const generateCommand = defineCommand({
  description: 'Draws 3D (or 2D) realisations of a model. The same seed gives the same bytes.',
  arguments: [{ name: 'model', summary: 'model.json of a calibration', path: 'file' }],
  options: {
    shape: {
      summary: 'voxels along z, y and x, for example 256,256,256; two numbers make an image',
      group: groups.model,
      value: wholes('z,y,x', '256,256,256'),
      required: true,
    },
    realisations: {
      summary: 'number of realisations',
      group: groups.model,
      value: whole({ low: 1, example: 1 }),
      fallback: 1,
    },
    seed: {
      summary: 'seed of the noise',
      group: groups.model,
      value: whole({ example: 1 }),
      fallback: 1,
      shared: true,
    },
    periodic: { summary: 'make opposite faces of the volume continue each other', group: groups.model },
    origin: {
      summary: 'coordinates of the first voxel; volumes of one seed at neighbouring origins continue each other',
      group: groups.model,
      value: wholes('z,y,x', '0,0,256'),
    },
    out: {
      summary: `file to write: ${writableNames}; several realisations get a number each`,
      group: groups.output,
      value: file,
      fallback: 'twin.tif',
    },
  },
  examples: ['excursa generate run/model.json --shape 256,256,256 --out twin.tif --seed 7'],
  afterStop: 'the same command again, which writes the same bytes',
  run: async ({ words: [path], options, console, threads, memory, signal, invocation }) => {
    const model = readModel(path);
    const { shape, origin, out, seed, realisations } = options;
    checkWritable(out);
    createGrid(shape);
    if (origin && origin.length !== 3) {
      throw new ExcursaError({
        kind: 'usage',
        what: '--origin',
        expected: 'three coordinates z,y,x',
        got: `${origin.join(',')}`,
        remedy: '--origin 0,0,256',
      });
    }
    const request = {
      shape,
      seed,
      periodic: options.periodic ?? false,
      threads,
      signal,
      ...(origin && { origin: origin as unknown as Triple }),
    };
    const torus = torusOf(model, request);
    budgetMemory(
      console,
      `generate ${shape.join(' x ')} (on a torus of ${torus.join(' x ')})`,
      realisationBytes(model, request) + base,
      memory,
    );
    const caveat = caveatOf(model);
    if (caveat) console.note(caveat);
    const results: { file: string; realisation: number; volumeFractions: Record<string, number> }[] = [];
    for (let r = 0; r < realisations; r++) {
      console.progress({ task: 'generating', done: r, total: realisations, unit: 'realisations' });
      const { map, clippedShares } = await realise(model, { ...request, realisation: r });
      for (const [field, share] of Object.entries(clippedShares)) {
        if (share > 1e-3) {
          console.warn(
            `${(100 * share).toFixed(1)} % of the spectrum of field ${field} was negative and clipped, its correlation does not fit the periodic window; use at least ${Math.ceil(2 * model.taper)} voxels an axis or leave out --periodic`,
          );
        }
      }
      const name = pathOf(out, r, realisations);
      await writePhaseMap(name, map);
      const counts = countVoxels(map);
      const fractions = Object.fromEntries(map.phases.map((phase, i) => [phase.name, counts[i] / map.data.length]));
      results.push({ file: name, realisation: r, volumeFractions: fractions });
    }
    await writeManifest(`${out}.manifest.json`, {
      ...makeManifest(
        invocation,
        seed,
        [await hashFile(path)],
        results.map((result) => result.file),
      ),
      ...(caveat && { caveat }),
    });
    return {
      json: { shape, spacing: model.spacing, unit: model.unit, results, ...(caveat && { caveat }) },
      tables: realisationTables(
        results,
        model.phases.map(({ name }) => name),
      ),
    };
  },
});
