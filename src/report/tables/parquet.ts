import type { Cell, Column, Table } from './table.ts';

/** A cell as a column of numbers or texts holds it; null where a value is missing. */
function plainValue(cell: Cell): number | string | null {
  if (typeof cell === 'string') return cell;
  if ('missing' in cell) return null;
  if ('value' in cell) return Number.isFinite(cell.value) ? cell.value : null;
  return 'text' in cell ? cell.text : cell.phase;
}

const heading = ({ name, unit }: Column): string => (unit ? `${name} [${unit}]` : name);

/**
 * The table as an Apache Parquet file: a column of 64-bit floats or of texts for each column, under the names that CSV
 * has, missing values as nulls. Errors and intervals of cells are left out. Equal tables give equal bytes.
 * @returns the file - shape [byte] - uint8.
 */
export async function tableParquet({ columns, rows }: Table): Promise<Uint8Array> {
  // Loaded when a table is written so, as few are.
  const { parquetWriteBuffer } = await import('hyparquet-writer');
  const columnData = columns.map((column, c) => {
    const cells = rows.map((row) => plainValue(row[c]));
    const isText = cells.some((cell) => typeof cell === 'string');
    const data = isText ? cells.map((cell) => (cell === null ? null : String(cell))) : cells;
    return { name: heading(column), data, type: isText ? ('STRING' as const) : ('DOUBLE' as const), nullable: true };
  });
  return new Uint8Array(parquetWriteBuffer({ columnData, createdBy: 'excursa' }));
}
