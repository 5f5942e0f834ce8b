import { basename, extname, join } from 'node:path';
import { ExcursaError } from '../../errors.ts';
import { readableFormats, type Source } from '../../io/index.ts';
import { ensureOutputFolder, folderStore, writeFileAtomic } from '../../node/index.ts';
import { ablationReport, ablationTables, openStudyReport, renderTexts, type Table } from '../../report/index.ts';
import { readStudies, runAblation, type Study, studyNames, type VariantName, variantNames } from '../../study/index.ts';
import { version } from '../../version.ts';
import { type Call, defineCommand, groups, type OptionRecords } from '../command.ts';
import { inputOptions, readInputs, sectionsFrom } from '../inputs.ts';
import { figuresOption, makeManifest, provenanceOf, writeManifest, writeReportFiles } from '../manifest.ts';
import { folder, text, type ValueKind, whole, wrongValue } from '../values.ts';

/** Names of variants separated by commas. */
const variants: ValueKind<readonly VariantName[]> = {
  placeholder: 'list',
  parse: (word, name) =>
    word.split(',').map((part) => {
      const known = variantNames.find((other) => other === part.trim());
      if (known) return known;
      throw wrongValue(name, `names out of ${variantNames.join(', ')}`, part, 'exact,combined');
    }),
  schema: { anyOf: [{ type: 'array', items: { enum: variantNames } }, { type: 'string' }] },
};

const effort = 'Effort of each calibration:';

const options = {
  ...inputOptions,
  name: {
    summary: 'name of the material in the table',
    otherwise: 'that of the first file',
    group: groups.input,
    value: text('text'),
  },
  variants: {
    summary: `ways to calibrate, a list out of ${variantNames.join(', ')}`,
    otherwise: 'all',
    group: 'Study:',
    value: variants,
  },
  seeds: {
    summary: 'calibrations of each variant, each with a seed of its own',
    group: 'Study:',
    value: whole({ low: 1, example: 3 }),
    fallback: 3,
  },
  order: {
    summary: 'labels that become the first, second, ... excursion set, or auto to try all orders',
    group: 'Study:',
    value: text('labels'),
    fallback: 'auto',
  },
  window: {
    summary: 'edge of the training images, pixels, a multiple of 16',
    group: effort,
    value: whole({ low: 16, high: 1024, multiple: 16, example: 64 }),
    fallback: 64,
  },
  batch: {
    summary: 'training images per step, a multiple of 8',
    group: effort,
    value: whole({ low: 16, high: 256, multiple: 8, example: 16 }),
    fallback: 16,
  },
  pretraining: {
    summary: 'steps of the generator, and of the discriminator, before they alternate',
    group: effort,
    value: whole({ high: 100_000, example: 60 }),
    fallback: 60,
  },
  iterations: {
    summary: 'steps in which generator and discriminator alternate',
    group: effort,
    value: whole({ high: 1_000_000, example: 150 }),
    fallback: 150,
  },
  starts: {
    summary: 'random starts of the exact fit',
    group: effort,
    value: whole({ low: 1, high: 1000, example: 2 }),
    fallback: 2,
  },
  realisations: {
    summary: 'realisations of each model that are measured',
    group: effort,
    value: whole({ low: 2, example: 4 }),
    fallback: 4,
  },
  realismSteps: {
    summary: 'training steps of the two-sample test',
    group: effort,
    value: whole({ low: 1, example: 150 }),
    fallback: 150,
  },
  realismWindow: {
    summary: 'edge of the windows of the two-sample test, pixels, a multiple of 16',
    group: effort,
    value: whole({ low: 16, multiple: 16, example: 64 }),
    fallback: 64,
  },
  out: {
    summary: 'folder of the study: table.txt, report.html, results.json, and one folder per calibration',
    group: groups.output,
    value: folder,
    required: true,
  },
  figures: figuresOption,
} as const satisfies OptionRecords;

/** Calibrates one material in all ways. */
async function ablate({ words: [, ...paths], options: given, threads, console }: Call<typeof options>) {
  const { maps: read, sources } = await readInputs(paths, given, { console });
  const maps = sectionsFrom(read, paths, console);
  const { window, batch, pretraining, iterations, starts, realisations, realismSteps, realismWindow } = given;
  const study = await runAblation({
    images: maps,
    sources,
    name: given.name ?? basename(paths[0], extname(paths[0])),
    variants: given.variants ?? variantNames,
    seeds: given.seeds,
    budget: { window, batch, pretraining, iterations, starts, realisations, realismSteps, realismWindow },
    shared: { order: given.order },
    store: folderStore(given.out),
    threads,
    version,
    clock: () => performance.now(),
    onProgress: (progress) => console.progress({ ...progress, unit: 'calibrations' }),
  });
  return { studies: [study], sources };
}

/** Studies of folders. @throws ExcursaError (input) for budgets that differ: their results do not compare. */
async function pool(folders: readonly string[]): Promise<Study[]> {
  const studies: Study[] = [];
  for (const folder of folders) studies.push(...(await readStudies(folderStore(folder), folder)));
  const [first, ...others] = studies.map(({ budget }) => JSON.stringify(budget));
  if (others.some((budget) => budget !== first)) {
    throw new ExcursaError({
      kind: 'input',
      what: 'study',
      expected: 'studies of one budget',
      got: 'several',
      remedy: 'to pool those that share --window, --batch and steps',
    });
  }
  return studies;
}

/** Table, report and numbers of one or several studies. */
async function writeStudies(
  studies: readonly Study[],
  sources: readonly Source[],
  { options: { out, figures }, invocation }: Call<typeof options>,
): Promise<Table[]> {
  const tables = ablationTables(studies);
  const outputs = [studyNames.results, 'table.txt', 'report.html'].map((name) => join(out, name));
  const manifest = makeManifest(invocation, 1, sources, outputs);
  const json = JSON.stringify(studies, null, 1);
  await writeFileAtomic(outputs[0], `${json}\n`);
  await writeFileAtomic(outputs[1], `${renderTexts(tables)}\n`);
  await writeReportFiles(() => openStudyReport(ablationReport(studies, provenanceOf(manifest))), {
    report: outputs[2],
    figures,
  });
  await writeManifest(join(out, 'manifest.json'), manifest);
  return tables;
}

/** `excursa study`: the same calibration in many ways. */
export const studyCommand = defineCommand({
  description:
    'ablation: calibrates one material in many ways and compares the results; a study that was stopped goes on. pool: puts studies of several materials into one table and one report.',
  arguments: [
    { name: 'kind', summary: 'what to do', choices: ['ablation', 'pool'] },
    {
      name: 'input',
      summary: `ablation: ${readableFormats} files of one material; pool: folders of studies`,
      several: true,
      path: 'file',
    },
  ],
  options,
  examples: [
    'excursa study ablation slice.tif --labels 0=pore,1=am,2=se --variants exact,combined --out ablation',
    'excursa study pool ablation/one ablation/other --out ablation/all',
  ],
  afterStop: 'the same command again, which goes on where it stopped',
  run: async (call) => {
    const [kind, ...paths] = call.words;
    const { studies, sources } = kind === 'pool' ? { studies: await pool(paths), sources: [] } : await ablate(call);
    await ensureOutputFolder(call.options.out);
    return { json: studies, tables: await writeStudies(studies, sources, call) };
  },
});
