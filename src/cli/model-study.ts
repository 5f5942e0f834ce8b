import { basename, extname, join } from 'node:path';
import type { z } from 'zod';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import type { Source } from '../io/index.ts';
import { folderStore, hashFile, readModel, writeFileAtomic } from '../node/index.ts';
import { classes, createModel, type ExcursionModel, toModelFile, usualClass } from '../phase/index.ts';
import { citations, openStudyReport, renderCsv, type Table, tableParquet } from '../report/index.ts';
import {
  type Findings,
  type Row,
  resultsName,
  runStudy,
  type StudyKind,
  studyKinds,
  taskBytes,
  taskNames,
  tidyTable,
} from '../study/index.ts';
import { version } from '../version.ts';
import type { Call, CommandResult, OptionRecord, OptionRecords } from './command.ts';
import { type InputOptions, readInputs } from './inputs.ts';
import { availableBytes, base, gibibytes } from './machine.ts';
import { makeManifest, provenanceOf, writeManifest, writeReportFiles } from './manifest.ts';
import { pickSettings, settingsOptions } from './settings-options.ts';

/** Heading of the settings of kinds in help. */
const group = 'Settings of studies:';

/** Options of all kinds that the engine runs: a setting of one name is one option, with what it means in each. */
export const modelStudyOptions: OptionRecords = optionsOf(Object.values(studyKinds));

function optionsOf(kinds: readonly StudyKind[]): OptionRecords {
  const known = new Map<string, OptionRecord>();
  for (const kind of kinds) {
    const own = settingsOptions(kind.settings, (name) => ({ group, ...(name === 'seed' && { shared: true }) }));
    for (const [name, option] of Object.entries(own)) {
      const first = known.get(name) ?? option;
      const differs = first.summary !== option.summary;
      const more = `; in ${kind.name}: ${option.summary}, ${option.otherwise} unless told`;
      known.set(name, differs ? { ...first, summary: first.summary + more } : first);
    }
  }
  return Object.fromEntries(known);
}

/** Settings of a kind. @throws ExcursaError (usage) where one that it needs is missing. */
function settingsFor({ name, settings }: StudyKind, options: Readonly<Record<string, unknown>>): unknown {
  const parsed = settings.safeParse(pickSettings(settings, options));
  if (parsed.success) return parsed.data;
  const [{ path, message }] = (parsed.error as z.ZodError).issues;
  const setting = String(path[0]);
  const field = settings.shape[setting];
  const usual = field?.safeParse(undefined).data;
  throw new ExcursaError({
    kind: 'usage',
    what: `study ${name}`,
    expected: [{ setting }, `: ${field?.meta()?.description ?? message}`],
    got: options[setting] === undefined ? 'none' : String(options[setting]),
    remedy: { setting, value: String(field?.meta()?.example ?? usual ?? '...') },
  });
}

/** Tasks at a time, so that their memory is there. @throws ExcursaError (resource) where it is not for one. */
function lanes(bytes: number, threads: number, limit: number | undefined): number {
  const free = limit ?? availableBytes();
  if (bytes + base > free) {
    throw new ExcursaError({
      kind: 'resource',
      what: 'study',
      expected: `at most ${gibibytes(free)} of memory`,
      got: `a realisation that needs ${gibibytes(bytes)}`,
      remedy: { setting: 'shape', value: '64,64,64' },
    });
  }
  return Math.max(1, Math.min(threads, Math.floor((free - base) / bytes)));
}

/** Tables, figures and report of a study, written into its folder. */
async function writeStudy(
  kind: StudyKind,
  { conclusion, tables, figures, terms = [], results }: Findings,
  all: { readonly tidy: Table; readonly times: Table },
  call: Call<OptionRecords>,
  sources: readonly Source[],
): Promise<void> {
  const { out, figures: folder, seed } = call.options as unknown as { out: string; figures?: string; seed?: number };
  const place = (name: string): string => join(out, name);
  await writeFileAtomic(place('table.csv'), renderCsv(all.tidy));
  await writeFileAtomic(place('table.parquet'), [await tableParquet(all.tidy)]);
  await writeFileAtomic(place('times.csv'), renderCsv(all.times));
  await writeFileAtomic(place('conclusion.txt'), `${conclusion.join('\n')}\n`);
  for (const table of tables) await writeFileAtomic(place(`${table.name}.csv`), renderCsv(table));
  if (results !== undefined) await writeFileAtomic(place(resultsName), `${JSON.stringify(results, null, 1)}\n`);
  const outputs = ['table.csv', 'table.parquet', 'report.html'].map(place);
  const manifest = makeManifest(call.invocation, seed ?? 1, [...sources], outputs);
  const [sentence, ...more] = conclusion;
  const report = () =>
    openStudyReport({
      title: kind.title,
      subtitle: `Answers ${kind.question}. ${kind.images === 'instead' ? 'Image' : 'Model'}: ${sources[0].path}.`,
      answer: { tone: 'neutral', sentence, ...(more.length > 0 && { reason: more.join(' ') }) },
      reading: [...conclusion],
      heading: 'Figures',
      figures: { note: 'Every figure is made from the rows of table.csv.', list: figures },
      tables: [...tables, all.tidy],
      terms,
      provenance: provenanceOf(manifest),
      citations,
    });
  await writeReportFiles(report, { report: place('report.html'), figures: folder });
  await writeManifest(place('manifest.json'), manifest);
}

/** Models that calibrations of a study found, as files of their own, with the images that they were made from. */
async function writeModels(rows: readonly Row[], out: string, sources: readonly Source[]): Promise<void> {
  const images = sources.map(({ path, sha256, bytes }) => ({ file: path, sha256, bytes }));
  for (const { task, model } of rows) {
    if (model?.calibration === undefined) continue;
    const file = { ...model, calibration: { ...model.calibration, sources: images } };
    await writeFileAtomic(join(out, 'models', `${task.name}.json`), `${JSON.stringify(file, null, 2)}\n`);
  }
}

/** Images of a study, each of one section: with the phases of the model and its voxel size. */
async function readImages(model: ExcursionModel, paths: readonly string[], { options, console }: Call<OptionRecords>) {
  if (paths.length === 0) return { images: [], sources: [] };
  const [, , pixel] = model.spacing;
  const { maps, sources } = await readInputs(paths, options as unknown as InputOptions, {
    phases: model.phases,
    fallbackSpacing: { spacing: [pixel, pixel, pixel], unit: model.unit, cubic: true, of: 'the model' },
    console,
  });
  return { images: maps, sources };
}

/** Runs a kind of study on a model, and writes what it found. */
export async function studyModel(kind: StudyKind, call: Call<OptionRecords>): Promise<CommandResult> {
  const { words } = call;
  const [, path, ...more] = words;
  if (kind.images === 'instead') return studyImages(kind, call);
  if (path === undefined || (more.length > 0 && kind.images === undefined)) {
    throw new ExcursaError({
      kind: 'usage',
      what: `study ${kind.name}`,
      expected: 'one model.json',
      got: path === undefined ? 'none' : `${1 + more.length} files`,
      remedy: `excursa study ${kind.name} run/model.json`,
    });
  }
  const model = readModel(path);
  const source = await hashFile(path);
  const { images, sources } = await readImages(model, more, call);
  return runAndWrite(kind, { settings: settingsFor(kind, call.options), model, images }, [source, ...sources], call);
}

/** Runs a kind of study that fits images, with a model of the class that is fitted. */
async function studyImages(kind: StudyKind, call: Call<OptionRecords>): Promise<CommandResult> {
  const { words, options, console } = call;
  const settings = settingsFor(kind, options) as { readonly model?: string; readonly family?: string };
  const { maps, sources } = await readInputs(words.slice(1), options as unknown as InputOptions, { console });
  const [{ phases, grid }] = maps;
  const { record } = settings.model === undefined ? usualClass(phases.length) : classes[settings.model];
  const model = createModel(record, {
    ...{ phases, spacing: grid.spacing[2], unit: grid.unit },
    ...(settings.family !== undefined && { family: settings.family }),
  });
  const material = basename(words[1], extname(words[1]));
  return runAndWrite(kind, { settings, model, images: maps, material }, sources, call);
}

/** A study of a model, of images, or of both. */
interface Prepared {
  readonly settings: unknown;
  readonly model: ExcursionModel;
  readonly images: readonly PhaseMap[];
  readonly material?: string;
}

async function runAndWrite(
  kind: StudyKind,
  { settings, model, images, material }: Prepared,
  sources: readonly Source[],
  call: Call<OptionRecords>,
): Promise<CommandResult> {
  const { options, threads, memory, console, signal } = call;
  const input = { model, file: toModelFile(model, version), images, ...(material !== undefined && { material }) };
  const first = kind.plan(settings, input, []);
  const bytes = Math.max(...first.map((task) => taskBytes(model, task)));
  const { rows, seconds, complete } = await runStudy({
    ...{
      kind,
      settings,
      input,
      signal,
      inputs: sources.map(({ sha256 }) => sha256),
      store: folderStore(String(options.out)),
    },
    part: options.part as { readonly index: number; readonly count: number } | undefined,
    threads: lanes(bytes, threads, memory),
    clock: () => performance.now(),
    onProgress: ({ done, total, detail }) =>
      console.progress({ task: `study ${kind.name}`, done, total, detail, unit: 'tasks' }),
  });
  if (options.part !== undefined && !complete) {
    const text = `${rows.length} tasks are finished; the same command without --part ends the study`;
    return { json: { kind: kind.name, settings, tasks: rows.length, folder: options.out }, tables: [], text };
  }
  const findings = kind.find(settings, input, rows, seconds);
  const tidy = tidyTable(rows);
  const times: Table = {
    ...{ name: 'times', title: 'Time of every task', notes: [] },
    columns: [{ name: 'task' }, { name: 'wall time', unit: 's' }],
    rows: rows.map(({ task }, i) => [task.name, { value: seconds[i] }]),
  };
  await writeModels(rows, String(options.out), sources);
  await writeStudy(kind, findings, { tidy, times }, call, sources);
  return {
    json: { kind: kind.name, settings, conclusion: findings.conclusion, tasks: rows.length, folder: options.out },
    tables: [...findings.tables, tidy],
    headline: findings.conclusion.join('\n'),
    text: `table ${join(String(options.out), 'table.csv')}, ${rows.length} rows; ${taskNames.study} and report.html beside it`,
  };
}
