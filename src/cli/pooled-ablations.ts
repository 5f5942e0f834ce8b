import { join } from 'node:path';
import { ExcursaError } from '../errors.ts';
import { folderStore, writeFileAtomic } from '../node/index.ts';
import { openStudyReport, renderCsv, renderTexts, type Table, tableParquet } from '../report/index.ts';
import {
  ablationReport,
  ablationTables,
  calibrationTables,
  readStudies,
  resultsName,
  type Study,
} from '../study/index.ts';
import type { Call, OptionRecords } from './command.ts';
import { makeManifest, provenanceOf, writeManifest, writeReportFiles } from './manifest.ts';

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

/** Table, report and numbers of the ablations of several materials. */
export async function writePool(
  studies: readonly Study[],
  { options, invocation }: Call<OptionRecords>,
): Promise<Table[]> {
  const { out, figures } = options as unknown as { readonly out: string; readonly figures: string | undefined };
  const tables = ablationTables(studies);
  const { tidy, times } = calibrationTables(studies);
  const names = [resultsName, 'table.txt', 'report.html', 'table.csv', 'table.parquet', 'times.csv'];
  const outputs = names.map((name) => join(out, name));
  const manifest = makeManifest(invocation, 1, [], outputs);
  await writeFileAtomic(outputs[0], `${JSON.stringify(studies, null, 1)}\n`);
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
