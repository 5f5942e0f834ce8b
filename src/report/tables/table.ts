import {
  type ArgumentKind,
  aFlag,
  aText,
  checkArguments,
  isRecord,
  listOf,
  optional,
  recordOf,
  valueWhere,
} from '../../arguments.ts';

/** A column: all of its numbers have its unit. */
export interface Column {
  /** What the column holds; no other column of the table has the same name. */
  readonly name: string;
  /** Unit as the user writes it, for example 'um', '1/um^2' or '%'. */
  readonly unit?: string;
  /** What the quantity is, for a reader who does not know it; shown in HTML and JSON. */
  readonly definition?: string;
  /** What stands behind the plus-minus of its numbers; a standard error unless another name is given. */
  readonly errorName?: string;
  /** Without it, columns of numbers stand right and columns of text left. */
  readonly align?: 'left' | 'right';
}

/** A number in the unit of its column. */
export interface NumberCell {
  readonly value: number;
  /** Standard error, or what the column names, in the same unit; null or absent where there is none. */
  readonly error?: number | null;
  /** Ends of an interval in the same unit. */
  readonly interval?: readonly [number, number];
  /** Significant digits, four unless given; CSV and JSON have all of them. */
  readonly digits?: number;
  /** Digits after the point, in place of significant ones. */
  readonly decimals?: number;
  /** Whether positive numbers have a plus. */
  readonly signed?: boolean;
  /** What stands in brackets behind the number. */
  readonly remark?: string;
}

/** A text; `mark` highlights its row where the renderer can. */
export interface TextCell {
  readonly text: string;
  /** Unit of the row that the text is the head of, shown in brackets. */
  readonly unit?: string;
  readonly mark?: boolean;
}

/** The name of a phase; HTML puts its colour before it. */
export interface PhaseCell {
  readonly phase: string;
  /** Place of the phase in the order of the phases, from 0. */
  readonly index: number;
}

/** A value that could not be measured. */
export interface MissingCell {
  readonly missing: string;
}

/** What one place of a table holds. */
export type Cell = string | NumberCell | TextCell | PhaseCell | MissingCell;

/** A result as a table. It is built once and rendered as text, HTML, CSV or JSON. */
export interface Table {
  /** Name of its CSV file, for example 'exact-quantities'. */
  readonly name: string;
  readonly title: string;
  readonly columns: readonly Column[];
  /** As many cells a row as columns - [row][column]. */
  readonly rows: readonly (readonly Cell[])[];
  /** Sentences below the table. */
  readonly notes: readonly string[];
  /** Terms that the rows use and what they mean; shown in HTML and JSON. */
  readonly terms?: readonly (readonly [term: string, meaning: string])[];
  /** Whether HTML folds the table, since few readers need all its rows. */
  readonly folded?: boolean;
}

const aCell = valueWhere('a text or a cell', '{ value: 1 }', (cell) => {
  return (
    typeof cell === 'string' || (isRecord(cell) && ['value', 'text', 'phase', 'missing'].some((key) => key in cell))
  );
});

const tableParts = recordOf('a table', '{ name, title, columns, rows, notes }', {
  ...{ name: aText, title: aText, notes: listOf('a list of sentences', '[]', aText), folded: optional(aFlag) },
  terms: optional(
    listOf(
      'a list of terms',
      "[['lag', 'a distance']]",
      listOf('a term and its meaning', "['lag', 'a distance']", aText, 2),
    ),
  ),
  columns: listOf(
    'a list of columns',
    "[{ name: 'phase' }]",
    recordOf('a column', "{ name: 'phase' }", { name: aText }),
    1,
  ),
  rows: listOf('a list of rows', "[['pore']]", listOf('a list of cells', "['pore', { value: 1 }]", aCell)),
});

const aWidth = valueWhere('a number of letters', '120', (width) => Number(width) >= 1);

/** Tables, as an argument. */
const aTable: ArgumentKind = (value, place) => {
  const wrong = tableParts(value, place);
  if (wrong) return wrong;
  const { columns, rows } = value as Table;
  const row = rows.findIndex(({ length }) => length !== columns.length);
  if (row < 0) return undefined;
  const expected = `${columns.length} cells, one a column`;
  return { place: `${place}.rows[${row}]`, expected, got: rows[row].length, remedy: "{ missing: 'the reason' }" };
};

/** A relative number as a cell of a column in %: two decimals, one from 10 % on. */
export function percentCell(relative: number, style: Omit<NumberCell, 'value' | 'decimals'> = {}): NumberCell {
  const value = 100 * relative;
  return { value, decimals: Math.abs(value) < 9.995 ? 2 : 1, ...style };
}

/** A whole number as a cell. */
export const countCell = (value: number): NumberCell => ({ value, decimals: 0 });

/** A cell without a value; `reason` is a phrase such as 'no path across the window'. */
export const missingCell = (reason: string): MissingCell => ({ missing: reason });

/** Text of a number: fixed decimals where given, else significant digits; one that is not finite is named. */
export function numberText(
  value: number,
  { decimals, digits = 4 }: Pick<NumberCell, 'decimals' | 'digits'> = {},
): string {
  if (!Number.isFinite(value)) return 'not finite';
  if (decimals !== undefined) return value.toFixed(decimals);
  if (value === 0) return '0';
  const size = Math.abs(value);
  if (size < 1e-3 || size >= 1e6) return value.toExponential(Math.min(2, digits - 1));
  return size >= 1000 ? value.toFixed(0) : value.toPrecision(digits);
}

/** Power of ten of the first digit of a number other than 0. */
const powerOf = (value: number): number => Math.floor(Math.log10(Math.abs(value)));

/**
 * A number and its error, which has two digits; the number ends with the same decimal, or with its last significant
 * digit.
 */
function withErrorText({ value, decimals, digits = 4 }: NumberCell, error: number): string {
  if (decimals !== undefined) return `${numberText(value, { decimals })} ± ${error.toFixed(decimals)}`;
  const size = Math.max(Math.abs(value), error);
  if (!(error > 0) || !Number.isFinite(size) || size < 1e-3 || size >= 1e6) {
    return `${numberText(value, { digits })} ± ${numberText(error, { digits: 2 })}`;
  }
  const ofError = Math.max(0, 1 - powerOf(error));
  const ofValue = value === 0 ? ofError : Math.max(0, digits - 1 - powerOf(value));
  return `${value.toFixed(Math.min(ofError, ofValue))} ± ${error.toFixed(ofError)}`;
}

/** A cell as a reader sees it; HTML puts its own minus into it. */
export function cellText(cell: Cell): string {
  if (typeof cell === 'string') return cell;
  if ('text' in cell) return columnHeading({ name: cell.text, ...(cell.unit && { unit: cell.unit }) });
  if ('phase' in cell) return cell.phase;
  if ('missing' in cell) return '-';
  const { value, error, interval, signed, remark } = cell;
  const number = error === undefined || error === null ? numberText(value, cell) : withErrorText(cell, error);
  const ends = interval ? ` (${interval.map((end) => numberText(end, cell)).join(' … ')})` : '';
  return `${signed && value > 0 && value < Number.POSITIVE_INFINITY ? '+' : ''}${number}${ends}${remark ? ` (${remark})` : ''}`;
}

/** Name and unit of a column: 'mean chord x [um]'. */
const columnHeading = ({ name, unit }: Column): string => (unit ? `${name} [${unit}]` : name);

/** Side on which a column's cells stand. */
export function alignmentOf({ columns, rows }: Table, column: number): 'left' | 'right' {
  const isText = (cell: Cell): boolean => typeof cell === 'string' || 'text' in cell || 'phase' in cell;
  const cells = rows.map((row) => row[column]).filter((cell) => typeof cell === 'string' || !('missing' in cell));
  const isLeft = cells.length > 0 ? cells.every(isText) : rows.length === 0;
  return columns[column].align ?? (isLeft ? 'left' : 'right');
}

/** Lines of at most `width` letters, broken between words. */
function wrap(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}

/** Least width of a last column whose text is broken into lines. */
const leastTextWidth = 30;

/**
 * The table as plain text: title, heads, rows and notes. A value that is missing is a dash; the reasons stand below the
 * table.
 * @param width - letters a line, beyond which notes and texts in the last column are broken.
 * @example
 * import { renderText } from 'excursa';
 * const columns = [{ name: 'phase' }, { name: 'share', unit: '%' }];
 * const table = { name: 'shares', title: 'Shares', columns, rows: [['pore', { value: 12.5 }]], notes: [] };
 * console.log(renderText(table).includes('12.5')); // true
 */
export function renderText(table: Table, width = 120): string {
  checkArguments('renderText', { table, width }, { table: aTable, width: aWidth });
  const { title, columns, rows, notes } = table;
  const heads = columns.map(columnHeading);
  const texts = rows.map((row) => row.map(cellText));
  const last = columns.length - 1;
  const sides = columns.map((_, c) => alignmentOf(table, c));
  const before = heads
    .slice(0, last)
    .reduce((sum, head, c) => sum + 2 + Math.max(head.length, ...texts.map((row) => row[c].length)), 0);
  const room = sides[last] === 'left' ? Math.max(leastTextWidth, width - before) : Number.POSITIVE_INFINITY;
  const broken = texts.flatMap((row) => {
    const [first, ...more] = wrap(row[last], room);
    return [[...row.slice(0, last), first], ...more.map((text) => [...row.slice(0, last).fill(''), text])];
  });
  const widths = heads.map((head, c) => Math.max(head.length, ...broken.map((row) => row[c].length)));
  const line = (row: readonly string[]): string =>
    row
      .map((text, c) => (sides[c] === 'left' ? text.padEnd(widths[c]) : text.padStart(widths[c])))
      .join('  ')
      .trimEnd();
  const reasons = rows.flat().flatMap((cell) => (typeof cell === 'object' && 'missing' in cell ? [cell.missing] : []));
  const below = [...[...new Set(reasons)].map((reason) => `-: ${reason}`), ...notes];
  return [
    title,
    line(heads),
    widths.map((w) => '-'.repeat(w)).join('  '),
    ...(rows.length > 0 ? broken.map(line) : ['(none)']),
    ...below.flatMap((text) => wrap(text, width)),
  ].join('\n');
}

/** Several tables as text, an empty line between them. */
export const renderTexts = (tables: readonly Table[], width = 120): string =>
  tables.map((table) => renderText(table, width)).join('\n\n');

/** What a column becomes in CSV: errors and intervals of its numbers have columns of their own. */
function csvColumns({ columns, rows }: Table): { head: string; fields: string[] }[] {
  return columns.flatMap((column, c) => {
    const numbers = rows.map((row) => {
      const cell = row[c];
      return typeof cell === 'object' && 'value' in cell ? cell : undefined;
    });
    const head = (suffix: string): string => columnHeading({ ...column, name: column.name + suffix });
    const part = (suffix: string, pick: (cell: NumberCell) => number | string | null | undefined) => {
      const values = numbers.map((cell) => cell && pick(cell));
      return values.some((value) => value !== undefined && value !== null)
        ? [{ head: head(suffix), fields: values.map((value) => String(value ?? '')) }]
        : [];
    };
    const own = rows.map((row, r) => {
      const cell = row[c];
      if (typeof cell === 'object' && 'missing' in cell) return '';
      return String(numbers[r]?.value ?? cellText(cell));
    });
    return [
      { head: head(''), fields: own },
      ...part(` ${column.errorName ?? 'standard error'}`, ({ error }) => error),
      ...part(' low', ({ interval }) => interval?.[0]),
      ...part(' high', ({ interval }) => interval?.[1]),
      ...part(' remark', ({ remark }) => remark),
    ];
  });
}

const csvField = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/**
 * The table as CSV with units in the head, all digits of its numbers, and empty fields where a value is missing. Lines
 * end with CR LF.
 * @source shafranovich2005
 * @example
 * import { renderCsv } from 'excursa';
 * const columns = [{ name: 'phase' }, { name: 'share', unit: '%' }];
 * const table = { name: 'shares', title: 'Shares', columns, rows: [['pore', { value: 12.5 }]], notes: [] };
 * console.log(renderCsv(table).includes('pore,12.5')); // true
 */
export function renderCsv(table: Table): string {
  checkArguments('renderCsv', { table }, { table: aTable });
  const columns = csvColumns(table);
  const lines = [columns.map(({ head }) => head), ...table.rows.map((_, r) => columns.map(({ fields }) => fields[r]))];
  return lines.map((fields) => `${fields.map(csvField).join(',')}\r\n`).join('');
}

/** What a cell is in JSON: a text, a number with what belongs to it, or null with a reason. */
function cellJson(cell: Cell): unknown {
  if (typeof cell === 'string') return cell;
  if ('missing' in cell) return { value: null, reason: cell.missing };
  if (!('value' in cell)) return cellText(cell);
  const { value, error, interval, remark } = cell;
  if (!Number.isFinite(value)) return { value: null, reason: 'not finite' };
  const known = error !== undefined && error !== null;
  if (!known && !interval && !remark) return value;
  return { value, ...(known && { error }), ...(interval && { interval }), ...(remark && { remark }) };
}

/**
 * The table as plain data for JSON: the columns with units and definitions, and one object a row, by names of columns.
 * @example
 * import { tableJson } from 'excursa';
 * const columns = [{ name: 'phase' }, { name: 'share', unit: '%' }];
 * const table = { name: 'shares', title: 'Shares', columns, rows: [['pore', { value: 12.5 }]], notes: [] };
 * console.log(JSON.stringify(tableJson(table)).includes('12.5')); // true
 */
export function tableJson(table: Table) {
  checkArguments('tableJson', { table }, { table: aTable });
  const { name, title, columns, rows, notes, terms } = table;
  return {
    name,
    title,
    columns: columns.map(({ name: column, unit, errorName, definition }) => ({
      name: column,
      ...(unit !== undefined && { unit }),
      ...(errorName !== undefined && { error: errorName }),
      ...(definition !== undefined && { definition }),
    })),
    rows: rows.map((row) => Object.fromEntries(columns.map((column, c) => [column.name, cellJson(row[c])]))),
    notes: [...notes],
    ...(terms && { terms: Object.fromEntries(terms) }),
  };
}
