import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import {
  alignmentOf,
  cellText,
  countCell,
  missingCell,
  numberText,
  percentCell,
  renderCsv,
  renderText,
  renderTexts,
  type Table,
  tableJson,
} from './table.ts';
import { renderHtml } from './table-html.ts';

const hostile = '"a", <b onclick="x()">b</b>\nc & \'d\'';

const table: Table = {
  name: 'example',
  title: 'Example',
  columns: [
    { name: 'phase' },
    { name: 'chord x', unit: 'um', definition: 'mean length' },
    { name: 'error', unit: '%' },
    { name: 'S_V', unit: '1/um^2' },
    { name: 'remark' },
  ],
  rows: [
    [{ phase: 'am', index: 0 }, { value: 1.23456789, error: 0.0456 }, percentCell(-0.012345), countCell(3), 'plain'],
    [
      { phase: hostile, index: 1 },
      missingCell('no path'),
      percentCell(0.5, { signed: true }),
      { value: 0.5, interval: [0, 0.75], decimals: 2 },
      { text: 'far', mark: true },
    ],
  ],
  notes: ['chords: complete ones'],
  terms: [['far', 'further than chance']],
};

/** Fields of CSV by the grammar of RFC 4180, read letter by letter. */
function parseCsv(text: string): string[][] {
  const records: string[][] = [[]];
  let field = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    if (quoted) {
      if (text[i] !== '"') field += text[i];
      else if (text[i + 1] === '"') field += text[i++];
      else quoted = false;
    } else if (text[i] === '"') quoted = true;
    else if (text[i] === ',' || text.startsWith('\r\n', i)) {
      records.at(-1)!.push(field);
      field = '';
      if (text[i] !== ',') {
        records.push([]);
        i++;
      }
    } else field += text[i];
  }
  expect(records.pop(), 'ends with a line end').toEqual([]);
  return records;
}

describe('a table as text', () => {
  it('aligns numbers right and texts left, with units in the heads', () => {
    const plain: Table = { ...table, rows: [table.rows[0]] };
    expect(renderText(plain).split('\n')).toEqual([
      'Example',
      'phase   chord x [um]  error [%]  S_V [1/um^2]  remark',
      '-----  -------------  ---------  ------------  ------',
      'am     1.235 ± 0.046      -1.23             3  plain',
      'chords: complete ones',
    ]);
  });

  it('has a dash for a missing value and its reason below', () => {
    const text = renderText(table);
    expect(text).toContain('\n-: no path\n');
    expect(text).toContain('0.50 (0.00 … 0.75)');
    expect(text).toContain('+50.0');
  });

  it('breaks long texts in the last column and in notes, and keeps every word', () => {
    const long = Array.from({ length: 60 }, (_, i) => `word${i}`).join(' ');
    const text = renderText({ ...table, rows: [[...table.rows[0].slice(0, 4), long]], notes: [long] }, 80);
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80);
    for (let i = 0; i < 60; i++) expect(text.match(new RegExp(`\\bword${i}\\b`, 'g'))).toHaveLength(2);
  });

  it('says so when it has no rows', () => {
    expect(renderText({ ...table, rows: [] })).toContain('(none)');
    expect(renderTexts([table, table])).toBe(`${renderText(table)}\n\n${renderText(table)}`);
  });
});

describe('a table as HTML', () => {
  const { document } = parseHTML(`<body>${renderHtml(table, 'title')}</body>`);
  const cells = [...document.querySelectorAll('td')];

  it('escapes what it holds, and keeps it', () => {
    expect(document.querySelectorAll('b, [onclick]')).toHaveLength(0);
    expect(cells[5].textContent).toBe(hostile);
  });

  it('gives the reason of a missing value as a tooltip', () => {
    expect(cells[6].textContent).toBe('–');
    expect(cells[6].querySelector('span')!.getAttribute('title')).toBe('no path');
  });

  it('aligns as the text does, marks rows, and explains columns and terms', () => {
    const left = [...document.querySelectorAll('th')].map((th) => th.getAttribute('class') === 'left');
    expect(left).toEqual(table.columns.map((_, c) => alignmentOf(table, c) === 'left'));
    expect(left).toEqual([true, false, false, false, true]);
    expect([...document.querySelectorAll('tr')].map((tr) => tr.className)).toEqual(['', '', 'marked']);
    expect(document.querySelector('h3')!.textContent).toBe('Example');
    expect([...document.querySelectorAll('dt')].map((dt) => dt.textContent)).toEqual(['chord x', 'far']);
    expect(document.querySelectorAll('th')[3].innerHTML).toBe('S<sub>V</sub> [1/µm<sup>2</sup>]');
  });

  it('prints the unit of a row behind its head', () => {
    const rows = [[{ text: 'surface area', unit: '1/um^2' }, ...Array(4).fill('')]];
    const own = { ...table, rows };
    expect(renderHtml(own)).toContain('surface area [1/µm<sup>2</sup>]');
    expect(renderText(own)).toContain('surface area [1/um^2]');
    expect(parseCsv(renderCsv(own))[1][0]).toBe('surface area [1/um^2]');
  });

  it('folds definitions where they are many, and those of a folded table with it', () => {
    const terms = ['a', 'b', 'c'].map((term) => [term, term] as const);
    const many = parseHTML(`<body>${renderHtml({ ...table, terms })}</body>`).document;
    expect(many.querySelectorAll('details dt')).toHaveLength(4);
    const folded = parseHTML(`<body>${renderHtml({ ...table, folded: true })}</body>`).document;
    expect(folded.querySelectorAll('details dt')).toHaveLength(2);
    expect(document.querySelectorAll('details')).toHaveLength(0);
  });

  it('folds a long table under its title, and says when there are no rows', () => {
    const folded = parseHTML(`<body>${renderHtml({ ...table, folded: true }, 'title')}</body>`).document;
    expect(folded.querySelector('details summary')!.textContent).toBe('Example');
    expect(folded.querySelectorAll('h3')).toHaveLength(0);
    expect(renderHtml({ ...table, rows: [] })).toContain('colspan="5">none<');
  });
});

describe('a table as CSV', () => {
  it('has units in the head, all digits, errors and intervals in columns of their own', () => {
    expect(parseCsv(renderCsv(table))).toEqual([
      [
        ...['phase', 'chord x [um]', 'chord x standard error [um]', 'error [%]'],
        ...['S_V [1/um^2]', 'S_V low [1/um^2]', 'S_V high [1/um^2]', 'remark'],
      ],
      ['am', '1.23456789', '0.0456', '-1.2345', '3', '', '', 'plain'],
      [hostile, '', '', '50', '0.5', '0', '0.75', 'far'],
    ]);
  });

  it('names what stands behind a plus-minus, and has what stands in brackets', () => {
    const named: Table = {
      ...table,
      columns: [{ name: 'a', errorName: 'scatter' }],
      rows: [[{ value: 1, error: 0.5, remark: '3 of 4' }], [{ value: 2 }]],
    };
    expect(parseCsv(renderCsv(named))).toEqual([
      ['a', 'a scatter', 'a remark'],
      ['1', '0.5', '3 of 4'],
      ['2', '', ''],
    ]);
    expect(renderText(named)).toContain('1.00 ± 0.50 (3 of 4)');
  });

  it('is the head alone without rows', () => {
    expect(renderCsv({ ...table, rows: [] })).toBe('phase,chord x [um],error [%],S_V [1/um^2],remark\r\n');
  });
});

describe('a table as JSON', () => {
  it('has one object a row; a missing value is null with its reason', () => {
    const json = JSON.parse(JSON.stringify(tableJson(table)));
    expect(json.columns[1]).toEqual({ name: 'chord x', unit: 'um', definition: 'mean length' });
    expect(json.rows[0]['chord x']).toEqual({ value: 1.23456789, error: 0.0456 });
    expect(json.rows[0].phase).toBe('am');
    expect(json.rows[0].S_V).toBe(3);
    expect(json.rows[1]['chord x']).toEqual({ value: null, reason: 'no path' });
    expect(json.rows[1].S_V).toEqual({ value: 0.5, interval: [0, 0.75] });
    expect(json.terms).toEqual({ far: 'further than chance' });
  });

  it('turns no value that is not finite into a number', () => {
    const broken = { ...table, rows: [[...table.rows[0].slice(0, 1), { value: Number.NaN }, '', '', '']] };
    expect(tableJson(broken).rows[0]['chord x']).toEqual({ value: null, reason: 'not finite' });
    expect(renderText(broken)).toContain('not finite');
    expect(parseCsv(renderCsv(broken))[1][1]).toBe('NaN');
  });
});

describe('numbers', () => {
  it('have four significant digits, powers of ten far from one', () => {
    const values = [0, 0.000123456, 0.00123456, -1.23456, 12.3456, 1234.56, 123456.7, 1234567];
    expect(values.map((value) => numberText(value))).toEqual([
      ...['0', '1.23e-4', '0.001235', '-1.235', '12.35', '1235', '123457', '1.23e+6'],
    ]);
  });

  it('in per cent have two decimals below ten and one above', () => {
    const text = (relative: number): string => cellText(percentCell(relative, { signed: true }));
    expect([0.0412, 0.09996, 0.41212, -0.0083].map(text)).toEqual(['+4.12', '+10.0', '+41.2', '-0.83']);
    expect([Number.NaN, Number.POSITIVE_INFINITY].map(text)).toEqual(['not finite', 'not finite']);
  });

  it('show no standard error where there is none', () => {
    expect(cellText({ value: 1, error: null })).toBe('1.000');
    expect(cellText({ value: 1, error: 0.0123, decimals: 3 })).toBe('1.000 ± 0.012');
  });

  it.each([
    [0.17123, 0.1234, '0.17 ± 0.12'],
    [6.8164, 0.1, '6.82 ± 0.10'],
    [1.23456789, 0.0456, '1.235 ± 0.046'],
    [1.23456789, 0.0000456, '1.235 ± 0.000046'],
    [12345.6, 78.9, '12346 ± 79'],
    [-0.0123, 2.5, '-0.0 ± 2.5'],
    [0.0000123, 0.0000045, '1.23e-5 ± 4.5e-6'],
    [1, 0, '1.000 ± 0'],
  ])('%f with the error %f reads %s', (value, error, text) => expect(cellText({ value, error })).toBe(text));
});
