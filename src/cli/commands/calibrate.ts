import { join } from 'node:path';
import {
  type ClosedFormProgress,
  calibrate,
  type LogEntry,
  type Settings,
  settingsSchema,
  type TrainerState,
} from '../../calibrate/index.ts';
import { type Choice, candidatesOf, chooseClass, settingsOfChoice } from '../../choice/index.ts';
import { validate } from '../../compare/index.ts';
import { ExcursaError, textOf } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { writeFileAtomic } from '../../node/index.ts';
import { presets, realise } from '../../phase/index.ts';
import {
  anisotropyTables,
  calibrationReport,
  choiceTables,
  comparisonTables,
  exactFitTables,
  openReport,
  renderTexts,
} from '../../report/index.ts';
import { version } from '../../version.ts';
import { defineCommand, groups, type OptionRecords, type OptionValues } from '../command.ts';
import type { Console } from '../console.ts';
import { flagOf } from '../flags.ts';
import { checkRealisations, inputOptionsWith, pagesAs, readInputs, spacing } from '../inputs.ts';
import { makeManifest, provenanceOf } from '../manifest.ts';
import { figuresOption, writeReportFiles } from '../report-files.ts';
import { type Place, pickSettings, settingsOptions } from '../settings-options.ts';
import { choice, file, folder, text, whole } from '../values.ts';

/** Value of --model that leaves the class to the program. */
const auto = 'auto';

/** Headings of help and the settings below them; those after the bar are for experts. */
const places = {
  [groups.model]: 'model family loss order seed |',
  'Exact fit:':
    'starts | points volumeTolerance surfaceTolerance chordTolerance interfaceTolerance smoothness taper maxLag',
  'Fit by simulation:': 'functions |',
};

/** Where help shows a setting: under its method. */
function placeOf(name: string): Place {
  for (const [group, names] of Object.entries(places)) {
    const [usual, expert] = names.split('|').map((part) => part.trim().split(' '));
    if (usual.includes(name) || expert.includes(name)) {
      return { group, expert: expert.includes(name), shared: name === 'seed' };
    }
  }
  const usual = ['window', 'batch', 'iterations', 'discriminator'];
  return { group: 'Training with a discriminator:', expert: !usual.includes(name) };
}

const { model: _, ...settings } = settingsOptions(settingsSchema, placeOf);

const options = {
  ...inputOptionsWith('sections'),
  anisotropy: {
    summary: 'x-z sections (rows along z) or a volume, to estimate how structures are stretched along z',
    group: groups.input,
    value: file,
    several: true,
  },
  anisotropyAs: {
    summary: 'whether the pages of those files are sections or the layers of a volume',
    group: groups.input,
    value: pagesAs,
    fallback: 'sections',
    expert: true,
  },
  anisotropySpacing: {
    summary: 'voxel size of those files; in sections the second number is the height of a row',
    otherwise: '--spacing',
    group: groups.input,
    value: spacing,
    expert: true,
  },
  out: {
    summary: 'folder of the run: model.json, report.html and what the method leaves to go on from',
    group: groups.output,
    value: folder,
    required: true,
  },
  figures: figuresOption,
  resume: { summary: 'continue the run in the folder', group: groups.output },
  model: {
    summary:
      'model class; auto fits the classes that suit the number of phases to one half of the data, compares them on the other half and chooses',
    otherwise: 'assb',
    group: groups.model,
    value: choice([...Object.keys(presets), auto]),
  },
  candidates: {
    summary: 'classes that --model auto compares, for example assb,grains',
    otherwise: 'all but cracked-grains',
    group: groups.model,
    value: text('list'),
  },
  realisations: {
    summary: 'realisations of the closing validation',
    group: groups.check,
    value: whole({ example: 8 }),
    fallback: 8,
  },
  twin: {
    summary: 'edge of the cubic twin in the report, voxels; 0 for none',
    group: groups.check,
    value: whole({ example: 128 }),
    fallback: 128,
  },
} as const satisfies OptionRecords;

type Options = OptionValues<typeof options>;

/** The settings of a run: from options, checked against the schema. */
function settingsOf(given: Options): Settings {
  const { model, ...picked } = pickSettings(settingsSchema, given);
  const parsed = settingsSchema.safeParse({ ...picked, ...(model !== auto && model !== undefined && { model }) });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const name = String(issue.path[0]);
  throw new ExcursaError(
    'usage',
    `${flagOf({ setting: name })}: expected a permitted value (${issue.message}), got ${picked[name]}; try leaving it out`,
  );
}

/** Reads what --anisotropy names, with the labels and voxel size of the calibrated images unless told otherwise. */
const readAcross = (paths: readonly string[], given: Options, sections: readonly PhaseMap[]) =>
  readInputs(
    paths,
    {
      as: given.anisotropyAs,
      labels: given.labels,
      mask: given.mask,
      spacing: given.anisotropySpacing ?? given.spacing,
    },
    sections[0].phases,
  );

const largest = (errors: readonly number[]): string => `${(100 * Math.max(...errors.map(Math.abs))).toFixed(1)} %`;

/** Progress of training: stage and step, losses, current descriptor errors. */
function showTraining(console: Console, settings: Settings) {
  let errors = '';
  return (entry: LogEntry, state: TrainerState): void => {
    if (entry.volumeFractionErrors && entry.surfaceAreaErrors) {
      errors = `errors V ${largest(entry.volumeFractionErrors)}, S_V ${largest(entry.surfaceAreaErrors)}`;
    }
    const total = {
      screening: settings.screeningSteps,
      generator: settings.generatorSteps,
      discriminator: settings.discriminatorSteps,
      alternating: settings.iterations,
    };
    const loss = (name: string, value: number | undefined): string[] =>
      value === undefined ? [] : [`${name} ${value.toFixed(3)}`];
    const losses = [
      ...loss('L_TPPF', entry.tppfLoss),
      ...loss('L_adv', entry.adversarialLoss),
      ...loss('L_D', entry.discriminatorLoss),
    ];
    const best = state.best ? `best ${(100 * state.best.error).toFixed(2)} % at ${state.best.step}` : '';
    console.progress({
      task: `${entry.stage}, order ${entry.order.join(',')}`,
      done: state.stage === entry.stage ? state.stageStep : total[entry.stage],
      total: total[entry.stage],
      unit: 'steps',
      detail: [losses.join(' '), errors, best].filter((part) => part !== '').join(' | '),
    });
  };
}

const bestLoss = (best: number | null): string => (best === null ? '' : `best loss ${best.toPrecision(4)}`);

/** Progress of the exact fit. */
function showExact(console: Console): (progress: ClosedFormProgress) => void {
  return (progress) => {
    const { done, total } = progress;
    if (progress.kind === 'cross-validation') {
      console.progress({ task: 'choosing the smoothness', done, total, unit: 'fits' });
    } else {
      const { round, rounds, best } = progress;
      const task = `exact fit, round ${round + 1} of ${rounds}`;
      console.progress({ task, done, total, unit: 'starts', detail: bestLoss(best) });
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

/** `excursa calibrate`: images to a model, with a report. */
export const calibrateCommand = defineCommand({
  description:
    'Calibrates a model to segmented 2D images. The run folder gets the model, a report and a comparison of model and data.',
  arguments: [{ name: 'input', summary: 'TIFF, PNG or NPY files of one material', several: true, path: 'file' }],
  options: { ...options, ...settings },
  examples: ['excursa calibrate slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --out run'],
  stopsAfterStep: true,
  run: async ({ words: paths, options: given, console, threads, signal, invocation }) => {
    const asked = settingsOf(given);
    checkChoice(given, asked);
    checkRealisations(given.realisations);
    const { maps, sources } = await readInputs(paths, given);
    const across = given.anisotropy && (await readAcross(given.anisotropy, given, maps));
    const { out, resume = false, realisations } = given;
    console.progress({ task: 'measuring the images' });
    const choose = async (): Promise<Choice> => {
      const candidates = candidatesOf(maps[0].phases.length, given.candidates);
      const request = { sections: maps, sources, settings: asked, candidates, folder: out, threads, version, resume };
      const onProgress = (what: string): void => console.progress({ task: `choosing a class: ${what}` });
      return chooseClass({ ...request, signal, onProgress });
    };
    const chosen = given.model === auto ? await choose() : undefined;
    const used = chosen ? settingsOfChoice(asked, chosen) : asked;
    const result = await calibrate({
      sections: maps,
      sources,
      ...(across && { across }),
      settings: used,
      folder: out,
      threads,
      version,
      resume,
      onStep: showTraining(console, used),
      onExact: showExact(console),
      onSimulated: ({ stage, done, total, best }) =>
        console.progress({ task: `simulated fit, ${stage}`, done, total, unit: 'starts', detail: bestLoss(best) }),
      signal,
    });
    const common = { realisations, seed: used.seed, threads };
    const show = (task: string) => (done: number, total: number) =>
      console.progress({ task, done, total, unit: 'realisations' });
    const validation = await validate(result.model, maps, { ...common, onProgress: show('validating') });
    const acrossValidation =
      across &&
      (await validate(result.model, across.maps, {
        ...common,
        plane: 'xz',
        onProgress: show('validating along z'),
      }));
    const { twin: edge } = given;
    const twin =
      edge > 0 ? (await realise(result.model, { shape: [edge, edge, edge], seed: used.seed, threads })).map : undefined;
    const outputs = [
      'model.json',
      ...(result.exactFit ? ['exact-fit.json'] : []),
      ...(result.entries.length > 0 ? ['log.jsonl'] : []),
      ...(across ? ['anisotropy.json'] : []),
      ...(chosen ? ['choice.json'] : []),
      'validation.json',
      'report.html',
    ].map((name) => join(out, name));
    if (given.figures !== undefined) outputs.push(given.figures);
    const inputs = [...sources, ...(across?.sources ?? [])];
    const manifest = makeManifest(invocation, used.seed, inputs, outputs, used);
    await writeFileAtomic(join(out, 'validation.json'), `${JSON.stringify(validation.comparison, null, 1)}\n`);
    const findings = { result, maps, validation, across: acrossValidation, twin, choice: chosen };
    const provenance = provenanceOf(manifest);
    await writeReportFiles(() => openReport(calibrationReport({ ...findings, provenance, nameSetting: flagOf })), {
      report: join(out, 'report.html'),
      figures: given.figures,
    });
    await writeFileAtomic(join(out, 'manifest.json'), `${JSON.stringify(manifest, null, 1)}\n`);
    for (const { name, sentence, cure } of result.signatures) {
      console.note(`warning: ${name}. ${sentence} ${textOf(cure, flagOf)}`);
    }
    const tables = [
      ...(chosen ? choiceTables(chosen) : []),
      ...(result.exactFit ? exactFitTables(result.exactFit) : []),
      ...(result.anisotropy ? anisotropyTables(result.anisotropy) : []),
      ...comparisonTables(validation.comparison),
    ];
    const files = `model  ${join(out, 'model.json')}\nreport ${join(out, 'report.html')}`;
    return {
      json: result.file,
      tables,
      text: `${renderTexts(tables.filter(({ folded }) => !folded))}

${files}`,
    };
  },
});
