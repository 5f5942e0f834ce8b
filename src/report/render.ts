import { aNumber, aText, checkArguments, listOf, recordOf } from '../arguments.ts';
import type { Figure } from './figures/figure.ts';
import type { ReportData } from './report-data.ts';
import type { StudyReport } from './report-sections.ts';
import type { Table } from './tables/table.ts';

// Plots take long to load. They are loaded when a report is made, not with the tables that every command prints.

/** What a report gives besides its page: all of its tables and figures, each with a name of its own. */
export interface RenderedReport {
  /** The whole report as one HTML page; see {@link renderReport}. */
  readonly html: () => string;
  readonly tables: readonly Table[];
  readonly figures: readonly Figure[];
}

/** What the head of a page takes from a report. */
const pageHead = ({
  title,
  subtitle,
  answer,
  citations,
}: Pick<ReportData, 'title' | 'answer' | 'citations'> & {
  readonly subtitle?: string;
}) => ({ title, citations, ...(subtitle && { subtitle }), ...(answer && { answer }) });

/**
 * The page, the tables and the figures of a report.
 * @throws ExcursaError (usage) for slices, volumes or correlations in different units, and for a twin or truth that is
 * an image.
 */
export async function openReport(data: ReportData): Promise<RenderedReport> {
  const [{ reportSections, reportLead }, { figuresIn, tablesIn }, { renderPage }] = await Promise.all([
    import('./report-sections.ts'),
    import('./blocks.ts'),
    import('./page.ts'),
  ]);
  const sections = reportSections(data);
  const { slices: _slices, twin: _twin, truth: _truth, ...numbers } = data;
  return {
    html: () => renderPage({ ...pageHead(data), first: data, lead: reportLead(data), sections, numbers }),
    tables: tablesIn(sections),
    figures: figuresIn(sections),
  };
}

const parts = 'title, provenance and citations';

const reportContent = recordOf('the content of a report', parts, {
  title: aText,
  provenance: recordOf('a provenance', '{ version, command, seed: 1, inputs: [] }', {
    ...{ version: aText, command: aText, seed: aNumber },
    inputs: listOf('a list of files', '[]', recordOf('a file', 'await hashFile(path)', { path: aText, sha256: aText })),
  }),
  citations: listOf('a list of citations', '[]', recordOf('a citation', '{ key, text, bibtex }', { text: aText })),
});

/**
 * The whole report as one HTML page: pictures and figures inside, no request to anywhere, readable from a file. The
 * numbers stand in it once more as JSON in the element `excursa-data`, without images and volumes. Equal data give
 * equal bytes.
 * @throws ExcursaError (usage) for slices, volumes or correlations in different units, and for a twin or truth that is
 * an image.
 * @example
 * import { renderReport, version } from 'excursa';
 * const provenance = { version, command: 'an example', seed: 1, inputs: [] };
 * const page = await renderReport({ title: 'Example', provenance, citations: [] });
 * console.log(page.startsWith('<!doctype html>')); // true
 */
export async function renderReport(data: ReportData): Promise<string> {
  checkArguments('renderReport', { data }, { data: reportContent });
  return (await openReport(data)).html();
}

/** The page, the tables and the figures of a study. Equal data give equal bytes. */
export async function openStudyReport(study: StudyReport): Promise<RenderedReport> {
  const [{ studySections }, { figuresIn, tablesIn }, { renderPage }] = await Promise.all([
    import('./report-sections.ts'),
    import('./blocks.ts'),
    import('./page.ts'),
  ]);
  const sections = studySections(study);
  return {
    html: () => renderPage({ ...pageHead(study), first: {}, lead: [], sections }),
    tables: tablesIn(sections),
    figures: figuresIn(sections),
  };
}
