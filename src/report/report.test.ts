import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { twoPhases } from '../../test/report/closed-form-summaries.ts';
import type { ExactFitSummary } from '../calibrate/index.ts';
import type { Choice } from '../choice/index.ts';
import type { Compared, ComparedQuantity, Comparison } from '../compare/index.ts';
import { describe as measure } from '../descriptor/index.ts';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { renderReport } from './render.ts';
import type { ReportData } from './report-data.ts';

type Page = ReturnType<typeof parseHTML>['document'];
type PageElement = NonNullable<ReturnType<Page['querySelector']>>;

/** Text that would leave an element, an attribute or a script if it were not escaped. */
const hostile = `</script><img src=x onerror="alert('1')">&'"<b>`;
const phases = ['pore', hostile].map((name, label) => ({ name, label }));

function block(unit = 'um', spacing: number | number[] = 0.5): PhaseMap {
  const n = 12;
  const data = Uint8Array.from({ length: n ** 3 }, (_, i) => {
    const [z, y, x] = [Math.floor(i / n ** 2), Math.floor(i / n) % n, i % n];
    return Math.hypot(z - 5.5, y - 5.5, x - 5.5) <= 4 ? 1 : 0;
  });
  return createPhaseMap(createGrid([n, n, n], { spacing, unit }), data, phases);
}

function slice(unit = 'um', spacing: number | number[] = 0.5): PhaseMap {
  const data = Uint8Array.from({ length: 100 * 50 }, (_, i) => (i % 100 < 50 ? 0 : 1));
  return createPhaseMap(createGrid([50, 100], { spacing, unit }), data, phases);
}

const value: Compared = {
  ...{ model: 0.5, reference: 0.4, error: 0.25, standardError: 0.01, scatter: 0.02, degreesOfFreedom: 12 },
  ...{ pValue: 1e-6, delta: 0.05, detectable: 0.03, fitted: false, realisations: 8, ranked: false },
  verdict: 'differs',
};

const missing = { ...{ value: null, reason: hostile, missing: { model: 1, reference: 0 } }, pValue: 0.1 };
const lacking = { ...missing, realisations: 8, verdict: 'undecided' as const, fitted: false };

const distance = { value: 1, std: 0.1, modelAgainstModel: { mean: 0.9, std: 0.1 }, dataAgainstData: 1.1 };

/** A choice between two classes in which every text is hostile. */
const choice: Choice = {
  ...{ model: 'assb', rule: hostile, sentence: hostile, block: [20, 30], blocks: { fitted: 2, heldOut: 2 } },
  candidates: [
    {
      ...{ model: 'assb', verdict: 'chosen', reason: hostile },
      evaluation: {
        ...{
          model: 'assb',
          summary: hostile,
          parameters: 70,
          order: [0, 1],
          realism: null,
          dataAgainstData: null,
          look: null,
          giveaways: [hostile],
          realismReason: hostile,
        },
        values: (['volume fraction', 'specific surface area'] as const).map((quantity) => ({
          ...{ quantity, phase: hostile, model: 0.5, heldOut: 0.4, fitted: 0.45, error: 0.25, allowed: 0.3 },
        })),
        chords: { blocks: [0.1, 0.2], mean: 0.15, modelError: 0.01, dataAgainstData: 0.1 },
        twoPoint: { blocks: [1e-4, 2e-4], mean: 1.5e-4, modelError: 1e-5, dataAgainstData: 1e-4 },
      },
    },
    { model: 'plurigaussian', verdict: 'failed', reason: hostile },
  ],
};

function comparisonOf(unit: string, compared: Compared = value): Comparison {
  const curves = { model: [0.5, 0.4], reference: [0.4, 0.3], std: [0.01, 0.01] };
  const conclusion = { ...{ usable: [hostile], unusable: [], undecided: [] }, sentence: hostile, reason: hostile };
  return {
    conclusion,
    realisations: 8,
    shape: [50, 100],
    phases: phases.map((phase) => ({
      ...phase,
      quantities: [
        { name: 'volumeFraction', title: hostile, unit: '', ...compared },
        { name: 'specificSurfaceArea', title: 'area', unit: `1/${unit}`, ...lacking },
        ...(['x', 'mean'] as const).map(
          (axis): ComparedQuantity => ({ name: 'chordLength', title: 'mean chord', unit, axis, ...compared }),
        ),
        { name: 'linealPath', title: 'mean lineal length', unit, axis: 'x', ...lacking },
        { name: 'linealPath', title: 'mean lineal length', unit, axis: 'mean', ...compared },
      ],
      curves: [{ name: 'linealPath', title: hostile, lags: [0, 0.5], unit, ...curves }],
      distributions: [
        {
          name: hostile,
          direction: 'x',
          unit,
          compared: {
            scale: 2,
            wasserstein: distance,
            kolmogorovSmirnov: distance,
            ...{ pValue: 0.5, verdict: 'undecided' },
          },
        },
        { name: 'radius of sizes', direction: 'all', unit, compared: { value: null, reason: hostile } },
      ],
    })),
    twoPoint: {
      lags: [0, 0.5],
      unit,
      pairs: { 'pore-pore': curves, [`pore-${hostile}`]: curves, [`${hostile}-${hostile}`]: curves },
      rootMeanSquareError: 0.1,
    },
  };
}

const provenance = {
  version: '1',
  command: `excursa ${hostile}`,
  seed: 1,
  machine: hostile,
  inputs: [{ path: hostile, sha256: 'ab', bytes: 3 }],
};

/** An exact fit in which every text is hostile. */
function exactFitIn(unit: string): ExactFitSummary {
  const names = phases.map(({ name }) => name);
  const pairs = [0, 1].flatMap((i) => [0, 1].slice(i).map((j) => [i, j] as const));
  return {
    ...twoPhases,
    unit,
    curves: twoPhases.curves.map((curve, k) => ({ ...curve, pair: pairs[k].map((i) => names[i]).join('-') })),
    quantities: [...names, names.join('-')].map((of) => ({ ...twoPhases.quantities[0], of, quantity: hostile, unit })),
    goodnessOfFit: { ...twoPhases.goodnessOfFit, sentence: hostile },
    identifiability: {
      ...twoPhases.identifiability,
      combinations: [{ singularValue: 12, terms: [{ group: hostile, parameter: hostile, weight: 1 }] }],
    },
  };
}

/** A report with every part, in one unit. */
const dataIn = async (unit: string): Promise<ReportData> => ({
  title: hostile,
  subtitle: hostile,
  provenance,
  answer: { tone: 'bad', sentence: hostile, reason: hostile, next: { why: hostile, command: hostile } },
  strip: [
    {
      phase: hostile,
      numbers: [
        { title: hostile, unit, model: 0.5, data: 0.4, error: 0.25, off: -7, verdict: 'differs' },
        { title: hostile, unit, missing: hostile },
        { title: hostile, unit, model: 1, data: 0, verdict: 'differs' },
        { title: hostile, unit, data: 0.4, dataError: 0.1 },
      ],
    },
  ],
  methods: hostile,
  verdict: [hostile],
  slices: [{ data: slice(unit), model: slice(unit) }],
  twin: block(unit),
  truth: block(unit),
  choice,
  exactFit: exactFitIn(unit),
  similarity: [
    {
      phase: hostile,
      compared: { modelAgainstData: 0.1, scatter: 0.01, modelAgainstModel: 0.1, dataAgainstData: null },
    },
    { phase: 'pore', compared: { value: null, reason: hostile } },
  ],
  comparisons: [{ title: hostile, comparison: comparisonOf(unit) }],
  description: await measure(block(unit)),
  chords: [{ phase: hostile, axis: 'x', unit, spacing: 0.5, data: [3, 2, 1], model: [2, 2, 2] }],
  history: [
    { step: 1, stage: 'generator', order: [0, 1], tppfLoss: 0.3 },
    {
      step: 2,
      stage: 'alternating',
      order: [0, 1],
      tppfLoss: -0.2,
      discriminatorLoss: 0.6,
      volumeFractionErrors: [0.1, -0.1],
      surfaceAreaErrors: [0.2, 0],
      best: true,
    },
  ],
  warnings: [{ name: hostile, sentence: hostile, cure: hostile }],
  parameters: [
    { group: 'scalars', name: 'lambda1', value: 0.2, unit: '', bounds: [-4, 4], meaning: hostile },
    { group: hostile, name: 'range1', value: 3, unit, meaning: hostile },
  ],
  correlations: [{ field: hostile, lags: [0, 1], rho: [1, 0.4], unit }],
  citations: [{ key: 'k', text: `${hostile} arXiv:2503.17171, doi:10.1000/a.b-c.`, bibtex: hostile }],
});

const minimal: ReportData = { title: 't', provenance, citations: [] };

describe('a report', async () => {
  const data = await dataIn('um');
  const html = await renderReport(data);
  const { document } = parseHTML(html);

  it('is the same for the same data', async () => {
    expect(await renderReport(await dataIn('um'))).toBe(html);
  });

  it.each(['um', hostile])('lets no text of its data become markup, with lengths in %s', async (unit) => {
    const page = parseHTML(await renderReport(await dataIn(unit))).document;
    // Numbers, the program, and the labels of two volumes.
    expect(page.querySelectorAll('script')).toHaveLength(4);
    expect(page.querySelectorAll('b, [onerror], img:not([src^="data:image/png"])')).toHaveLength(0);
    expect(page.querySelector('title')?.textContent).toBe(hostile);
    expect(page.querySelector('h1')?.textContent).toBe(hostile);
    expect(page.querySelector('.warning strong')?.textContent).toBe(`${hostile}.`);
  });

  it('asks for nothing outside itself; only citations link to elsewhere', () => {
    for (const element of document.querySelectorAll('[src], image[href], link, [xlink\\:href]')) {
      const address = element.getAttribute('src') ?? element.getAttribute('href') ?? '';
      expect(address).toMatch(/^data:image\/png;base64,/);
    }
    expect(html).not.toMatch(/@import|url\(/);
    const links = [...document.querySelectorAll('a')].map((a) => a.getAttribute('href') ?? '');
    const outside = links.filter((address) => !/^(#|data:text\/(csv|plain);charset=utf-8;base64,)/.test(address));
    expect(outside).toEqual(['https://arxiv.org/abs/2503.17171', 'https://doi.org/10.1000/a.b-c']);
    // Names of XML vocabularies are no addresses that a browser opens.
    const addresses = html.match(/https?:\/\/[^\s"'<]+/g)?.filter((a) => !a.startsWith('http://www.w3.org/'));
    expect(new Set(addresses)).toEqual(new Set(outside));
  });

  it('carries its numbers as JSON, without pictures', () => {
    const { slices: _slices, twin: _twin, truth: _truth, ...numbers } = data;
    const text = /<script type="application\/json" id="excursa-data">(.*?)<\/script>/s.exec(html)![1];
    expect(JSON.parse(text)).toEqual(JSON.parse(JSON.stringify(numbers)));
  });

  it('has a section for each part of the data, reached from the top, and none for what is missing', async () => {
    const ids = (page: Page): string[] => [...page.querySelectorAll('.fold > section')].map((s) => s.id);
    const exact = ['exact-two-point', 'exact-quantities', 'goodness-of-fit', 'identifiability', 'starts'];
    const others = [
      'errors-0',
      'two-point-0',
      'description',
      'sizes',
      'distances-0',
      'similarity',
      'chords',
      'lineal-path-0',
      'history',
    ];
    others.push('parameters', 'correlations');
    expect(ids(document)).toEqual(['verdict', 'volume', 'choice', ...exact, ...others, 'citing', 'provenance']);
    const targets = [...document.querySelectorAll('nav a')].map((a) => a.getAttribute('href'));
    expect(targets).toEqual(['#top', ...ids(document).map((id) => `#${id}`)]);
    expect(ids(parseHTML(await renderReport(minimal)).document)).toEqual(['provenance']);
    expect(await renderReport(minimal)).not.toMatch(/NaN|undefined/);
    // A history without anything to draw has no section either.
    const history = [{ step: 1, stage: 'discriminator', order: [0, 1] }] as const;
    expect(ids(parseHTML(await renderReport({ ...minimal, history })).document)).toEqual(['provenance']);
  });

  it('names both axes of every figure, with units, and draws no value that is not finite', () => {
    const plots = [...document.querySelectorAll('figure.plot')];
    // Three pairs, two of a description, one phase's chords, two phases' distances, two of the choice, two phases'
    // lineal paths and two of the description, two of sizes, three histories, one set of correlations; of the exact fit
    // three pairs, singular values, starts and smoothness.
    expect(plots.length).toBe(20 + 6);
    for (const plot of plots) {
      expect(plot.querySelectorAll('[aria-label="x-axis label"]')).toHaveLength(1);
      // Two plots over one axis name it once.
      const graphs = plot.querySelectorAll('svg [aria-label="y-axis tick label"]').length;
      expect(plot.querySelectorAll('[aria-label="y-axis label"]')).toHaveLength(graphs);
    }
    for (const label of ['lag h [µm]', 'chord length [µm]', 'density [1/µm]', 'length r [µm]', 'error [%]'])
      expect(html).toContain(label);
    expect(html).not.toMatch(/NaN|undefined|Infinity/);
  });
});

describe('slices', () => {
  const figures = async (data: ReportData): Promise<PageElement[]> => [
    ...parseHTML(await renderReport(data)).document.querySelectorAll('figure.slice'),
  ];
  /** Share of the column's width, in per cent. */
  const shareOf = (element: PageElement): number => Number(/width:([\d.]+)%/.exec(element.getAttribute('style')!)![1]);

  it('carry a bar as long as its label says', async () => {
    // 100 pixels of 0.5 um fill the column: 10 um are a fifth of it.
    const [figure] = await figures({ ...minimal, slices: [{ data: slice() }] });
    expect(shareOf(figure.querySelector('img')!)).toBe(100);
    const column = figure.parentElement!;
    expect(column.querySelector('.barlabel')!.textContent).toBe('10 µm');
    expect(shareOf(column.querySelector('.bar')!)).toBeCloseTo(20, 6);
  });

  it('keep physical proportions, and one scale side by side', async () => {
    const flat = slice('um', [1, 0.25, 0.5]);
    const half = createPhaseMap(createGrid([50, 50], { spacing: 0.5, unit: 'um' }), new Uint8Array(2500), phases);
    const [left, right] = await figures({ ...minimal, slices: [{ data: flat, model: half }] });
    // 100 x 0.5 um wide, 50 x 0.25 um high.
    expect(left.querySelector('img')!.getAttribute('style')).toContain('aspect-ratio:4.000000');
    expect(shareOf(right.querySelector('img')!)).toBe(shareOf(left.querySelector('img')!) / 2);
  });

  it('are refused in different units', async () => {
    const mixed = { ...minimal, slices: [{ data: slice('um'), model: slice('nm') }] };
    await expect(renderReport(mixed)).rejects.toThrow('report: expected slices in one unit');
  });
});

describe('the error table', () => {
  const rowsFor = async (compared: Compared): Promise<number> => {
    const comparisons = [{ title: 'c', comparison: comparisonOf('um', compared) }];
    return parseHTML(await renderReport({ ...minimal, comparisons })).document.querySelectorAll('tr.marked').length;
  };

  it('marks differences, and no other rows', async () => {
    // Four compared quantities of two phases: three of all axes together, one of an axis.
    expect(await rowsFor({ ...value, verdict: 'differs' })).toBe(8);
    expect(await rowsFor({ ...value, verdict: 'undecided' })).toBe(0);
  });
});
