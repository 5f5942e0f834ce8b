import { existsSync } from 'node:fs';
import { dirname, extname, resolve } from 'node:path';
import { Command } from 'commander';
import { ExcursaError } from '../../errors.ts';
import { countVoxels, createGrid, type Triple } from '../../grid/index.ts';
import { checkWritable, hashFile, writePhaseMap } from '../../node/index.ts';
import { realisationBytes, realise, torusOf } from '../../phase/index.ts';
import { type CommonOptions, openConsole } from '../console.ts';
import { parseWhole } from '../flags.ts';
import { budgetMemory, threadsOf } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { readModel } from '../models.ts';
import { table } from '../table.ts';

interface Options extends CommonOptions {
  readonly shape: string;
  readonly out: string;
  readonly periodic?: boolean;
  readonly origin?: string;
  readonly realisations: number;
}

/** Whole numbers separated by commas. */
function parseList(text: string, flag: string, example: string): number[] {
  const values = text.split(',').map((part) => Number(part.trim() === '' ? Number.NaN : part));
  if (!values.every(Number.isInteger)) {
    throw new ExcursaError(
      'usage',
      `${flag}: expected whole numbers separated by commas, got ${text}; try ${flag} ${example}`,
    );
  }
  return values;
}

/** The path of realisation r of n: twin.tif, or twin-000.tif, twin-001.tif, ... */
function pathOf(out: string, r: number, n: number): string {
  if (n === 1) return out;
  const extension = extname(out);
  return `${out.slice(0, out.length - extension.length)}-${String(r).padStart(3, '0')}${extension}`;
}

/** `excursa generate`: realisations of a model. */
export function generateCommand(): Command {
  return new Command('generate')
    .description('draws 3D (or 2D) realisations of a model')
    .argument('<model>', 'model.json of a calibration')
    .requiredOption('--shape <z,y,x>', 'voxels, for example 256,256,256 (or 512,512 for an image)')
    .option('--out <file>', 'file to write, .tif, .npy or .vti', 'twin.tif')
    .option('--periodic', 'close the volume to a torus')
    .option(
      '--origin <z,y,x>',
      'global coordinate of the first voxel; windows of one seed that meet continue each other',
    )
    .option('--realisations <n>', 'how many, numbered from 0', parseWhole, 1)
    .option('--seed <n>', 'seed of the noise', parseWhole, 1)
    .addHelpText('after', '\nExample:\n  excursa generate run/model.json --shape 256,256,256 --out twin.tif --seed 7')
    .action(async (path: string, options: Options) => {
      const began = performance.now();
      const console = openConsole(options);
      const model = readModel(path);
      checkWritable(options.out);
      if (!existsSync(dirname(resolve(options.out)))) {
        throw new ExcursaError(
          'resource',
          `${options.out}: expected an existing folder, got none; try creating it first`,
        );
      }
      const shape = parseList(options.shape, '--shape', '256,256,256');
      createGrid(shape);
      const origin = options.origin === undefined ? undefined : parseList(options.origin, '--origin', '0,0,256');
      if (origin && origin.length !== 3) {
        throw new ExcursaError(
          'usage',
          `--origin: expected three coordinates z,y,x, got ${options.origin}; try --origin 0,0,256`,
        );
      }
      if (options.realisations < 1)
        throw new ExcursaError('usage', '--realisations: expected at least 1, got 0; try --realisations 1');
      const request = {
        shape,
        seed: options.seed ?? 1,
        periodic: options.periodic ?? false,
        threads: threadsOf(options),
        ...(origin && { origin: origin as unknown as Triple }),
      };
      const torus = torusOf(model, request);
      budgetMemory(
        console,
        `generate ${shape.join(' x ')} (on a torus of ${torus.join(' x ')})`,
        realisationBytes(model, request) + 2 ** 28,
      );
      const results: Record<string, unknown>[] = [];
      for (let r = 0; r < options.realisations; r++) {
        console.progress(`realisation ${r + 1} of ${options.realisations} ...`);
        const { map, clippedShares } = await realise(model, { ...request, realisation: r });
        for (const [field, share] of Object.entries(clippedShares)) {
          if (share > 1e-3) {
            console.note(
              `warning: ${(100 * share).toFixed(1)} % of the spectrum of field ${field} was negative and clipped, its correlation does not fit the periodic window; use at least ${Math.ceil(2 * model.taper)} voxels an axis or leave out --periodic`,
            );
          }
        }
        const file = pathOf(options.out, r, options.realisations);
        await writePhaseMap(file, map);
        const counts = countVoxels(map);
        const fractions = Object.fromEntries(map.phases.map((phase, i) => [phase.name, counts[i] / map.data.length]));
        results.push({ file, realisation: r, volumeFractions: fractions });
      }
      const outputs = results.map((result) => result.file as string);
      await writeManifest(
        `${options.out}.manifest.json`,
        makeManifest(began, request.seed, [await hashFile(path)], outputs),
      );
      if (console.json)
        console.print(JSON.stringify({ shape, spacing: model.spacing, unit: model.unit, results }, null, 1));
      else {
        console.print(
          table(
            ['file', ...model.phases.map((phase) => `V(${phase.name})`)],
            results.map((result) => [
              result.file as string,
              ...Object.values(result.volumeFractions as object).map((v: number) => v.toFixed(4)),
            ]),
          ),
        );
      }
    });
}
