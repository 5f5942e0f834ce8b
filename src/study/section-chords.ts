import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, missingCell, percentCell, type Table } from '../report/index.ts';
import type { Row } from './study-kind.ts';
import { labelOf, meanWithError } from './tidy-table.ts';

/** What is compared, and its words. */
const quantities = [
  { name: 'chordLength', title: 'mean chord' },
  { name: 'chordLengthStd', title: 'standard deviation of chords' },
] as const;

/** Values along an axis of rows of one kind, and their mean; undefined where one is missing. */
function along(rows: readonly Row[], what: string, axis: string, phase: string, quantity: string) {
  const own = rows.filter((row) => labelOf(row, 'b_s') === what);
  const values = own.flatMap(({ values: list }) => {
    const found = list.find((one) => one.phase === phase && one.quantity === quantity && one.axis === axis);
    return found?.value ?? [];
  });
  return values.length === 0 || values.length < own.length ? undefined : meanWithError(values);
}

/**
 * Chords of sections along z beside those of realisations of their size, without stretch and with the model's own: rows
 * of the sections lie along z.
 * @returns undefined without sections.
 */
export function chordsOfSections(
  model: ExcursionModel,
  rows: readonly Row[],
): { readonly sentence: string; readonly table: Table } | undefined {
  const found = quantities.flatMap(({ name, title }) =>
    model.phases.flatMap((phase) => {
      const sections = along(rows, 'sections', 'y', phase.name, name);
      const plain = along(rows, 'like sections, 1', 'z', phase.name, name);
      const own = along(rows, 'like sections, own', 'z', phase.name, name);
      return sections && plain && own ? [{ name, title, phase: phase.name, sections, plain, own }] : [];
    }),
  );
  if (found.length === 0) return undefined;
  const means = found.filter(({ name }) => name === 'chordLength');
  const off = (part: 'plain' | 'own'): string =>
    means
      .map((one) => `${one.phase} ${(100 * (one[part].mean / one.sections.mean - 1)).toFixed(0)} %`)
      .join(', ')
      .replaceAll('-', '−');
  const cell = ({ mean, error }: { mean: number; error: number | null }): Cell => ({ value: mean, error });
  return {
    sentence: `Mean chords along z against the sections: ${off('plain')} without stretch, ${off('own')} with b_s = ${model.zScale.toFixed(3)}.`,
    table: {
      name: 'sections',
      title: 'Chords along z in sections and in the model',
      columns: [
        { name: 'quantity' },
        { name: 'phase' },
        { name: 'sections', unit: model.unit },
        { name: 'b_s = 1', unit: model.unit },
        { name: 'b_s = 1 against sections', unit: '%' },
        { name: 'own b_s', unit: model.unit },
        { name: 'own b_s against sections', unit: '%' },
      ],
      rows: found.map(({ title, phase, sections, plain, own }): Cell[] => [
        title,
        phase,
        cell(sections),
        cell(plain),
        sections.mean === 0 ? missingCell('no chords') : percentCell(plain.mean / sections.mean - 1, { signed: true }),
        cell(own),
        sections.mean === 0 ? missingCell('no chords') : percentCell(own.mean / sections.mean - 1, { signed: true }),
      ]),
      notes: [
        'Means over sections and over realisations ± standard error. Realisations have the size of the sections.',
      ],
    },
  };
}
