import {
  type Calibration,
  calibrate,
  commonSettings,
  methods,
  olderLosses,
  parseSettings,
  type SettingsInput,
  settingsSchema,
  stretched,
} from '../../calibrate/index.ts';
import { measureAlternatives, settingsOfChoice } from '../../choice/index.ts';
import { type Comparison, fitErrorsOf, validate, withExactNumbers } from '../../compare/index.ts';
import { descriptionBytes } from '../../descriptor/index.ts';
import { ExcursaError, textOf } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { readableFormats } from '../../io/index.ts';
import { openRunFolder, readRecord } from '../../node/index.ts';
import { automaticClass, classes, presets, usualClasses } from '../../phase/index.ts';
import {
  anisotropyTables,
  calibrationReport,
  choiceTables,
  comparisonTables,
  exactFitTables,
  openReport,
  unseenTables,
} from '../../report/index.ts';
import { version } from '../../version.ts';
import { checkChoice, chooseFor } from '../class-choice.ts';
import { defineCommand, groups, type OptionRecords, type OptionValues } from '../command.ts';
import { conclusionText, nextOf, withoutNext } from '../conclusion.ts';
import type { Console } from '../console.ts';
import { flagOf } from '../flags.ts';
import {
  askForDistance,
  checkRealisations,
  inputOptions,
  pagesAs,
  pagesRule,
  readInputs,
  sectionDistance,
  sectionsFrom,
  spacing,
  warningText,
  withoutSmallSections,
} from '../inputs.ts';
import { base, budgetMemory } from '../machine.ts';
import { figuresOption, makeManifest, provenanceOf, writeReportFiles } from '../manifest.ts';
import { openProject, projectOption } from '../project.ts';
import { type Place, pickSettings, settingsOptions } from '../settings-options.ts';
import { showCalibration } from '../show-calibration.ts';
import { drawTwin } from '../twin.ts';
import { choice, file, folder, text, type ValueKind, whole } from '../values.ts';

/** Value of --model that leaves the class to the program. */
const auto = automaticClass;
/** Classes that an automatic choice leaves out, and those that it tries last. */
const [unnamed, later] = (['when named', 'if recognised'] as const).map((when) =>
  Object.keys(classes)
    .filter((name) => classes[name].choice === when)
    .join(', '),
);

/** Settings that help shows without --help-all. */
const usual = [
  ...['family', 'method', 'refinement', 'order', 'seed', 'starts', 'functions'],
  ...['window', 'batch', 'iterations', 'discriminator'],
];

/** Where help shows a setting: under what all methods share, or under its method. */
function placeOf(name: string): Place {
  const expert = !usual.includes(name);
  if (name in commonSettings.shape) return { group: groups.model, expert, shared: name === 'seed' };
  const method = Object.values(methods).find(({ settings }) => name in settings.shape);
  return { group: `Method ${method?.name}:`, expert };
}

const { model: _, ...settings } = settingsOptions(settingsSchema, placeOf);

/** The name of a model class, or a file with a record of one's own. */
const modelName: ValueKind<string> = (() => {
  const names = choice([...Object.keys(presets), auto]);
  return {
    ...names,
    parse: (word, name) => (word.endsWith('.json') ? word : names.parse(word, name)),
    schema: { type: 'string' },
  };
})();

const options = {
  ...inputOptions,
  project: projectOption,
  sectionDistance,
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
    otherwise: pagesRule,
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
  resume: {
    summary: 'go on with the stopped run in the folder of --out; give the same images and settings again',
    group: groups.output,
  },
  model: {
    summary:
      'model class, or a JSON file with a model record; auto fits the classes that suit the number of phases to one half of the data, compares them on the other half and chooses',
    otherwise: `chosen in little time where the images hold enough windows; else ${usualClasses}`,
    group: groups.model,
    value: modelName,
  },
  loss: {
    summary: 'earlier name of a method with its refinement or objective',
    group: groups.model,
    value: choice(Object.keys(olderLosses)),
    expert: true,
  },
  candidates: {
    summary: `classes that --model auto compares, for example ${Object.keys(classes).slice(0, 2).join(',')}`,
    otherwise: `all but ${unnamed}; ${later} where the one chosen of the others is recognised`,
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

/** The settings of a run, as they were given. */
function settingsOf(given: Options): SettingsInput {
  const { model, ...picked } = pickSettings(settingsSchema, given);
  const older = given.loss === undefined ? {} : olderLosses[given.loss as keyof typeof olderLosses];
  const isClass = model !== undefined && model !== auto && !String(model).endsWith('.json');
  return { ...older, ...picked, ...(isClass && { model: String(model) }) };
}

/** Reads what --anisotropy names, with the labels and voxel size of the calibrated images unless told otherwise. */
const readAcross = (paths: readonly string[], given: Options, sections: readonly PhaseMap[], console: Console) =>
  readInputs(
    paths,
    {
      as: given.anisotropyAs,
      ...{ labels: given.labels, mask: given.mask, relabel: given.relabel },
      spacing: given.anisotropySpacing ?? given.spacing,
      ...{ region: undefined, stride: given.stride },
    },
    { phases: sections[0].phases, console },
  );

/**
 * Lets work that follows the fit end at the first Ctrl-C: the model is on disk by then, and the rest can be had again.
 */
function untilStopped(signal: AbortSignal, modelPath: string): <T>(work: Promise<T>) => Promise<T> {
  const stopped = new Promise<never>((_, reject) => {
    const stop = (): void =>
      reject(
        new ExcursaError({
          kind: 'interrupted',
          what: 'calibrate',
          event: `interrupted after the fit, the model is kept in ${modelPath}`,
          remedy: ['the same command with ', { setting: 'resume' }, ' for the validation and the report'],
        }),
      );
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  // It is nobody's failure where no such work is waited for.
  stopped.catch(() => undefined);
  return (work) => Promise.race([work, stopped]);
}

/** The errors in sections along z, beside those in the plane. */
const alongZTables = (comparison: Comparison) =>
  comparisonTables(comparison).map((table) => ({
    ...table,
    name: `${table.name}-along-z`,
    title: `${table.title} in sections along z`,
    // Definitions and rules are those of the tables above.
    ...{ notes: [], terms: [] },
  }));

/** `excursa calibrate`: images to a model, with a report. */
export const calibrateCommand = defineCommand({
  description:
    'Calibrates a model to segmented 2D images. The run folder gets the model, a report and a comparison of model and data.',
  arguments: [
    { name: 'input', summary: `${readableFormats} files of one material`, several: true, optional: true, path: 'file' },
  ],
  options: { ...options, ...settings },
  examples: ['excursa calibrate slice.tif --labels 0=pore,1=am,2=se --spacing 0.065um --out run'],
  stopsAfterStep: true,
  run: async ({ words: paths, options: given, console, threads, memory, signal, invocation }) => {
    const project = await openProject(paths, given);
    const asked = { ...project?.settings, ...settingsOf(given) };
    checkChoice(given, asked);
    checkRealisations(given.realisations);
    const record = given.model?.endsWith('.json') ? readRecord(given.model) : undefined;
    const { out, resume = false, realisations } = given;
    const run = openRunFolder(out, resume);
    // However the program ends, at a second Ctrl-C for instance.
    process.once('exit', run.removeEmpty);
    const { maps: read, sources } = project ?? (await readInputs(paths, given, { console }));
    const maps = withoutSmallSections(sectionsFrom(read, paths, given.sectionDistance, console), paths, console);
    askForDistance(maps, given.sectionDistance, console);
    const across = given.anisotropy && (await readAcross(given.anisotropy, given, maps, console));
    console.progress({ task: 'measuring the images' });
    await run.checkSources(sources);
    budgetMemory(console, 'calibrate', descriptionBytes(maps, { threads }) + base, memory);
    const early: Calibration['warnings'][number][] = [];
    const showWarning = (warning: Calibration['warnings'][number]): void => console.warn(warningText(warning));
    const chosen = await chooseFor(
      { ...{ given, asked, hasRecord: record !== undefined, maps, sources }, threads, signal },
      run,
      console,
    );
    const result = await calibrate(maps, chosen ? settingsOfChoice(parseSettings(asked), chosen) : asked, {
      ...{ record, across: across?.maps, threads, signal, store: run.store },
      inputs: sources.map(({ sha256 }) => sha256),
      onChecked: run.make,
      onWarning: (warning) => {
        early.push(warning);
        showWarning(warning);
      },
      onProgress: showCalibration(console),
    });
    const used = result.settings;
    const inputs = [...sources, ...(across?.sources ?? [])];
    const common = { realisations, seed: used.seed, threads };
    const show = (task: string) => (done: number, total: number) =>
      console.progress({ task, done, total, unit: 'realisations' });
    // On disk before the validation, which may be stopped or fail; what it says of the model is added after it.
    await run.writeCalibration(result, { version, sources: inputs });
    const closing = untilStopped(signal, run.path('model'));
    const measured = await closing(
      validate(result.model, maps, {
        ...common,
        fittedToReference: true,
        sectionDistance: given.sectionDistance,
        onProgress: show('validating'),
      }),
    );
    // No class of models follows a stretch in the plane: only other sections help.
    const stretch = result.warnings.find(({ name }) => name === stretched);
    const exact = withExactNumbers(measured.comparison, result.exactFit, result.model.record.name);
    const followed = { ...measured, comparison: exact };
    const validation = stretch ? withoutNext(followed) : followed;
    const acrossValidation =
      across &&
      (await closing(
        validate(result.model, across.maps, { ...common, plane: 'xz', onProgress: show('validating along z') }),
      ));
    const { sentence, unusable, reason } = validation.comparison.conclusion;
    const alongZ = acrossValidation?.comparison.conclusion;
    const evidence = {
      ...{ sources: inputs, sentence, reason },
      unusable: [...new Set([...unusable, ...(alongZ?.unusable ?? [])])],
      errors: fitErrorsOf(validation.reference),
    };
    const modelFile = await run.writeCalibration(
      { ...result, model: { ...result.model, evidence } },
      { version, sources: inputs },
    );
    const help = stretch
      ? textOf(stretch.cure, flagOf)
      : nextOf(validation.comparison, {
          images: paths,
          words: [run.path('model'), ...paths],
          model: result.model,
          // A file that states the distance of its layers was read as sections too.
          given: { ...invocation.settings, ...(read.some(({ grid }) => grid.rank === 3) && { as: 'sections' }) },
          after: 'calibrate',
          ...{ chosen: chosen !== undefined, slower: chosen?.slower },
        });
    // The report has a cure beside its warning.
    const next = typeof help === 'object' ? help : undefined;
    const { twin: edge } = given;
    const drawn = await closing(drawTwin(result.model, edge, { seed: used.seed, threads }));
    const unseen =
      edge > 0
        ? await closing(
            measureAlternatives({
              ...{ result, images: maps, choice: chosen, store: run.store, edge, threads, signal },
              onProgress: (done, total) =>
                console.progress({ task: 'what sections cannot show', done, total, unit: 'cubes' }),
            }),
          )
        : undefined;
    const outputs = [
      'model' as const,
      ...(result.exactFit ? (['exactFit'] as const) : []),
      ...(result.log.length > 0 ? (['log'] as const) : []),
      ...(across ? (['anisotropy'] as const) : []),
      ...(chosen ? (['choice'] as const) : []),
      ...(unseen ? (['unseen'] as const) : []),
      ...(['validation', 'report'] as const),
      ...(across ? (['validationAlongZ'] as const) : []),
    ].map(run.path);
    if (given.figures !== undefined) outputs.push(given.figures);
    const manifest = makeManifest(invocation, used.seed, inputs, outputs, used);
    await run.write('validation', validation.comparison);
    if (unseen) await run.write('unseen', unseen);
    if (acrossValidation) await run.write('validationAlongZ', acrossValidation.comparison);
    const findings = { result, maps, validation, across: acrossValidation, ...drawn, choice: chosen, unseen };
    const provenance = provenanceOf(manifest);
    const report = await writeReportFiles(
      () => openReport(calibrationReport({ ...findings, provenance, next, nameSetting: flagOf })),
      {
        report: run.path('report'),
        figures: given.figures,
      },
    );
    await run.write('manifest', manifest);
    // What was doubtful of the images was shown before the fit.
    for (const warning of result.warnings) if (!early.includes(warning)) showWarning(warning);
    const shown = [
      ...(chosen ? choiceTables(chosen) : []),
      ...(result.exactFit ? exactFitTables(result.exactFit) : []),
      ...(result.anisotropy ? anisotropyTables(result.anisotropy) : []),
      ...comparisonTables(validation.comparison),
      ...(acrossValidation ? alongZTables(acrossValidation.comparison) : []),
      ...(unseen ? unseenTables(unseen) : []),
    ];
    const files = `model  ${run.path('model')}\nreport ${run.path('report')}`;
    const further = (report?.tables ?? []).filter(({ name }) => !shown.some((table) => table.name === name));
    return {
      json: modelFile,
      headline: [
        conclusionText(validation.comparison, help, result.exactFit?.goodnessOfFit.pValue),
        ...(alongZ ? [`In sections along z: ${alongZ.sentence[0].toLowerCase()}${alongZ.sentence.slice(1)}`] : []),
      ].join('\n'),
      // Tables that the report alone has go to CSV files, and not to the terminal.
      tables: [...shown, ...further.map((table) => ({ ...table, folded: true }))],
      text: files,
    };
  },
});
