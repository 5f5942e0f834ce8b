import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { z } from 'zod';
import {
  type ClosedFormProgress,
  calibrate,
  type LogEntry,
  type Settings,
  settingsSchema,
  type TrainerState,
} from '../../calibrate/index.ts';
import { type Choice, candidatesOf, chooseClass, settingsOfChoice } from '../../choice/index.ts';
import { ExcursaError, textOf } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import type { Source } from '../../io/index.ts';
import { writeFileAtomic } from '../../node/index.ts';
import { presets, realise } from '../../phase/index.ts';
import { anisotropyTables, choiceTables, exactFitTables, renderReport, renderTexts } from '../../report/index.ts';
import { version } from '../../version.ts';
import { type CommonOptions, type Console, openConsole } from '../console.ts';
import { addSettingsFlags, flagOf, parseWhole, pickSettings } from '../flags.ts';
import { addInputOptions, type InputOptions, readInputs } from '../inputs.ts';
import { threadsOf } from '../machine.ts';
import { makeManifest } from '../manifest.ts';
import { calibrationReport } from '../reports.ts';
import { comparisonTable, validateModel } from '../validation.ts';

interface Options extends CommonOptions, InputOptions {
  readonly out: string;
  readonly resume?: boolean;
  readonly twin: number;
  readonly realisations: number;
  readonly anisotropy?: string[];
  readonly anisotropyAs?: 'sections' | 'volume';
  readonly anisotropySpacing?: string;
  readonly model?: string;
  readonly candidates?: string;
}

/** Value of --model that leaves the class to the program. */
const auto = 'auto';

/** The settings of a run: from flags, checked against the schema. */
function settingsOf(options: Options): Settings {
  const { model, ...given } = pickSettings(settingsSchema, options as unknown as Record<string, unknown>);
  const parsed = settingsSchema.safeParse({ ...given, ...(model !== auto && model !== undefined && { model }) });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const flag = `--${String(issue.path[0]).replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)}`;
  const got = (options as unknown as Record<string, unknown>)[String(issue.path[0])];
  throw new ExcursaError(
    'usage',
    `${flag}: expected a permitted value (${issue.message}), got ${got}; try leaving it out`,
  );
}

/** Reads what --anisotropy names, with the labels and voxel size of the calibrated images unless told otherwise. */
async function readAcross(
  paths: readonly string[],
  options: Options,
  sections: readonly PhaseMap[],
): Promise<{ maps: PhaseMap[]; sources: Source[] }> {
  const spacing = options.anisotropySpacing ?? options.spacing;
  const as = options.anisotropyAs ?? 'sections';
  const { labels, mask } = options;
  const own = { as, ...(labels && { labels }), ...(mask !== undefined && { mask }), ...(spacing && { spacing }) };
  return readInputs(paths, own, as, sections[0].phases);
}

const largest = (errors: readonly number[]): string => `${(100 * Math.max(...errors.map(Math.abs))).toFixed(1)} %`;

/** The progress line: stage and step, losses, current descriptor errors. */
function createProgress(console: Console, settings: Settings) {
  let errors = '';
  return (entry: LogEntry, state: TrainerState): void => {
    if (entry.volumeFractionErrors && entry.surfaceAreaErrors) {
      errors = ` | errors V ${largest(entry.volumeFractionErrors)}, S_V ${largest(entry.surfaceAreaErrors)}`;
    }
    const total = {
      screening: settings.screeningSteps,
      generator: settings.generatorSteps,
      discriminator: settings.discriminatorSteps,
      alternating: settings.iterations,
    };
    const loss = (name: string, value: number | undefined): string =>
      value === undefined ? '' : ` ${name} ${value.toFixed(3)}`;
    const done = state.stage === entry.stage ? state.stageStep : total[entry.stage];
    console.progress(
      `${entry.stage} ${done}/${total[entry.stage]} (order ${entry.order.join(',')})` +
        loss('L_TPPF', entry.tppfLoss) +
        loss('L_adv', entry.adversarialLoss) +
        loss('L_D', entry.discriminatorLoss) +
        errors +
        (state.best ? ` | best ${(100 * state.best.error).toFixed(2)} % at ${state.best.step}` : ''),
    );
  };
}

/** The progress line of the exact fit. */
function showExact(console: Console): (progress: ClosedFormProgress) => void {
  return (progress) => {
    if (progress.kind === 'cross-validation') {
      console.progress(`choosing the smoothness: fit ${progress.done} of ${progress.total}`);
    } else {
      const { round, rounds, done, total, best } = progress;
      const so = best === null ? '' : ` | best loss so far ${best.toPrecision(4)}`;
      console.progress(`exact fit, round ${round + 1} of ${rounds}: ${done} of ${total} starts${so}`);
    }
  };
}

/** Refuses what a choice between classes cannot serve. */
function checkChoice({ model, candidates, anisotropy }: Options, { loss }: Settings): void {
  const fail = (message: string): never => {
    throw new ExcursaError('usage', message);
  };
  if (candidates !== undefined && model !== auto) {
    fail(`--candidates: expected --model auto beside it, got ${model ?? 'no --model'}; try --model auto`);
  }
  if (model !== auto) return;
  if (loss !== 'closed-form') {
    fail(`--model auto: expected no --loss, since every class is fitted by its own, got ${loss}; try without --loss`);
  }
  if (anisotropy) {
    fail('--model auto: expected no --anisotropy, got one; try choosing first, then --model NAME with --anisotropy');
  }
}

/** Runs `work` with Ctrl-C turned into a signal; a second Ctrl-C ends at once. */
async function interruptible<T>(console: Console, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  const stop = (): void => {
    if (controller.signal.aborted) process.exit(1);
    controller.abort();
    console.note('stopping after this step; press Ctrl-C again to stop at once');
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
  try {
    return await work(controller.signal);
  } finally {
    process.off('SIGINT', stop);
    process.off('SIGTERM', stop);
  }
}

/** `excursa calibrate`: images to a model, with a report. */
export function calibrateCommand(): Command {
  const command = new Command('calibrate')
    .description('calibrates a model to segmented 2D images')
    .argument('<input...>', 'TIFF, PNG or NPY files of one material')
    .requiredOption(
      '--out <folder>',
      'folder of the run: model.json, exact-fit.json, report.html; log.jsonl and a checkpoint where realisations are trained on',
    )
    .option('--resume', 'go on with the run in the folder')
    .option('--twin <voxels>', 'edge of the cubic twin drawn for the report, 0 for none', parseWhole, 128)
    .option('--realisations <n>', 'realisations for the closing validation', parseWhole, 8)
    .option(
      '--anisotropy <file...>',
      'x-z sections (rows along z) or a volume, to estimate how much shorter or longer structures are along z',
    )
    .addOption(
      new Option(
        '--anisotropy-as <kind>',
        'pages of those files are sections or layers of a volume (default: sections)',
      ).choices(['sections', 'volume']),
    )
    .option(
      '--anisotropy-spacing <size>',
      'their voxel size; in sections the second number is the height of a row; default: --spacing',
    )
    .addHelpText(
      'after',
      '\nExample:\n  excursa calibrate slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --out run',
    );
  addInputOptions(command, 'sections');
  const schema = z.toJSONSchema(settingsSchema, { io: 'input' });
  addSettingsFlags(command, schema.properties as never, ['model']);
  command
    .addOption(
      new Option(
        '--model <name>',
        'model class: which fields make the phases; auto fits the classes that suit the number of phases to half of the data, compares them on the other half and chooses (default: assb)',
      ).choices([...Object.keys(presets), auto]),
    )
    .option(
      '--candidates <list>',
      'with --model auto: the classes to compare, for example assb,grains; default: all but cracked-grains',
    );
  return command.action(async (paths: string[], options: Options) => {
    const began = performance.now();
    const console = openConsole(options);
    const asked = settingsOf(options);
    checkChoice(options, asked);
    if (options.realisations < 2) {
      throw new ExcursaError(
        'usage',
        `--realisations: expected at least 2, got ${options.realisations}; try --realisations 8`,
      );
    }
    const { maps, sources } = await readInputs(paths, options, 'sections');
    const across = options.anisotropy && (await readAcross(options.anisotropy, options, maps));
    const folder = options.out;
    const threads = threadsOf(options);
    const resume = options.resume ?? false;
    console.progress('measuring the images ...');
    const choose = async (): Promise<Choice> => {
      const candidates = candidatesOf(maps[0].phases.length, options.candidates);
      const request = { sections: maps, sources, settings: asked, candidates, folder, threads, version, resume };
      const onProgress = (text: string): void => console.progress(`choosing a class: ${text}`);
      return interruptible(console, (signal) => chooseClass({ ...request, signal, onProgress }));
    };
    const choice = options.model === auto ? await choose() : undefined;
    const settings = choice ? settingsOfChoice(asked, choice) : asked;
    const progress = createProgress(console, settings);
    const result = await interruptible(console, (signal) =>
      calibrate({
        sections: maps,
        sources,
        ...(across && { across }),
        settings,
        folder,
        threads,
        version,
        resume,
        onStep: progress,
        onExact: showExact(console),
        onSimulated: ({ stage, done, total, best }) =>
          console.progress(
            `simulated fit, ${stage}: ${done} of ${total} starts${best === null ? '' : ` | best loss so far ${best.toPrecision(4)}`}`,
          ),
        signal,
      }),
    );
    console.progress('validating ...');
    const validation = await validateModel({
      model: result.model,
      reference: maps,
      realisations: options.realisations,
      seed: settings.seed,
      threads,
      onProgress: (done, total) => console.progress(`validating: realisation ${done} of ${total}`),
    });
    const acrossValidation =
      across &&
      (await validateModel({
        model: result.model,
        reference: across.maps,
        realisations: options.realisations,
        seed: settings.seed,
        plane: 'xz',
        threads,
        onProgress: (done, total) => console.progress(`validating along z: realisation ${done} of ${total}`),
      }));
    const twin =
      options.twin > 0
        ? (await realise(result.model, { shape: Array(3).fill(options.twin), seed: settings.seed, threads })).map
        : undefined;
    const outputs = [
      'model.json',
      ...(result.exactFit ? ['exact-fit.json'] : []),
      ...(result.entries.length > 0 ? ['log.jsonl'] : []),
      ...(across ? ['anisotropy.json'] : []),
      ...(choice ? ['choice.json'] : []),
      'validation.json',
      'report.html',
    ].map((name) => join(folder, name));
    const manifest = makeManifest(began, settings.seed, [...sources, ...(across?.sources ?? [])], outputs);
    await writeFileAtomic(join(folder, 'validation.json'), `${JSON.stringify(validation.comparison, null, 1)}\n`);
    await writeFileAtomic(
      join(folder, 'report.html'),
      await renderReport(
        calibrationReport({ result, maps, validation, across: acrossValidation, twin, manifest, choice }),
      ),
    );
    await writeFileAtomic(join(folder, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    for (const { name, sentence, cure } of result.signatures) {
      console.note(`warning: ${name}. ${sentence} ${textOf(cure, flagOf)}`);
    }
    if (console.json) console.print(readFileSync(join(folder, 'model.json'), 'utf8').trimEnd());
    else {
      if (choice) console.print(`${renderTexts(choiceTables(choice))}\n`);
      if (result.exactFit) console.print(`${renderTexts(exactFitTables(result.exactFit))}\n`);
      if (result.anisotropy) console.print(`${renderTexts(anisotropyTables(result.anisotropy))}\n`);
      console.print(comparisonTable(validation.comparison));
      console.print(`\nmodel  ${join(folder, 'model.json')}\nreport ${join(folder, 'report.html')}`);
    }
  });
}
