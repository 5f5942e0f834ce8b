import type { Section } from './blocks.ts';
import { citationBlocks, provenanceBlocks } from './closing.ts';
import { type IntervalFigure, intervalFigure } from './figures/intervals.ts';
import type { ReportData } from './report-data.ts';
import type { Table } from './tables/table.ts';

/** What a report of a study holds. */
export interface StudyReport extends Pick<ReportData, 'provenance' | 'citations'> {
  readonly title: string;
  readonly subtitle: string;
  /** Sentences that put the numbers into words. */
  readonly reading: readonly string[];
  readonly figures: { readonly note: string; readonly list: readonly IntervalFigure[] };
  readonly tables: readonly Table[];
  /** Names in tables and what they mean. */
  readonly terms: readonly (readonly [string, string])[];
}

/** The sections of a study, in reading order. */
export function studySections({ reading, figures, tables, terms, ...rest }: StudyReport): Section[] {
  const sections: Section[] = [
    { id: 'reading', title: 'Reading', blocks: reading.map((text) => ({ text, look: 'plain' })) },
    {
      id: 'differences',
      title: 'Differences',
      blocks:
        figures.list.length > 0
          ? [{ text: figures.note, look: 'note' }, { figures: figures.list.map(intervalFigure) }]
          : [],
    },
    ...tables.map((table, i): Section => ({ id: `table-${i}`, title: table.title, blocks: [{ table }] })),
    { id: 'variants', title: 'Variants', blocks: [{ terms }] },
    { id: 'citing', title: 'How to cite', blocks: citationBlocks(rest) },
    { id: 'provenance', title: 'Provenance', blocks: provenanceBlocks(rest) },
  ];
  return sections.filter(({ blocks }) => blocks.length > 0);
}
