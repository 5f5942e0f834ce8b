import { parquetReadObjects } from 'hyparquet';
import { expect, it } from 'vitest';
import { tableParquet } from './parquet.ts';
import { missingCell, type Table } from './table.ts';

const table: Table = {
  ...{ name: 'table', title: 'Table', notes: [] },
  columns: [{ name: 'point' }, { name: 'area', unit: '1/um' }, { name: 'empty' }],
  rows: [
    ['a', { value: 1.5, error: 0.1 }, missingCell('none')],
    [{ phase: 'pore', index: 0 }, missingCell('no way'), missingCell('none')],
    ['ü, "c"', { value: -1e-300 }, missingCell('none')],
  ],
};

it('a Parquet file has the numbers, texts and gaps of its table, and the same bytes again', async () => {
  const bytes = await tableParquet(table);
  expect(await tableParquet(table)).toEqual(bytes);
  const rows = await parquetReadObjects({ file: bytes.buffer as ArrayBuffer });
  expect(rows).toEqual([
    { point: 'a', 'area [1/um]': 1.5, empty: null },
    { point: 'pore', 'area [1/um]': null, empty: null },
    { point: 'ü, "c"', 'area [1/um]': -1e-300, empty: null },
  ]);
});
