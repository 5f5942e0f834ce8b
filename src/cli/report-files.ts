import { writeFigures, writeFileAtomic } from '../node/index.ts';
import type { RenderedReport } from '../report/index.ts';
import { groups, type OptionRecord } from './command.ts';
import { folder } from './values.ts';

/** The option of commands that draw figures. */
export const figuresOption = {
  summary: 'folder to write every figure of the report to, as SVG and PNG',
  group: groups.output,
  value: folder,
} as const satisfies OptionRecord<string>;

/**
 * Writes the page of a report to a file and its figures to a folder, where these are asked for.
 * @returns the report; undefined where nothing of it was asked for.
 */
export async function writeReportFiles(
  open: () => Promise<RenderedReport>,
  places: { readonly report?: string | undefined; readonly figures?: string | undefined },
): Promise<RenderedReport | undefined> {
  if (places.report === undefined && places.figures === undefined) return undefined;
  const report = await open();
  if (places.report !== undefined) await writeFileAtomic(places.report, report.html());
  if (places.figures !== undefined) await writeFigures(places.figures, report.figures);
  return report;
}
