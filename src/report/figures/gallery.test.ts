import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { fullReport, smallStudy } from '../../../test/report/full-report.ts';
import { openReport, openStudyReport } from '../render.ts';

/** Axes of numbers without a unit, and of names. */
const withoutUnit = new Set([
  ...['probability C(h)', 'probability L(r)', 'correlation ρ(h)', 'root mean square difference'],
  ...['loss', 'step', 'singular value', 'cross-validated loss', 'weight', 'share of the phase covered'],
  ...['combination of parameters, best determined first', 'order of the phases, best first'],
  ...['model class', 'distribution'],
]);

const [report, study] = [await openReport(await fullReport()), await openStudyReport(smallStudy)];
const figures = [...report.figures, ...study.figures];

describe('the gallery', () => {
  it('has every figure of a report, each under a name of its own', () => {
    const names = figures.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    const pairs = ['pore-pore', 'nmc-nmc', 'binder-binder', 'pore-nmc', 'pore-binder', 'nmc-binder'];
    const phases = ['pore', 'nmc', 'binder'];
    const compared = [
      ...pairs.map((pair) => `two-point-${pair}`),
      ...phases.flatMap((phase) => [`distances-${phase}`, `lineal-path-${phase}`]),
    ];
    const expected = [
      ...['chord-lengths-of-the-classes', 'two-point-functions-of-the-classes', 'correlations'],
      ...pairs.map((pair) => `exact-two-point-${pair}`),
      ...['singular-values', 'smoothness', 'starts', 'two-point', 'two-point-by-axis'],
      ...compared,
      ...compared.map((name) => `along-z-model-against-data-${name}`),
      ...phases.flatMap((phase) => [`lineal-path-by-axis-${phase}`, `sizes-${phase}`, `chords-${phase}-x`]),
      ...['two-point-loss', 'generator-against-discriminator', 'largest-error-over-the-phases', 'v-against-exact'],
      ...['conductivity-by-fraction', 'what-controls-what'],
    ];
    expect(names.sort()).toEqual(expected.sort());
  });

  it.each(figures)('$name is whole: a title, axes with units, a key, and finite numbers', (figure) => {
    const text = figure.svg();
    expect(text).not.toMatch(/NaN|Infinity|undefined|<style/);
    expect(figure.svg(), 'the same bytes again').toBe(text);
    const svg = parseHTML(text).document.querySelector('svg')!;
    expect(svg.getAttribute('xmlns')).toBe('http://www.w3.org/2000/svg');
    expect(svg.querySelector('text.title')!.textContent!.length).toBeGreaterThan(3);
    if (figure.caption) expect(figure.caption).toMatch(/\.$/);

    const labels = (axis: string): string[] =>
      [...svg.querySelectorAll(`[aria-label="${axis}-axis label"]`)].map(({ textContent }) => textContent!.trim());
    expect(labels('x')).toHaveLength(1);
    // Rows of intervals are named one by one.
    const isRows = figure.name === 'v-against-exact';
    const plots = svg.querySelectorAll('svg').length;
    expect(labels('y')).toHaveLength(isRows ? 0 : plots);
    for (const label of [...labels('x'), ...labels('y')])
      expect(withoutUnit.has(label) || /\[.+\]$/.test(label), `${label} has a unit`).toBe(true);

    const key = [...svg.querySelectorAll('.key > g')].map((entry) => ({
      label: entry.querySelector('text')!.textContent!,
      colours: [...entry.querySelectorAll('[stroke], [fill]')].flatMap((mark) => [
        mark.getAttribute('stroke'),
        mark.getAttribute('fill'),
      ]),
    }));
    const strokes = new Set(
      [...svg.querySelectorAll('[aria-label="line"], [aria-label="dot"]')].map(
        (mark) => `${mark.getAttribute('stroke')} ${mark.getAttribute('stroke-dasharray')}`,
      ),
    );
    if (strokes.size > 1) expect(key.length).toBeGreaterThan(1);
    const drawn = [...svg.querySelectorAll('svg [stroke], svg [fill]')].flatMap((mark) => [
      mark.getAttribute('stroke'),
      mark.getAttribute('fill'),
    ]);
    for (const { label, colours } of key) {
      expect(label).not.toBe('');
      expect(
        colours.some((colour) => colour !== 'none' && drawn.includes(colour)),
        `${label} is drawn`,
      ).toBe(true);
    }
  });

  it('keeps title and key inside the figure, whatever the names are', () => {
    for (const figure of figures) {
      const svg = parseHTML(figure.svg()).document.querySelector('svg')!;
      for (const entry of svg.querySelectorAll('.key > g')) {
        const x = Number(/translate\(([\d.]+)/.exec(entry.getAttribute('transform')!)![1]);
        const label = entry.querySelector('text')!;
        const end = x + 24 + 0.62 * Number(label.getAttribute('font-size')) * label.textContent!.length;
        expect(end, `${figure.name}: ${label.textContent}`).toBeLessThanOrEqual(figure.width);
      }
    }
  });
});

describe('the tables of a report', () => {
  it('have names of their own, rows as long as the head, and heads that differ', () => {
    const tables = [...report.tables, ...study.tables];
    expect(new Set(tables.map(({ name }) => name)).size).toBe(tables.length);
    for (const { name, columns, rows } of tables) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
      expect(new Set(columns.map((column) => column.name)).size, name).toBe(columns.length);
      for (const row of rows) expect(row, name).toHaveLength(columns.length);
    }
  });
});
