import { describe, expect, it } from 'vitest';
import type { ParameterRow } from '../report-data.ts';
import { parameterTables } from './parameters.ts';
import { cellText } from './table.ts';

describe('bounds of parameters', () => {
  const row = (group: string, name: string, bounds?: [number, number]): ParameterRow => ({
    group,
    name,
    value: 1,
    unit: '',
    meaning: 'm',
    ...(bounds && { bounds }),
  });
  /** Texts of the column of bounds, all tables together. */
  const boundsOf = (rows: ParameterRow[]): string[] =>
    parameterTables(rows).flatMap(({ columns, rows: lines }) => {
      const column = columns.findIndex(({ name }) => name === 'bounds');
      return lines.map((line) => cellText(line[column]));
    });

  it('are short, open ends infinite', () => {
    const bounds: [number, number][] = [
      [-4, 4],
      [0.19900001, 63.68],
      [1e-5, Number.POSITIVE_INFINITY],
      [Number.NEGATIVE_INFINITY, 0],
    ];
    const texts = ['-4 … 4', '0.199 … 63.68', '1.00e-5 … ∞', '-∞ … 0'];
    expect(boundsOf(bounds.map((pair, k) => row('scalars', `p${k}`, pair)))).toEqual(texts);
  });

  it('of fields stand once, and side by side where they differ', () => {
    const rows = [
      row('X', 'range', [1, 2]),
      row('Y', 'range', [1, 2]),
      row('X', 'power', [0.5, 2]),
      row('Y', 'power', [0.5, 1]),
    ];
    expect(boundsOf([...rows, row('X', 'free')])).toEqual(['1 … 2', '0.5 … 2; 0.5 … 1', '-']);
  });
});
