import type { Cell, Table } from '../report/index.ts';
import type { Measurement, Row } from './study-kind.ts';

/** Name of a measured column: phase, quantity and axis. */
export const columnKey = ({ phase, quantity, axis }: Pick<Measurement, 'phase' | 'quantity' | 'axis'>): string =>
  [phase, quantity, axis].filter((part) => part !== undefined).join('.');

/**
 * All rows of a study as one tidy table: a realisation a row, first what it was, then what was measured, units in the
 * head. What could not be measured is empty.
 */
export function tidyTable(rows: readonly Row[]): Table {
  const labels = new Map<string, { name: string; unit?: string }>();
  const measured = new Map<string, Measurement>();
  for (const { task, values } of rows) {
    for (const { name, unit } of task.labels) labels.set(name, { name, ...(unit && { unit }) });
    for (const one of values) if (!measured.has(columnKey(one))) measured.set(columnKey(one), one);
  }
  const cellsOf = ({ task, values }: Row): Cell[] => {
    const own = new Map(values.map((one) => [columnKey(one), one]));
    return [
      ...Array.from(labels.keys(), (name): Cell => {
        const value = task.labels.find((label) => label.name === name)?.value;
        if (value === undefined) return { missing: 'does not apply' };
        return typeof value === 'string' ? value : { value };
      }),
      ...Array.from(measured.keys(), (key): Cell => {
        const one = own.get(key);
        if (one === undefined) return { missing: 'not measured' };
        return one.value === null ? { missing: one.reason ?? 'not measured' } : { value: one.value };
      }),
    ];
  };
  return {
    name: 'table',
    title: 'All realisations',
    columns: [
      ...labels.values(),
      ...Array.from(measured.values(), ({ title, unit }) => ({ name: title, ...(unit && { unit }) })),
    ],
    rows: rows.map(cellsOf),
    notes: [],
    folded: true,
  };
}

/** Mean over the axes of a quantity of a phase in a row; undefined where one of them is missing. */
export function meanOverAxes({ values }: Row, phase: string, quantity: string): number | undefined {
  const own = values.filter((one) => one.phase === phase && one.quantity === quantity).map(({ value }) => value);
  if (own.length === 0 || own.includes(null)) return undefined;
  return (own as number[]).reduce((sum, v) => sum + v, 0) / own.length;
}

/** Value of a label of a row. */
export const labelOf = ({ task }: Row, name: string): number | string | undefined =>
  task.labels.find((label) => label.name === name)?.value;

/** Rows of equal labels but for the realisation, together, in the order of their first. */
export function groupRows(rows: readonly Row[], key: (row: Row) => string): Row[][] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) groups.set(key(row), [...(groups.get(key(row)) ?? []), row]);
  return [...groups.values()];
}

/** Mean of some numbers and the standard error of it; null for one number alone. */
export function meanWithError(values: readonly number[]): { readonly mean: number; readonly error: number | null } {
  const n = values.length;
  const mean = values.reduce((sum, v) => sum + v, 0) / n;
  if (n < 2) return { mean, error: null };
  return { mean, error: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1) / n) };
}

/**
 * Standard errors of the means of groups that scatter alike - [group]: the scatter within all groups together, over the
 * root of the size of each. Two numbers alone tell next to nothing of their own scatter. Undefined where no group has
 * two.
 */
export function pooledErrors(groups: readonly (readonly number[])[]): number[] | undefined {
  const freedom = groups.reduce((sum, { length }) => sum + Math.max(0, length - 1), 0);
  if (freedom === 0) return undefined;
  const squares = groups.reduce((sum, own) => {
    const { mean } = meanWithError(own);
    return sum + own.reduce((inner, v) => inner + (v - mean) ** 2, 0);
  }, 0);
  return groups.map(({ length }) => Math.sqrt(squares / freedom / length));
}
