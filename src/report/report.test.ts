import { decode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../grid/index.ts';
import { phaseRgb } from './colours.ts';
import { renderReport } from './html.ts';
import { encodePng } from './png.ts';
import { renderedWidth, renderVolume } from './render-volume.ts';
import type { ReportData } from './report-data.ts';
import { scaleBar } from './scale-bar.ts';
import { slicePicture } from './slice-picture.ts';

const hostile = '<script>alert("x")</script>&';
const phases = ['pore', hostile].map((name, label) => ({ name, label }));

function ball(n: number, radius: number): PhaseMap {
  const grid = createGrid([n, n, n], { spacing: 0.5, unit: 'um' });
  const c = (n - 1) / 2;
  const data = Uint8Array.from({ length: n ** 3 }, (_, i) => {
    const [z, y, x] = [Math.floor(i / n ** 2), Math.floor(i / n) % n, i % n];
    return Math.hypot(z - c, y - c, x - c) <= radius ? 1 : 0;
  });
  return createPhaseMap(grid, data, phases);
}

const slice = createPhaseMap(
  createGrid([3, 4], { spacing: 0.5, unit: 'um' }),
  Uint8Array.of(0, 1, 1, 0, 255, 1, 0, 0, 1, 1, 1, 0),
  phases,
);

const data: ReportData = {
  title: hostile,
  subtitle: hostile,
  provenance: {
    version: '1',
    command: `excursa ${hostile}`,
    seed: 1,
    inputs: [{ path: hostile, sha256: 'ab', bytes: 3 }],
  },
  verdict: [hostile],
  slices: [{ data: slice, model: slice }],
  twin: ball(24, 8),
  comparisons: [
    {
      title: 'test',
      comparison: {
        realisations: 3,
        shape: [3, 4],
        phases: phases.map((phase) => {
          const value = { model: 0.5, reference: 0.4, error: 0.25, uncertainty: 0.01, scatter: 0.02 };
          return {
            ...phase,
            volumeFraction: value,
            specificSurfaceArea: { value: null, reason: hostile },
            chordLength: { x: value, mean: value },
            chordLengthStd: {},
          };
        }),
        twoPoint: {
          lags: [0, 0.5],
          unit: 'um',
          pairs: { 'pore-pore': { model: [0.5, 0.4], reference: [0.4, 0.3], std: [0.01, 0.01] } },
          rootMeanSquareError: 0.1,
        },
      },
    },
  ],
  chords: [{ phase: hostile, axis: 'x', unit: 'um', spacing: 0.5, data: [3, 2, 1], model: [2, 2, 2] }],
  history: [
    { step: 1, stage: 'generator', order: [0, 1], tppfLoss: 0.3 },
    {
      step: 2,
      stage: 'alternating',
      order: [0, 1],
      tppfLoss: 0.2,
      volumeFractionErrors: [0.1, -0.1],
      surfaceAreaErrors: [0.2, 0],
      best: true,
    },
  ],
  warnings: [{ name: hostile, sentence: hostile, cure: hostile }],
  parameters: [
    { group: 'scalars', name: 'lambda1', value: 0.2, unit: '', meaning: hostile },
    { group: 'X', name: 'range1', value: 3, unit: 'um', meaning: 'm' },
  ],
  correlations: [{ field: 'X', lags: [0, 1], rho: [1, 0.4], unit: 'um' }],
  citations: [{ key: 'k', text: hostile, bibtex: hostile }],
};

describe('a report', () => {
  const html = renderReport(data);

  it('is the same for the same data', () => {
    expect(renderReport(data)).toBe(html);
  });

  it('lets no text of its data become markup', () => {
    expect(html.match(/<script/g)).toHaveLength(1);
    expect(html).not.toContain('alert("x")</script>');
  });

  it('asks for nothing outside itself', () => {
    expect(html).not.toMatch(/(?:src|href)="(?!data:|#)/);
    expect(html).not.toMatch(/@import|url\(/);
  });

  it('carries its numbers as JSON', () => {
    const text = /<script type="application\/json" id="excursa-data">(.*)<\/script>/.exec(html)![1];
    const numbers = JSON.parse(text);
    expect(numbers.title).toBe(hostile);
    expect(numbers.comparisons[0].comparison.phases[0].volumeFraction.model).toBe(0.5);
  });

  it('has a section for each part of the data, with axes named in units', () => {
    for (const id of [
      'slices',
      'volume',
      'errors-0',
      'two-point-0',
      'chords',
      'history',
      'parameters',
      'correlations',
      'citing',
      'provenance',
    ]) {
      expect(html).toContain(`<section id="${id}">`);
    }
    expect(html).toContain('lag h [µm]');
    expect(html).toContain('density [1/µm]');
    expect(renderReport({ title: 't', provenance: data.provenance, citations: [] })).not.toContain(
      '<section id="slices">',
    );
  });
});

describe('pictures', () => {
  it('show every voxel of a slice in its colour, masked ones white', () => {
    const { width, height, data: pixels } = decode(encodePng(slicePicture(slice)));
    expect([width, height]).toEqual([4, 3]);
    slice.data.forEach((phase, i) => {
      expect(Array.from(pixels.slice(3 * i, 3 * i + 3))).toEqual([...phaseRgb(phase, 2)]);
    });
  });

  it('show a ball as a disc of the right size', () => {
    const map = ball(64, 20);
    const size = 256;
    const { rgb } = renderVolume(map, { size, phases: [1] });
    let covered = 0;
    for (let i = 0; i < size * size; i++)
      if (rgb[3 * i] < 255 || rgb[3 * i + 1] < 255 || rgb[3 * i + 2] < 255) covered++;
    const pixel = renderedWidth(map) / size;
    const area = covered * pixel ** 2;
    // The digital ball reaches half a voxel beyond its radius; edge pixels count as covered, half a pixel around.
    const radius = 20 * 0.5;
    expect(area / (Math.PI * radius ** 2)).toBeGreaterThan(0.98);
    expect(area / (Math.PI * (radius + 0.25 + pixel / 2) ** 2)).toBeLessThan(1.01);
  });

  it('have scale bars of round lengths, at most a quarter wide', () => {
    expect(scaleBar(66.56, 'um')).toEqual({ length: 10, share: 10 / 66.56, label: '10 µm' });
    expect(scaleBar(0.9, 'nm').label).toBe('0.2 nm');
    for (const width of [1, 3.3, 47, 812]) {
      const { share } = scaleBar(width, 'voxel');
      expect(share).toBeLessThanOrEqual(0.25);
      expect(share).toBeGreaterThan(0.09);
    }
  });
});
