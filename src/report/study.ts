import { citationsSection, provenanceSection } from './closing.ts';
import { type IntervalFigure, intervalFigure } from './figures/intervals.ts';
import { escapeHtml, htmlTable, note, row } from './html-text.ts';
import type { ReportData } from './report-data.ts';
import { style } from './style.ts';

/** What a report of a study holds: texts and numbers are printed as they are. */
export interface StudyReport extends Pick<ReportData, 'provenance' | 'citations'> {
  readonly title: string;
  readonly subtitle: string;
  /** Sentences that say what the numbers say. */
  readonly reading: readonly string[];
  readonly figures: { readonly note: string; readonly list: readonly IntervalFigure[] };
  readonly tables: readonly {
    readonly title: string;
    readonly head: readonly string[];
    readonly rows: readonly (readonly string[])[];
    readonly note: string;
  }[];
  /** Names in tables and what they mean. */
  readonly terms: readonly (readonly [string, string])[];
}

/** A study as one HTML page that needs nothing else. Equal data give equal bytes. */
export function renderStudy({ title, subtitle, reading, figures, tables, terms, ...rest }: StudyReport): string {
  const section = (id: string, heading: string, body: string): string =>
    `<section id="${id}"><h2>${escapeHtml(heading)}</h2>\n${body}\n</section>`;
  const parts: [string, string, string][] = [
    ['reading', 'Reading', `<ul>${reading.map((sentence) => `<li>${escapeHtml(sentence)}</li>`).join('\n')}</ul>`],
    ...(figures.list.length > 0
      ? [
          ['differences', 'Differences', note(escapeHtml(figures.note)) + row(figures.list.map(intervalFigure))] as [
            string,
            string,
            string,
          ],
        ]
      : []),
    ...tables.map((t, i): [string, string, string] => [
      `table-${i}`,
      t.title,
      htmlTable(
        t.head.map(escapeHtml),
        t.rows.map((cells) => ({ cells: cells.map((cell) => escapeHtml(cell.replace(' +- ', ' ± '))) })),
      ) + note(escapeHtml(t.note)),
    ]),
    [
      'variants',
      'Variants',
      `<dl class="note">${terms.map(([name, meaning]) => `<dt>${escapeHtml(name)}</dt><dd>${escapeHtml(meaning)}</dd>`).join('\n')}</dl>`,
    ],
    ['citing', 'How to cite', citationsSection(rest)],
    ['provenance', 'Provenance', provenanceSection(rest)],
  ];
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)}</title>
<style>${style}</style>
</head>
<body>
<h1>${escapeHtml(title)}</h1>
<p class="subtitle">${escapeHtml(subtitle)}</p>
<nav>${parts.map(([id, heading]) => `<a href="#${id}">${escapeHtml(heading)}</a>`).join('\n')}</nav>
${parts.map(([id, heading, body]) => section(id, heading, body)).join('\n')}
</body>
</html>
`;
}
