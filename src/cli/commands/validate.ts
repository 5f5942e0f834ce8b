import { defaultDelta, validate } from '../../compare/index.ts';
import { descriptionBytes, slowDescriptors } from '../../descriptor/index.ts';
import { countVoxels } from '../../grid/index.ts';
import { readableFormats } from '../../io/index.ts';
import { hashFile, readModel, writeFileAtomic } from '../../node/index.ts';
import { realisationBytes } from '../../phase/index.ts';
import { checkRealism, testRealism } from '../../realism/index.ts';
import {
  comparisonTables,
  distanceTables,
  openReport,
  realismTables,
  similarityTables,
  validationReport,
} from '../../report/index.ts';
import { defineCommand, groups } from '../command.ts';
import { conclusionText, nextOf } from '../conclusion.ts';
import {
  askForDistance,
  checkRealisations,
  inputOptions,
  readInputs,
  sectionDistance,
  warnOfLayers,
  withoutSmallSections,
} from '../inputs.ts';
import { base, budgetMemory } from '../machine.ts';
import { figuresOption, makeManifest, provenanceOf, writeManifest, writeReportFiles } from '../manifest.ts';
import { choice, fileNamed, number, whole } from '../values.ts';

/** `excursa validate`: a model against images or a volume. */
export const validateCommand = defineCommand({
  description:
    'Compares realisations of a model with images or a volume. Every quantity gets its error and a verdict: agrees, differs or undecided.',
  arguments: [
    { name: 'model', summary: 'model.json of a calibration', path: 'file' },
    {
      name: 'reference',
      summary: `images or a volume of the material: ${readableFormats} files`,
      several: true,
      path: 'file',
    },
  ],
  options: {
    ...inputOptions,
    sectionDistance,
    plane: {
      summary: 'plane of 2D sections; in xz their rows lie along z',
      group: groups.input,
      value: choice(['xy', 'xz'], 'plane'),
      fallback: 'xy',
    },
    realisations: {
      summary: 'number of realisations, each of the size of the reference',
      group: groups.check,
      value: whole({ example: 8 }),
      fallback: 8,
    },
    delta: {
      summary: 'difference in per cent up to which a quantity agrees',
      group: groups.check,
      value: number({ above: 0, below: 100, example: 5 }),
      fallback: 100 * defaultDelta,
    },
    seed: {
      summary: 'seed of the realisations',
      group: groups.check,
      value: whole({ example: 1 }),
      fallback: 1,
      shared: true,
    },
    full: {
      summary: `measure the slow descriptors (${slowDescriptors}) of volumes too; images always have them`,
      group: groups.check,
    },
    realism: {
      summary:
        'test by a linear discriminant of higher-order features whether images of the model can be told from the data, and by what',
      group: groups.check,
    },
    networks: {
      summary: 'the same by fresh networks too, which takes minutes',
      group: groups.check,
    },
    out: { summary: 'JSON file to write', group: groups.output, value: fileNamed('.json') },
    report: { summary: 'HTML report to write', group: groups.output, value: fileNamed('.html', '.htm') },
    figures: figuresOption,
  },
  examples: ['excursa validate run/model.json slice.tif --labels 0=pore,1=am,2=se --report validation.html'],
  run: async ({ words: [path, ...references], options, console, threads, memory, signal, invocation }) => {
    const model = readModel(path);
    checkRealisations(options.realisations);
    const [, , pixel] = model.spacing;
    const {
      maps: read,
      sources,
      assumptions,
      usedSpacing,
    } = await readInputs(references, options, {
      phases: model.phases,
      // A small image of a material may miss its rare phase.
      mayLack: true,
      // The files' own size counts; the model's is for those that state none.
      fallbackSpacing: { spacing: [pixel, pixel, pixel], unit: model.unit, cubic: true, of: 'the model' },
      console,
    });
    const maps = withoutSmallSections(read, references, console);
    warnOfLayers(maps, console);
    askForDistance(maps, options.sectionDistance, console);
    const { grid } = maps[0];
    const tests = options.realism || options.networks;
    if (tests) checkRealism(maps);
    const shape = grid.rank === 2 ? grid.shape.slice(1) : grid.shape;
    const how = { threads, detail: grid.rank === 2 || options.full ? 'full' : 'standard' } as const;
    const bytes = Math.max(realisationBytes(model, { shape, seed: 0, threads }), descriptionBytes(maps, how)) + base;
    budgetMemory(console, `validate ${shape.join(' x ')}`, bytes, memory);
    const { seed, plane } = options;
    const draw = { seed, threads, plane, signal };
    const known = model.evidence?.sources ?? [];
    const validation = await validate(model, maps, {
      ...draw,
      realisations: options.realisations,
      delta: options.delta / 100,
      sectionDistance: options.sectionDistance,
      fittedToReference: sources.every(({ sha256 }) => known.some((own) => own.sha256 === sha256)),
      ...(options.full !== undefined && { full: options.full }),
      onProgress: (done, total) => console.progress({ task: 'validating', done, total, unit: 'realisations' }),
    });
    const realism = tests
      ? await testRealism(model, maps, {
          ...{ ...draw, networks: options.networks },
          onProgress: (done, total) => console.progress({ task: 'two-sample test', done, total, unit: 'steps' }),
        })
      : undefined;
    const outputs = [options.out, options.report, options.figures].filter((f) => f !== undefined);
    const manifest = makeManifest(invocation, seed, [await hashFile(path), ...sources], outputs);
    const { comparison, similarity } = validation;
    const said = assumptions.length > 0 && { assumptions };
    const json = { ...comparison, ...said, ...(similarity && { similarity }), ...(realism && { realism }), manifest };
    if (options.out) {
      await writeFileAtomic(options.out, `${JSON.stringify(json, null, 1)}\n`);
      await writeManifest(`${options.out}.manifest.json`, manifest);
    }
    const provenance = provenanceOf(manifest);
    const next = nextOf(comparison, {
      images: known.map((own) => own.path),
      words: [path, ...references],
      model,
      volume: grid.rank === 3,
      lacksPhase: model.phases.some((_, i) => maps.every((map) => countVoxels(map)[i] === 0)),
      // A calibration has no model to take the voxel size from.
      given: { ...invocation.settings, ...(usedSpacing !== undefined && { spacing: usedSpacing }) },
      after: 'validate',
    });
    await writeReportFiles(
      () => openReport(validationReport({ model, maps, validation, provenance, realism, next })),
      options,
    );
    const tables = [
      ...comparisonTables(comparison),
      ...distanceTables(comparison),
      ...(similarity ? similarityTables(similarity) : []),
      ...(realism ? realismTables(realism) : []),
    ];
    return { json, headline: conclusionText(comparison, next), tables };
  },
});
