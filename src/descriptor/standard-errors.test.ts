import { describe, expect, it } from 'vitest';
import { type ByAxis, createGrid, createPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { keyOf, uniforms } from '../random/index.ts';
import { createBlocks } from './blocks.ts';
import { type ChordLength, measureChordLength } from './chord-length.ts';
import { describe as measure } from './describe.ts';
import type { Descriptor, Measuring } from './descriptor.ts';
import { type EulerNumber, measureEulerNumber } from './euler-number.ts';
import { linealPath, measureLinealPath } from './lineal-path.ts';
import type { descriptors } from './registry.ts';
import { measureRepresentativity, type Representativity } from './representativity.ts';
import { type SizeDistribution, sizeDistribution } from './size-distribution.ts';
import { measureSurfaceArea, type SpecificSurfaceArea, specificSurfaceArea } from './specific-surface-area.ts';
import { createSpecimen } from './specimen.ts';
import { tripleLines } from './triple-lines.ts';
import { measureTwoPoint } from './two-point.ts';
import { measureVolumeFraction, varianceOf, volumeFraction } from './volume-fraction.ts';

const phases = ['a', 'b'].map((name, label) => ({ name, label }));

/** An image of independent squares of 3 x 3 pixels. */
function squares(edge: number, stream: number): PhaseMap {
  const cells = edge / 3;
  const u = uniforms(cells * cells, keyOf(7, 'parts'), stream);
  const data = Uint8Array.from({ length: edge * edge }, (_, i) =>
    u[Math.floor(Math.floor(i / edge) / 3) * cells + Math.floor((i % edge) / 3)] < 0.4 ? 1 : 0,
  );
  return createPhaseMap(createGrid([edge, edge], { spacing: 0.5, unit: 'um' }), data, phases);
}

/** Standard errors of every phase of some maps. */
const errorsIn = async (...maps: PhaseMap[]) =>
  (await measure(maps, { detail: 'basic' })).phases.map(({ standardErrors }) => standardErrors);

describe('standard errors from parts of the window', () => {
  it('are the scatter of whole windows', { tags: ['long'] }, async () => {
    const samples = Array.from({ length: 60 }, (_, k) => createSpecimen([squares(144, k)]));
    const scatter = (values: number[]): number => {
      const mean = values.reduce((a, b) => a + b, 0) / values.length;
      return Math.sqrt(values.reduce((a, b) => a + (b - mean) ** 2, 0) / (values.length - 1));
    };
    const errors = await Promise.all(samples.map(async ({ maps }) => (await errorsIn(...maps))[1]));
    const rms = (values: (number | null)[]): number =>
      Math.sqrt(values.reduce<number>((sum, v) => sum + v! ** 2, 0) / values.length);
    const pairs: [number, number][] = [
      [
        scatter(samples.map((s) => (measureSurfaceArea(s)[1] as SpecificSurfaceArea).stereological!)),
        rms(errors.map((e) => e.specificSurfaceArea as number)),
      ],
      [
        scatter(samples.map((s) => (measureEulerNumber(s)[1] as EulerNumber).value)),
        rms(errors.map((e) => e.eulerNumber as number)),
      ],
      [
        scatter(samples.map((s) => (measureChordLength(s)[1].x as ChordLength).mean)),
        rms(errors.map((e) => (e.chordLength as ByAxis<number>).x!)),
      ],
    ];
    // The scatter of 60 windows is known to 1 / sqrt(118) = 9 %, the mean square of 60 estimates from 16 parts to 2 %;
    // parts lose what crosses their borders, of 12 squares a side, which makes them scatter by up to 8 % more.
    for (const [whole, parts] of pairs) expect(Math.abs(parts / whole - 1)).toBeLessThan(3 * 0.09 + 0.08);
  });

  it('of sizes are too, from parts of the result of the whole', { tags: ['long'] }, async () => {
    const sizes = await Promise.all(
      Array.from(
        { length: 60 },
        async (_, k) => (await measure(squares(144, k), { descriptors: [sizeDistribution], maxLag: 0 })).phases[1],
      ),
    );
    const means = sizes.map(({ sizeDistribution }) => sizeDistribution as SizeDistribution);
    const whole = means.reduce((sum, { mean }) => sum + mean, 0) / 60;
    const scatter = Math.sqrt(means.reduce((sum, { mean }) => sum + (mean - whole) ** 2, 0) / 59);
    const predicted = Math.sqrt(means.reduce((sum, { errors }) => sum + errors.mean! ** 2, 0) / 60);
    // As above; parts of the whole lose nothing at their borders.
    expect(Math.abs(predicted / scatter - 1)).toBeLessThan(3 * 0.09);
  });

  it('are left out where parts would be too small, and come from maps where there are many', async () => {
    expect((await errorsIn(squares(30, 1)))[0]).toMatchObject({ parts: 0, specificSurfaceArea: null });
    const maps = Array.from({ length: 9 }, (_, k) => squares(48, k));
    expect((await errorsIn(...maps))[0]).toMatchObject({ parts: 9 });
  });
});

describe('blocks', () => {
  const { grid, data } = squares(48, 2);
  const three = ['a', 'b', 'c'].map((name, label) => ({ name, label }));
  const mixed = createSpecimen([{ grid, data: data.map((label, i) => (i % 7 === 0 ? 2 : label)), phases: three }]);

  it.each([specificSurfaceArea, tripleLines])('of $name add up to the whole, none left out', ({ byBlock, measure }) => {
    const counts = byBlock!.count(mixed, createBlocks(mixed));
    const total = counts[0].map((_, k) => counts.reduce((sum, own) => sum + own[k], 0));
    expect(byBlock!.value(mixed, total)).toEqual(measure(mixed, {} as Measuring));
  });

  it('take the correlation of the phase for what follows its volume, and less for what does not', async () => {
    // Squares of 6 pixels in blocks of 12.
    const edge = 48;
    const u = uniforms(64, keyOf(9, 'wide'), 1);
    const label = (y: number, x: number): number => (u[8 * Math.floor(y / 6) + Math.floor(x / 6)] < 0.4 ? 1 : 0);
    const wide = Uint8Array.from({ length: edge * edge }, (_, i) => label(Math.floor(i / edge), i % edge));
    const noise = uniforms(16, keyOf(9, 'blocks'), 1);
    const own = <Name extends string>(name: Name, numbers: (window: PhaseMap, block: number) => number) => {
      const measured: Descriptor<number, Name, 'fast'> = {
        ...{ name, summary: name, estimator: name, cost: 'fast', measure: () => [0.5, 0.5] },
        byBlock: {
          count: (_, blocks) =>
            blocks.windows().map((window, b) => Float64Array.of(numbers(window, b), window.data.length)),
          value: (_, [sum, pixels]) => [sum / pixels, sum / pixels],
        },
        quantities: [{ name, title: name, unit: 'number', definition: name, errorFromWindows: true, pick: (v) => v }],
      };
      return measured;
    };
    const solid = ({ data }: PhaseMap): number => data.reduce((sum, l) => sum + l, 0);
    const list = [volumeFraction, own('linear', (window) => 2 + 3 * solid(window)), own('noise', (_, b) => noise[b])];
    const map = createPhaseMap(createGrid([edge, edge]), wide, phases);
    const {
      volumeFraction: ofPhase,
      linear,
      noise: ofNoise,
    } = (await measure(map, { detail: 'basic', descriptors: list as unknown as typeof descriptors })).phases[0]
      .standardErrors as Record<string, number>;
    expect(linear / ofPhase).toBeCloseTo(3, 10);
    /** Square of an error over the mean square of equal blocks: 1/16 if these were independent. */
    const factor = (error: number, values: readonly number[]): number => {
      const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
      return error ** 2 / (values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1));
    };
    const windows = createBlocks(createSpecimen([map])).windows();
    const follows = factor(
      ofPhase,
      windows.map((window) => solid(window) / 144),
    );
    const apart = factor(
      ofNoise,
      [...noise].map((v) => v / 144),
    );
    expect(follows).toBeGreaterThan(1.05 * apart);
    expect(apart).toBeGreaterThan(1 / 16);
  });
});

describe('representativity', () => {
  it('knows the integral range of independent squares: their area', async () => {
    const sample = createSpecimen([squares(600, 3)]);
    const curves = await measureTwoPoint(sample, 40);
    const [r] = measureRepresentativity(sample, curves) as Representativity[];
    // A = 9 pixels of 0.25 um^2; the estimate sums 40 noisy rings and errs to the wide side (see volumeFraction).
    expect(r.integralRange / 2.25).toBeGreaterThan(0.8);
    expect(r.integralRange / 2.25).toBeLessThan(1.4);
    const error = Math.sqrt(varianceOf(0, curves, 600 * 600)!);
    const [{ value }] = measureVolumeFraction(sample);
    // The standard error falls with the edge of an image.
    expect(r.edge).toBeCloseTo((300 * error) / (0.01 * value), 3);
  });
});

describe('masks', () => {
  it('of a fifth of the image leave every value within its scatter', async () => {
    const map = squares(480, 11);
    const u = uniforms(48 * 48, keyOf(7, 'mask'), 1);
    // Blots of 10 x 10 pixels, as a scratch or a charging artefact would be, not in line with the squares.
    const data = map.data.map((label, i) =>
      u[Math.floor(Math.floor(i / 480) / 10) * 48 + Math.floor((i % 480) / 10)] < 0.2 ? masked : label,
    );
    const [whole, hidden] = [createSpecimen([map]), createSpecimen([{ ...map, data }])];
    const [errors] = await errorsIn(map);
    const area = (s: typeof whole): number => (measureSurfaceArea(s)[0] as SpecificSurfaceArea).stereological!;
    const euler = (s: typeof whole): number => (measureEulerNumber(s)[0] as EulerNumber).value;
    // The difference of a window and four fifths of it scatters by half the window's error; the mask's noise allows
    // another.
    expect(Math.abs(area(hidden) - area(whole))).toBeLessThan(3 * (errors.specificSurfaceArea as number));
    expect(Math.abs(euler(hidden) - euler(whole))).toBeLessThan(3 * (errors.eulerNumber as number));
    const share = ({ voxels }: typeof whole): number => voxels[0] / (voxels[0] + voxels[1]);
    expect(Math.abs(share(hidden) - share(whole))).toBeLessThan(3 * Math.sqrt((0.24 * 9) / 480 ** 2));
  });
});

describe('windows that cannot tell how others scatter', () => {
  const map = (inside: (y: number, x: number) => boolean, n = 128): PhaseMap =>
    createPhaseMap(
      createGrid([n, n]),
      Uint8Array.from({ length: n * n }, (_, i) => (inside(Math.floor(i / n), i % n) ? 1 : 0)),
      ['outside', 'inside'].map((name, label) => ({ name, label })),
    );
  const partsOf = async (own: PhaseMap): Promise<number[]> =>
    (await measure([own], { detail: 'basic' })).phases.map(({ standardErrors }) => standardErrors.parts);

  it('hold fewer than four objects: one disc, or two, however symmetric', async () => {
    const disc =
      (...centres: [number, number][]) =>
      (y: number, x: number): boolean =>
        centres.some(([cy, cx]) => (y - cy) ** 2 + (x - cx) ** 2 < 100);
    expect(await partsOf(map(disc([64, 64])))).toEqual([0, 0]);
    expect(await partsOf(map(disc([32, 32], [96, 96])))).toEqual([0, 0]);
    const many = disc([16, 16], [48, 80], [80, 40], [112, 112], [20, 108], [100, 16]);
    expect((await partsOf(map(many))).every((parts) => parts > 0)).toBe(true);
  });

  it('have blocks that are all alike: no error in place of one of rounding', async () => {
    const found = await measure([map((y) => y % 8 < 4)], { detail: 'basic' });
    for (const { standardErrors } of found.phases) {
      expect(standardErrors.linealPath).toMatchObject({ x: null });
    }
  });

  it('cut the paths of a rare phase out of its surroundings, which is said', () => {
    const u = uniforms(128 * 128, keyOf(4, 'rare'), 0);
    const [surroundings, rare] = measureLinealPath(createSpecimen([map((y, x) => u[y * 128 + x] < 0.001)]));
    expect(linealPath.caution!(surroundings)).toMatch(/lower bounds: of that length are still along y, 9\d %/);
    expect(linealPath.caution!(rare)).toBeUndefined();
  });
});
