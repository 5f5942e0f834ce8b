import { basename, extname, join } from 'node:path';
import { ExcursaError } from '../errors.ts';
import type { Source } from '../io/index.ts';
import { folderStore, writeFileAtomic } from '../node/index.ts';
import { openStudyReport, renderCsv, renderTexts, type Table, tableParquet } from '../report/index.ts';
import {
  ablationReport,
  ablationTables,
  calibrationTables,
  readStudies,
  runAblation,
  type Study,
  studyNames,
  type VariantName,
  variantNames,
} from '../study/index.ts';
import { version } from '../version.ts';
import { type Call, groups, type OptionRecords } from './command.ts';
import { inputOptions, readInputs, sectionsFrom } from './inputs.ts';
import { makeManifest, provenanceOf, writeManifest, writeReportFiles } from './manifest.ts';
import { text, type ValueKind, whole, wrongValue } from './values.ts';

/** Names of variants separated by commas. */
const variants: ValueKind<readonly VariantName[]> = {
  placeholder: 'list',
  parse: (word, name) =>
    word.split(',').map((part) => {
      const known = variantNames.find((other) => other === part.trim());
      if (known) return known;
      throw wrongValue(name, `names out of ${variantNames.join(', ')}`, part, 'exact,refined');
    }),
  schema: { anyOf: [{ type: 'array', items: { enum: variantNames } }, { type: 'string' }] },
};

const study = 'Ablation:';
const effort = 'Effort of each calibration of an ablation:';

/** What each calibration of an ablation spends, unless told. */
const defaults = {
  ...{ seeds: 3, order: 'auto', window: 128, batch: 16, pretraining: 300, iterations: 300, starts: 6, realisations: 4 },
} as const;

const otherwise = (name: keyof typeof defaults): string => String(defaults[name]);

/** Options of an ablation; none has a value unless it is given, so that other kinds of study can refuse it. */
export const ablationOptions = {
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
    group: study,
    value: variants,
  },
  seeds: {
    summary: 'calibrations of each variant, each with a seed of its own',
    group: study,
    value: whole({ low: 1, example: 3 }),
    otherwise: otherwise('seeds'),
  },
  order: {
    summary: 'labels that become the first, second, ... excursion set, or auto to try all orders',
    group: study,
    value: text('labels'),
    otherwise: otherwise('order'),
  },
  window: {
    summary: 'edge of the training images, pixels, a multiple of 16',
    group: effort,
    value: whole({ low: 16, high: 1024, multiple: 16, example: 128 }),
    otherwise: otherwise('window'),
  },
  batch: {
    summary: 'training images per step, a multiple of 8',
    group: effort,
    value: whole({ low: 16, high: 256, multiple: 8, example: 16 }),
    otherwise: otherwise('batch'),
  },
  pretraining: {
    summary: 'steps of the generator, and of the discriminator, before they alternate',
    group: effort,
    value: whole({ high: 100_000, example: 300 }),
    otherwise: otherwise('pretraining'),
  },
  iterations: {
    summary: 'steps in which generator and discriminator alternate',
    group: effort,
    value: whole({ high: 1_000_000, example: 300 }),
    otherwise: otherwise('iterations'),
  },
  starts: {
    summary: 'random starts of the exact fit',
    group: effort,
    value: whole({ low: 1, high: 1000, example: 6 }),
    otherwise: otherwise('starts'),
  },
} as const satisfies OptionRecords;

type AblationCall = Call<typeof ablationOptions> & {
  readonly options: { readonly out: string; readonly figures: string | undefined; readonly realisations?: unknown };
};

/** Calibrates one material in all ways. */
export async function ablate({ words: [, ...paths], options: given, threads, console }: AblationCall) {
  const { maps: read, sources } = await readInputs(paths, given, { console });
  const maps = sectionsFrom(read, paths, undefined, console);
  const own = { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) };
  const { window, batch, pretraining, iterations, starts, realisations } = own as typeof defaults;
  if (realisations < 2) throw wrongValue('realisations', 'a whole number from 2', String(realisations), '4');
  const result = await runAblation({
    images: maps,
    sources,
    name: given.name ?? basename(paths[0], extname(paths[0])),
    variants: given.variants ?? variantNames,
    seeds: given.seeds ?? defaults.seeds,
    budget: { window, batch, pretraining, iterations, starts, realisations },
    shared: { order: given.order ?? defaults.order },
    store: folderStore(given.out),
    threads,
    version,
    clock: () => performance.now(),
    onProgress: (progress) => console.progress({ ...progress, unit: 'calibrations' }),
  });
  return { studies: [result], sources };
}

/** Studies of folders. @throws ExcursaError (input) for budgets that differ: their results do not compare. */
export async function pool(folders: readonly string[]): Promise<Study[]> {
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

/** Table, report and numbers of one or several ablations. */
export async function writeAblations(
  studies: readonly Study[],
  sources: readonly Source[],
  { options: { out, figures }, invocation }: AblationCall,
): Promise<Table[]> {
  const tables = ablationTables(studies);
  const { tidy, times } = calibrationTables(studies);
  const names = [studyNames.results, 'table.txt', 'report.html', 'table.csv', 'table.parquet', 'times.csv'];
  const outputs = names.map((name) => join(out, name));
  const manifest = makeManifest(invocation, 1, sources, outputs);
  const json = JSON.stringify(studies, null, 1);
  await writeFileAtomic(outputs[0], `${json}\n`);
  await writeFileAtomic(outputs[1], `${renderTexts(tables)}\n`);
  await writeFileAtomic(outputs[3], renderCsv(tidy));
  await writeFileAtomic(outputs[4], [await tableParquet(tidy)]);
  await writeFileAtomic(outputs[5], renderCsv(times));
  await writeReportFiles(() => openStudyReport(ablationReport(studies, provenanceOf(manifest))), {
    report: outputs[2],
    figures,
  });
  await writeManifest(join(out, 'manifest.json'), manifest);
  return tables;
}
