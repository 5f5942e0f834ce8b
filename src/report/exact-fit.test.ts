import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { threePhases, twoPhases } from '../../test/report/closed-form-summaries.ts';
import type { ExactFitSummary } from '../calibrate/index.ts';
import { startFigures } from './figures/exact-fit.ts';
import { renderReport } from './render.ts';
import { combinationText, keptStart, pValueCell, startTable } from './tables/exact-fit.ts';
import { cellText } from './tables/table.ts';

const provenance = { version: '1', command: 'excursa calibrate', seed: 1, inputs: [] };
const pageOf = (exactFit: ExactFitSummary): Promise<string> =>
  renderReport({ title: 't', provenance, exactFit, history: [], warnings: [], citations: [] });
const sectionOf = async (fit: ExactFitSummary, id: string) =>
  parseHTML(await pageOf(fit)).document.querySelector(`section#${id}`)!;
/** Cells of the rows of the first table of a section. */
const cellsOf = async (fit: ExactFitSummary, id: string): Promise<string[][]> =>
  [...(await sectionOf(fit, id)).querySelector('table')!.querySelectorAll('tbody tr')].map((row) =>
    [...row.querySelectorAll('td')].map((cell) => cell.textContent ?? ''),
  );

describe.each([
  ['three', threePhases, 6],
  ['two', twoPhases, 3],
])('an exact fit of %s phases', async (_, fit, pairs) => {
  const html = await pageOf(fit);
  const { document } = parseHTML(html);

  it('has its sections, no history, and the same bytes for the same data', async () => {
    const ids = [...document.querySelectorAll('section')].map((section) => section.id);
    const exact = ['exact-two-point', 'exact-quantities', 'goodness-of-fit', 'identifiability', 'starts'];
    expect(ids).toEqual([...exact, 'provenance']);
    expect(await pageOf(structuredClone(fit))).toBe(html);
    expect(html).not.toMatch(/NaN|undefined|Infinity|not finite/);
    expect(html).not.toContain('failure signature');
  });

  it('draws a curve and a residual for every pair, own pairs first', () => {
    const figures = [...document.querySelectorAll('#exact-two-point figure')];
    expect(figures).toHaveLength(pairs);
    for (const figure of figures)
      expect(figure.querySelectorAll('svg svg > g[aria-label="y-axis label"]')).toHaveLength(2);
    const isOwn = figures.map((figure) => {
      const [a, b] = figure.querySelector('svg')!.getAttribute('aria-label')!.replace('Exact, ', '').split(' – ');
      return a === b;
    });
    expect(isOwn).toEqual([...isOwn].sort((a, b) => Number(b) - Number(a)));
    // Mixed pairs cannot scatter at lag 0, so that their residual has a lag less.
    const captions = figures.map((figure) => figure.querySelector('figcaption')!.textContent);
    expect(captions.map((text) => / of (\d+) lags/.exec(text!)![1])).toEqual(isOwn.map((own) => (own ? '30' : '29')));
  });

  it('shows a dot for every singular value and every start, and marks the one kept', () => {
    const dots = (id: string): number => document.querySelectorAll(`#${id} [aria-label="dot"] circle`).length;
    expect(dots('identifiability')).toBe(fit.identifiability.parameters);
    const weights = fit.smoothness ? fit.smoothness.tried.length + 1 : 0;
    expect(dots('starts')).toBe(fit.starts.length + 1 + weights);
  });
});

describe('the quantities of an exact fit', () => {
  it('stand with their errors in standard errors; those beyond two are marked in colour and words', async () => {
    const rows = await cellsOf(threePhases, 'exact-quantities');
    expect(rows).toHaveLength(12);
    // The binder's volume fraction: 0.12 (1 + 0.03), and 3 % over 1.2 % are 2.5 standard errors.
    expect(rows[6].slice(0, 9)).toEqual([
      'binder',
      'volume fraction',
      '0.1236',
      '0.1200',
      '+3.00',
      '+2.50',
      '1.20',
      '0.70',
      'yes',
    ]);
    expect(rows[9].slice(0, 2)).toEqual(['pore-nmc', 'interface area [1/µm]']);
    expect(rows.map((row) => row[9] !== '')).toEqual(rows.map((_, i) => i >= 6 && i < 9));
    const section = await sectionOf(threePhases, 'exact-quantities');
    expect(section.querySelectorAll('tr.marked')).toHaveLength(3);
  });

  it('without a known scatter are neither judged nor printed as a number', async () => {
    const quantities = threePhases.quantities.map((entry) => ({ ...entry, dataStandardError: 0 }));
    for (const row of await cellsOf({ ...threePhases, quantities }, 'exact-quantities')) {
      expect([row[5], row[9]]).toEqual(['–', '']);
    }
  });
});

describe('the curves of an exact fit', () => {
  it('leave out what is not known, rounding at lag 0 included', async () => {
    const spoil = (values: readonly number[], value: number): number[] => values.map((v, k) => (k === 3 ? value : v));
    const curves = threePhases.curves.map((curve) => ({
      ...curve,
      model: spoil(curve.model, Number.NaN),
      // A standard error at lag 0 that is rounding would make a residual of any size.
      dataStandardError: curve.dataStandardError.map((s) => s || 1e-19),
      modelStandardError: spoil(curve.modelStandardError, Number.POSITIVE_INFINITY),
    }));
    const section = await sectionOf({ ...threePhases, curves }, 'exact-two-point');
    expect(section.innerHTML).not.toMatch(/NaN|Infinity/);
    expect(section.querySelector('figcaption')!.textContent).toContain('of 29 lags');
    const captions = [...section.querySelectorAll('figcaption')].map(({ textContent }) => textContent!);
    expect(captions.filter((text) => text.includes('of 28 lags'))).toHaveLength(3);
  });
});

describe('the goodness of an exact fit', () => {
  it.each([
    [2.3e-19, '< 1e-6'],
    [0, '< 1e-6'],
    [1.26e-4, '1.3e-4'],
    [0.5634, '0.56'],
    [1, '1.0'],
  ])('prints the p-value %f as %s', (p, text) => expect(cellText(pValueCell(p))).toBe(text));

  it('says what it found, in a box of its kind', async () => {
    expect(await cellsOf(threePhases, 'goodness-of-fit')).toEqual([
      ['misfit', '< 1e-6', '184.3', '21.40', '18', '64', '128', '2.00'],
    ]);
    const box = async (fit: ExactFitSummary, kind: string) =>
      (await sectionOf(fit, 'goodness-of-fit')).querySelector(`.${kind}`);
    expect((await box(threePhases, 'warning'))!.textContent).toBe(`Misfit. ${threePhases.goodnessOfFit.sentence}`);
    expect((await box(twoPhases, 'verdict'))!.textContent).toBe(`Compatible. ${twoPhases.goodnessOfFit.sentence}`);
  });

  it('says it once on a page', async () => {
    const { innerHTML } = await sectionOf(threePhases, 'goodness-of-fit');
    expect(innerHTML.split(threePhases.goodnessOfFit.sentence)).toHaveLength(2);
  });
});

describe('combinations of parameters', () => {
  const text = (weights: readonly number[]): string => {
    const terms = weights.map((weight, k) => ({ group: 'X', parameter: `range${k + 1}`, weight }));
    return combinationText({ singularValue: 1, terms });
  };
  it('read as sums, open where weights are left out', () => {
    expect(text([0.71, -0.52])).toBe('+0.71 X.range1 - 0.52 X.range2 …');
    expect(text([-0.8, 0.6])).toBe('-0.80 X.range1 + 0.60 X.range2');
  });
});

describe('starts', () => {
  const start = (loss: number, droppedInRound: number | null, order = [0, 1]) => ({
    order,
    start: 0,
    iterations: 5,
    loss,
    droppedInRound,
  });

  it('keep the lowest loss of those fitted to the end', () => {
    const starts = [start(0.1, 0), start(0.3, null), start(0.2, null), start(Number.NaN, null)];
    expect(keptStart(starts)).toBe(starts[2]);
    expect(keptStart([start(0.1, 1)])).toBeUndefined();
  });

  it('that failed or reached zero, and more orders than fit, are named', () => {
    const many = Array.from({ length: 30 }, (_, i) => start(1 + i, 0, [i]));
    const starts = [start(0.1, null), start(Number.POSITIVE_INFINITY, 0), start(0, 0), ...many];
    const [figure] = startFigures(starts);
    expect(figure.caption).toContain('The 24 best of 31 orders. 2 starts without a loss to draw.');
    expect(figure.svg()).not.toMatch(/NaN|Infinity/);
    expect(startFigures([])).toEqual([]);
    const rows = startTable(starts).rows.map((row) => row.map(cellText));
    expect(rows).toHaveLength(33);
    expect(rows.map((row) => row[4]).slice(0, 3)).toEqual(['dropped in round 1', 'kept', 'dropped in round 1']);
    expect(rows.at(-1)![3]).toBe('-');
  });
});
