import { Command, Option } from 'commander';
import { ExcursaError } from '../../errors.ts';
import { hashFile, writeFileAtomic } from '../../node/index.ts';
import { realisationBytes } from '../../phase/index.ts';
import { distanceTables, realismTables, renderReport, renderTexts, similarityTables } from '../../report/index.ts';
import { type CommonOptions, openConsole } from '../console.ts';
import { parseWhole } from '../flags.ts';
import { addInputOptions, type InputOptions, readInputs } from '../inputs.ts';
import { budgetMemory, threadsOf } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { readModel } from '../models.ts';
import { validationReport } from '../reports.ts';
import { checkRealism, comparisonTable, testRealism, validateModel } from '../validation.ts';

interface Options extends CommonOptions, InputOptions {
  readonly realisations: number;
  readonly out?: string;
  readonly report?: string;
  readonly plane?: 'xy' | 'xz';
  readonly full?: boolean;
  readonly realism?: boolean;
}

/** `excursa validate`: a model against images or a volume. */
export function validateCommand(): Command {
  const command = new Command('validate')
    .description('compares realisations of a model with images or a volume')
    .argument('<model>', 'model.json of a calibration')
    .argument('<reference...>', 'images or a volume of the material')
    .option('--realisations <n>', 'how many realisations of the size of the reference', parseWhole, 8)
    .option('--seed <n>', 'seed of the realisations', parseWhole, 1)
    .addOption(
      new Option('--plane <plane>', 'plane of 2D sections; in xz their rows lie along z (default: xy)').choices([
        'xy',
        'xz',
      ]),
    )
    .option('--full', 'measure tortuosity and sizes of volumes too (images always have them)')
    .option('--realism', 'train networks to tell images of the model from the data, and say how well they can')
    .option('--out <file>', 'JSON file to write')
    .option('--report <file>', 'HTML report to write')
    .addHelpText(
      'after',
      '\nExample:\n  excursa validate run/model.json slice.tif --labels 0=pore,1=am,2=se --report validation.html',
    );
  return addInputOptions(command, 'sections').action(async (path: string, references: string[], options: Options) => {
    const began = performance.now();
    const console = openConsole(options);
    const model = readModel(path);
    if (options.realisations < 2) {
      throw new ExcursaError(
        'usage',
        `--realisations: expected at least 2 to tell the scatter, got ${options.realisations}; try --realisations 8`,
      );
    }
    const spacing = options.spacing ?? model.spacing.map(String).join(',') + model.unit;
    const { maps, sources } = await readInputs(references, { ...options, spacing }, 'sections', model.phases);
    const { grid } = maps[0];
    if (options.realism) checkRealism(maps);
    const shape = grid.rank === 2 ? grid.shape.slice(1) : grid.shape;
    budgetMemory(console, `validate ${shape.join(' x ')}`, realisationBytes(model, { shape, seed: 0 }) + 2 ** 28);
    const seed = options.seed ?? 1;
    const request = {
      model,
      reference: maps,
      seed,
      threads: threadsOf(options),
      ...(options.plane && { plane: options.plane }),
    };
    const validation = await validateModel({
      ...request,
      realisations: options.realisations,
      full: options.full,
      onProgress: (done, total) => console.progress(`realisation ${done} of ${total}`),
    });
    const realism = options.realism
      ? await testRealism({
          ...request,
          onProgress: (done, total) => console.progress(`two-sample test: step ${done} of ${total}`),
        })
      : undefined;
    const manifest = makeManifest(
      began,
      seed,
      [await hashFile(path), ...sources],
      [options.out, options.report].filter((f) => f !== undefined),
    );
    const { comparison, similarity } = validation;
    const json = JSON.stringify(
      { ...comparison, ...(similarity && { similarity }), ...(realism && { realism }), manifest },
      null,
      1,
    );
    if (options.out) {
      await writeFileAtomic(options.out, `${json}\n`);
      await writeManifest(`${options.out}.manifest.json`, manifest);
    }
    if (options.report)
      await writeFileAtomic(
        options.report,
        await renderReport(validationReport({ model, maps, validation, manifest, realism })),
      );
    console.print(
      console.json
        ? json
        : [
            comparisonTable(comparison),
            renderTexts([
              ...distanceTables(comparison),
              ...(similarity ? similarityTables(similarity) : []),
              ...(realism ? realismTables(realism) : []),
            ]),
          ].join('\n\n'),
    );
  });
}
