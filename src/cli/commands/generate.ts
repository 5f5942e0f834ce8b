import { extname } from 'node:path';
import { ExcursaError } from '../../errors.ts';
import { countVoxels, createGrid, gridIn, type Triple } from '../../grid/index.ts';
import { readableFormats, type Source, writableNames } from '../../io/index.ts';
import { checkWritable, hashFile, readModel, writePhaseMap } from '../../node/index.ts';
import {
  caveatOf,
  checkCondition,
  type ExcursionModel,
  type GivenSection,
  realisationBytes,
  realise,
  realiseThrough,
  setsOfSections,
  torusOf,
} from '../../phase/index.ts';
import { realisationTables } from '../../report/index.ts';
import { defineCommand, groups } from '../command.ts';
import type { Console } from '../console.ts';
import { checkReplaced, isForced } from '../existing-files.ts';
import { type InputOptions, inputOptions, readInputs } from '../inputs.ts';
import { base, budgetMemory } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { type Condition, checkEffect } from '../options-in-use.ts';
import { file, whole, wholes } from '../values.ts';

/** The path of realisation r of n: twin.tif, or twin-000.tif, twin-001.tif, ... */
function pathOf(out: string, r: number, n: number): string {
  if (n === 1) return out;
  const extension = extname(out);
  return `${out.slice(0, out.length - extension.length)}-${String(r).padStart(3, '0')}${extension}`;
}

/** Share of the pixels of sections below which a volume is warned of. */
const leastAgreement = 0.995;

/** Most voxels of a torus: a thousand times those of 1024^3, which is days of work for a few fields. */
const mostTorusVoxels = 1e12;

/** Flags that have an effect with sections alone. */
const conditionsOf = (images: readonly string[]): Condition[] => [
  {
    ...{ options: ['layers'], holds: images.length > 0, got: 'none' },
    expected: 'images of the sections that it places',
    remedy: 'their files behind the model',
  },
  {
    ...{ options: Object.keys(inputOptions), holds: images.length > 0, got: 'none' },
    expected: 'images of sections, which it reads',
  },
];

/** The sections that a volume shall pass through, with the phases of the model. */
async function readSections(
  model: ExcursionModel,
  paths: readonly string[],
  options: InputOptions & { readonly layers?: readonly number[] | undefined },
  console: Console,
): Promise<{ sections: GivenSection[]; sources: Source[] }> {
  if (paths.length === 0) return { sections: [], sources: [] };
  const [, , pixel] = model.spacing;
  const { maps, sources } = await readInputs(paths, options, {
    phases: model.phases,
    fallbackSpacing: { spacing: [pixel, pixel, pixel], unit: model.unit, cubic: true, of: 'the model' },
    console,
  });
  const layers = options.layers ?? (maps.length === 1 ? [0] : []);
  if (layers.length !== maps.length) {
    throw new ExcursaError({
      kind: 'usage',
      what: '--layers',
      expected: `a layer for each of ${maps.length} sections`,
      got: layers.length === 0 ? 'none' : layers.join(','),
      remedy: `--layers ${maps.map((_, i) => 20 * i).join(',')}`,
    });
  }
  for (const { grid } of maps) {
    const { spacing } = gridIn(grid, model.unit);
    if (Math.abs(spacing[2] / pixel - 1) > 0.01) {
      throw new ExcursaError({
        kind: 'input',
        what: 'sections',
        expected: `pixels of ${pixel} ${model.unit}, those of the model`,
        got: `${spacing[2]} ${model.unit}`,
        remedy: '--stride 2, or a model calibrated to such pixels',
      });
    }
  }
  return { sections: maps.map((map, i) => ({ layer: layers[i], map })), sources };
}

/** `excursa generate`: realisations of a model. */
export const generateCommand = defineCommand({
  description: 'Draws 3D (or 2D) realisations of a model. The same seed gives the same bytes.',
  arguments: [
    { name: 'model', summary: 'model.json of a calibration', path: 'file' },
    {
      name: 'sections',
      summary: `images that layers of the volume shall be: ${readableFormats} files`,
      ...{ several: true, optional: true, path: 'file' },
    },
  ],
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
    layers: {
      summary: 'layers of the volume that are the sections, in their order',
      group: groups.model,
      value: wholes('list', '0,40'),
      otherwise: '0, for one section',
    },
    ...inputOptions,
    out: {
      summary: `file to write: ${writableNames}; several realisations get a number each`,
      group: groups.output,
      value: file,
      fallback: 'twin.tif',
    },
  },
  examples: ['excursa generate run/model.json --shape 256,256,256 --out twin.tif --seed 7'],
  afterStop: 'the same command again, which writes the same bytes',
  run: async ({ words: [path, ...images], options, console, threads, memory, signal, invocation }) => {
    const model = readModel(path);
    const { shape, origin, out, seed, realisations } = options;
    checkWritable(out);
    for (let r = 0; r < realisations; r++) {
      checkReplaced(pathOf(out, r, realisations), isForced(options), `${out}.manifest.json`);
    }
    createGrid(shape);
    checkEffect(invocation.typed, conditionsOf(images));
    if (images.length > 0) checkCondition(model, { shape });
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
    const voxels = torus.reduce((product, n) => product * n, 1);
    if (voxels > mostTorusVoxels) {
      throw new ExcursaError({
        kind: 'usage',
        what: `generate ${shape.join(' x ')}`,
        expected: `a torus of at most ${mostTorusVoxels.toExponential(0)} voxels, some days of work`,
        got: `${torus.join(' x ')}, as correlations reach beyond the thin axes`,
        remedy: ['a smaller ', { setting: 'shape' }],
      });
    }
    budgetMemory(
      console,
      `generate ${shape.join(' x ')} (on a torus of ${torus.join(' x ')})`,
      realisationBytes(model, request) + base,
      memory,
    );
    const caveat = caveatOf(model);
    if (caveat) console.note(caveat);
    const { sections, sources } = await readSections(model, images, options, console);
    if (sections.length > 0) setsOfSections(model, request, sections);
    const results: { file: string; realisation: number; volumeFractions: Record<string, number> }[] = [];
    for (let r = 0; r < realisations; r++) {
      console.progress({ task: 'generating', done: r, total: realisations, unit: 'realisations' });
      const asked = { ...request, realisation: r };
      const { map, clippedShares, agreement } =
        sections.length > 0
          ? await realiseThrough(model, asked, sections)
          : { ...(await realise(model, asked)), agreement: 1 };
      if (agreement < leastAgreement) {
        console.warn(
          `${(100 * (1 - agreement)).toFixed(2)} % of the pixels of the sections have another phase in the volume; the model hardly makes such sections`,
        );
      }
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
        [await hashFile(path), ...sources],
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
