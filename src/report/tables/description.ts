import {
  type AnyDescription,
  chordWeightings,
  type DescribedQuantity,
  type Descriptor,
  describedQuantities,
  descriptors,
  isUnmeasured,
} from '../../descriptor/index.ts';
import { type Cell, missingCell, type Table } from './table.ts';

/** What can be measured: one row a descriptor. @param list - descriptors, by default those of the program. */
export function descriptorsTable(list: readonly Descriptor[] = descriptors): Table {
  return {
    name: 'descriptors',
    title: 'Descriptors',
    columns: [{ name: 'name' }, { name: 'what' }, { name: 'estimator and edges' }, { name: 'slow' }],
    rows: list.map(({ name, summary, estimator, cost }) => [
      name,
      summary,
      estimator,
      { fast: '', moderate: 'somewhat', slow: 'yes' }[cost],
    ]),
    notes: [],
  };
}

/** Which mean and standard deviation of chords a short table shows. */
export type ChordWeighting = keyof typeof chordWeightings;

/** What a table of a description shows. */
export interface DescriptionTableOptions {
  /** Descriptors whose quantities are shown, by default those of the program. */
  readonly descriptors?: readonly Descriptor[];
  readonly chords?: ChordWeighting;
}

function cellOf(own: DescribedQuantity | undefined): Cell {
  if (!own) return missingCell('not measured');
  if (own.value === null) return missingCell(own.reason ?? 'not measured');
  return {
    value: own.value,
    error: own.standardError,
    ...(own.interval && { interval: own.interval }),
    ...(own.kind === 'count' && { decimals: 0 }),
  };
}

/** One row a quantity and axis, one column a phase. */
function tableOf(
  name: string,
  title: string,
  phases: readonly string[],
  quantities: readonly DescribedQuantity[],
): Omit<Table, 'notes'> {
  const rows = new Map<string, DescribedQuantity[]>();
  for (const own of quantities) {
    const key = `${own.name} ${own.axis ?? ''}`;
    rows.set(key, [...(rows.get(key) ?? []), own]);
  }
  return {
    name,
    title,
    // A phase may be called like the first column.
    columns: [{ name: 'quantity' }, ...phases.map((own) => ({ name: own === 'quantity' ? 'phase quantity' : own }))],
    rows: [...rows.values()].map((row): Cell[] => [
      { text: row[0].axis ? `${row[0].title} ${row[0].axis}` : row[0].title, unit: row[0].unit },
      ...phases.map((phase) => cellOf(row.find((own) => own.phase === phase))),
    ]),
    terms: [...new Map(quantities.map(({ title: term, definition }) => [term, definition])).entries()],
  };
}

/** What descriptors have to say about their values, phase by phase. */
function cautionsOf(description: AnyDescription, list: readonly Descriptor[]): string[] {
  return list.flatMap(({ name, caution }) =>
    description.phases.flatMap((phase) => {
      const value = (phase as unknown as Record<string, unknown>)[name];
      const text = value === undefined || isUnmeasured(value) ? undefined : caution?.(value);
      return text === undefined ? [] : [`${phase.name}: ${text}.`];
    }),
  );
}

/** What of a table has no standard error, in words. */
function withoutErrors(quantities: readonly DescribedQuantity[]): string {
  const measured = quantities.filter(({ value }) => value !== null);
  const having = new Set(measured.filter((own) => own.standardError !== null).map(({ title }) => title));
  if (having.size === 0) return 'any quantity';
  return [...new Set(measured.map(({ title }) => title))].filter((title) => !having.has(title)).join(', ');
}

/**
 * The numbers of a description: a short table, and a folded one with the rest. Every descriptor's quantities appear in
 * one of them.
 */
export function descriptionTables(description: AnyDescription, options: DescriptionTableOptions = {}): Table[] {
  const { chords = 'number' } = options;
  const quantities = describedQuantities(description, options.descriptors ?? descriptors);
  const phases = description.phases.map(({ name }) => name);
  const weighted = Object.values(chordWeightings).flat() as readonly string[];
  const isShort = ({ name, detail }: DescribedQuantity): boolean =>
    weighted.includes(name) ? (chordWeightings[chords] as readonly string[]).includes(name) : !detail;
  const windows = description.phases[0]?.standardErrors.parts ?? 0;
  const explanations = new Set(
    quantities
      .filter((own) => own.explained && isShort(own))
      .map(({ title, definition }) => `${title}: ${definition[0].toLowerCase()}${definition.slice(1)}`),
  );
  const others = quantities.filter((own) => !isShort(own));
  const short: Table = {
    ...tableOf('description', 'Measured quantities', phases, quantities.filter(isShort)),
    notes: [
      windows > 0
        ? `±: standard error, from ${windows} blocks of the maps and the correlation between them. In brackets: 95 % interval.`
        : `No standard errors of ${withoutErrors(quantities.filter(isShort))}: the maps hold too few correlation lengths to tell how far they are from the material.`,
      ...(description.grid.maps !== undefined && description.grid.sectionDistance === undefined
        ? [
            `The ${description.grid.maps} maps count as independent. Sections of one volume at small distances are not: give their distance.`,
          ]
        : []),
      ...cautionsOf(description, options.descriptors ?? descriptors),
      ...explanations,
    ],
  };
  if (others.length === 0) return [short];
  return [short, { ...tableOf('description-details', 'Further quantities', phases, others), notes: [], folded: true }];
}
