import { describe, expect, it } from 'vitest';
import { writtenRecords } from '../../../test/closed-forms/written-records.ts';
import { amplitudeAdjoint, amplitudePair } from '../../field/index.ts';
import { phasePairs } from '../../grid/index.ts';
import { type ModelRecord, type PhaseMode, parametersOf, phaseCount, presets, toRaws } from '../../phase/index.ts';
import { keyOf, normals } from '../../random/index.ts';
import { createFeatureMap } from '../two-point/two-point-features.ts';
import { featureWeights, type MisfitEstimator, twoPointLoss } from '../two-point/two-point-loss.ts';
import { chunkSize, createChunk } from './chunk.ts';
import { createSpectra } from './spectra.ts';
import { twoPointMaps } from './two-point-maps.ts';

/** Central difference along a direction; the error of h^2 and of rounding / h balance near the cube root of eps. */
const slope = (f: (h: number) => number, h = 2e-5): number => (f(h) - f(-h)) / (2 * h);
const random = (count: number, stream: number): Float64Array => normals(count, keyOf(11, 'gradient'), stream);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => Array.from(a).reduce((s, v, i) => s + v * b[i], 0);
const along = (x: Float64Array, d: Float64Array, h: number): Float64Array => x.map((v, i) => v + h * d[i]);
/** What a central difference of step 2e-5 leaves in float64, relative. */
const relative = 1e-5;

describe('amplitude spectrum', () => {
  it('has the gradient of finite differences, with and without clipping', () => {
    const shape = [1, 12, 10] as const;
    for (const nugget of [1.5, 0.2]) {
      // A random function even along both axes; a small nugget leaves negative eigenvalues to clip.
      const even = (x: Float64Array): Float64Array =>
        x.map((v, i) => {
          const [y, column] = [Math.floor(i / 10), i % 10];
          const [y2, column2] = [(12 - y) % 12, (10 - column) % 10];
          return 0.25 * (v + x[y2 * 10 + column2] + x[y2 * 10 + column] + x[y * 10 + column2]);
        });
      const rho = even(random(120, 1)).map((v, i) => 0.05 * v + (i === 0 ? nugget : 0));
      const direction = even(random(120, 2));
      const weights = even(random(120, 3));
      const amplitude = (h: number) => amplitudePair(shape, along(rho, direction, h), new Float64Array(120).fill(0))[0];
      const expected = slope((h) => dot(amplitude(h).values, weights), 1e-6);
      // A field of no gradient travels along.
      const pair = [amplitude(0), amplitude(0)] as const;
      const [gradient] = amplitudeAdjoint(shape, pair, [weights, new Float64Array(120)]);
      expect(Math.abs(dot(gradient, direction) / expected - 1)).toBeLessThan(relative);
    }
  });
});

describe('two-point maps and features', () => {
  it.each([2, 3, 4])('agree with their definition and with finite differences, %i phases', (phases) => {
    const n = 9;
    const images = [0, 1].map((i) => Array.from({ length: phases - 1 }, (_, p) => random(n * n, 10 * i + p)));
    const { maps, pairs } = twoPointMaps(n, images);
    const [dy, dx] = [2, 3];
    pairs.forEach(([i, j], p) => {
      let sum = 0;
      for (const image of images) {
        for (let y = 0; y < n; y++) {
          for (let x = 0; x < n; x++) {
            const [a, b] = [y * n + x, ((y + dy) % n) * n + ((x + dx) % n)];
            sum += 0.5 * (image[i][a] * image[j][b] + image[j][a] * image[i][b]);
          }
        }
      }
      expect(maps[p][dy * n + dx]).toBeCloseTo(sum / (2 * n * n), 12);
    });
    const featureMap = createFeatureMap(n, phases, 4);
    const weights = random(featureMap.layout.length, 50);
    const directions = images.map((image) => image.map((_, p) => random(n * n, 60 + p)));
    const volumes = (set: Float64Array[][]): number[] =>
      Array.from(
        { length: phases - 1 },
        (_, p) => set.reduce((s, im) => s + im[p].reduce((a, b) => a + b, 0), 0) / (2 * n * n),
      );
    const loss = (h: number): number => {
      const set = images.map((image, i) => image.map((v, p) => along(v, directions[i][p], h)));
      return dot(featureMap.features(twoPointMaps(n, set).maps, volumes(set)), weights);
    };
    const back = featureMap.transposed(weights);
    const gradients = images.map((image) =>
      image.map((_, p) => new Float64Array(n * n).fill(back.volumes[p] / (2 * n * n))),
    );
    twoPointMaps(n, images).pullback(back.maps, gradients);
    const analytic = gradients.reduce(
      (s, image, i) => s + image.reduce((t, g, p) => t + dot(g, directions[i][p]), 0),
      0,
    );
    expect(Math.abs(analytic / slope(loss) - 1)).toBeLessThan(relative);
  });

  it('give every pair of phases by complement, so that rows of C sum to the volume fraction', () => {
    const n = 8;
    const sets = random(n * n, 5).map((v) => (v > 0.4 ? 0 : v > -0.3 ? 1 : 2));
    const image = [0, 1].map((p) => Float64Array.from(sets, (s) => (s === p ? 1 : 0)));
    const featureMap = createFeatureMap(n, 3, 3);
    const volumes = image.map((v) => v.reduce((a, b) => a + b, 0) / (n * n));
    const f = featureMap.features(twoPointMaps(n, [image]).maps, volumes);
    const { layout } = featureMap;
    const ring = (i: number, j: number, r: number): number =>
      f[phasePairs(3).findIndex(([a, b]) => a === Math.min(i, j) && b === Math.max(i, j)) * 4 + r];
    for (let i = 0; i < 3; i++) {
      const share = sets.filter((s) => s === i).length / (n * n);
      expect(f[layout.volume + i]).toBeCloseTo(share, 13);
      expect(ring(i, i, 0)).toBeCloseTo(share, 13);
      for (let r = 0; r <= 3; r++) expect(ring(i, 0, r) + ring(i, 1, r) + ring(i, 2, r)).toBeCloseTo(share, 13);
    }
  });
});

/** The whole loss as a function of the unbounded parameters, for given noise. */
function wholeLoss(record: ModelRecord, mode: PhaseMode, estimator: MisfitEstimator) {
  const window = 24;
  const spectra = createSpectra(record, 'low', window, 12);
  const setup = { record, window, maxLag: 8, nu: 4, key: keyOf(3, 'noise'), grainKey: keyOf(3, 'grains') };
  const chunks = [createChunk(setup), createChunk(setup)];
  const { layout } = createFeatureMap(window, phaseCount(record), 8);
  const target = random(layout.length, 7).map((v) => 0.3 + 0.05 * v);
  const weights = featureWeights(layout, target, { volume: 2, surface: 3 });
  const imageWeights = Float32Array.from(random(chunkSize * phaseCount(record) * window ** 2, 8), (v) => 1e-3 * v);
  return (raw: Float64Array) => {
    const s = spectra(raw);
    const features = chunks.map((chunk, c) =>
      chunk.forward({ amplitudes: s.amplitudes, scalars: s.scalars, mode, firstImage: c * chunkSize }),
    );
    const { value, gradients } = twoPointLoss(features, target, weights, estimator);
    const images = new Float32Array(imageWeights.length);
    let total = value;
    const parts = chunks.map((chunk, c) => {
      chunk.copyImages(images);
      total += dot(images, imageWeights);
      return chunk.backward(gradients[c], imageWeights);
    });
    const sum = {
      amplitudes: parts[0].amplitudes.map((a, k) => a.map((v, i) => v + parts[1].amplitudes[k][i])),
      scalars: parts[0].scalars.map((v, i) => v + parts[1].scalars[i]),
    };
    return { loss: total, gradient: s.pullback(sum) };
  };
}

describe('the whole loss', () => {
  const records = [...Object.entries(presets), ...writtenRecords.map(({ record }) => [record.name, record] as const)];
  it.each(records)('of %s has the gradient of finite differences', (_, record) => {
    const parameters = parametersOf(record, 'low');
    const raw = toRaws(
      parameters,
      parameters.map((p) => p.start),
    ).map((v, i) => v + parameters[i].spread * random(200, 4)[i]);
    for (const estimator of ['unbiased', 'plain'] as const) {
      const f = wholeLoss(record, 'soft', estimator);
      const { gradient } = f(raw);
      for (let trial = 0; trial < 4; trial++) {
        const direction = random(raw.length, 20 + trial);
        // The images leave the chunk as float32: their part of the loss carries rounding noise of 1e-7 of its terms,
        // which a step of 1e-3 makes harmless; Richardson's combination removes the h^2 error that this step would
        // bring. Without a fillet the nearest grain or bubble changes at once from voxel to voxel: a shorter step. A
        // gap has a kink where the second nearest grain changes, which long steps cross and short ones drown in
        // rounding: the median of three.
        const hasFillet = record.latents.every(({ terms }) =>
          terms.every((term) => term.kind !== 'depth' || term.length !== undefined),
        );
        const hasGap = record.latents.some(({ terms }) => terms.some(({ kind }) => kind === 'gap'));
        const usual = record.grains?.bubbles || !hasFillet ? 1e-4 : 1e-3;
        const steps = hasGap ? [5e-5, 2e-5, 1e-5] : [usual];
        const d = (h: number): number => slope((t) => f(along(raw, direction, t)).loss, h);
        const found = steps.map((step) => (4 * d(step) - d(2 * step)) / 3).sort((a, b) => a - b);
        const expected = found[found.length >> 1];
        expect(Math.abs(dot(gradient, direction) - expected)).toBeLessThan(
          relative * Math.sqrt(dot(gradient, gradient) * raw.length),
        );
      }
    }
  });

  it('passes, straight through, the gradient of the sigmoids taken at hard phases', () => {
    // With one latent and no product of indicators the straight-through gradient of a linear loss is the soft gradient
    // itself.
    const record = presets['level-set'];
    const setup = { record, window: 16, maxLag: 4, nu: 4, key: keyOf(3, 'noise'), grainKey: keyOf(3, 'grains') };
    const spectra = createSpectra(
      record,
      'low',
      16,
      8,
    )(
      toRaws(
        parametersOf(record, 'low'),
        parametersOf(record, 'low').map((p) => p.start),
      ),
    );
    const weights = Float32Array.from(random(chunkSize * 2 * 256, 9));
    const none = new Float64Array(createFeatureMap(16, 2, 4).layout.length);
    const [soft, hard] = (['soft', 'straight-through'] as const).map((mode) => {
      const chunk = createChunk(setup);
      chunk.forward({ amplitudes: spectra.amplitudes, scalars: spectra.scalars, mode, firstImage: 0 });
      return chunk.backward(none, weights);
    });
    expect(hard.scalars).toEqual(soft.scalars);
    expect(hard.amplitudes).toEqual(soft.amplitudes);
  });
});

describe('the unbiased estimator', () => {
  it('has the squared misfit as its mean where the plain one adds the variance of the mean', () => {
    const target = Float64Array.of(1);
    let [unbiased, plain] = [0, 0];
    const trials = 20000;
    const g = random(4 * trials, 30);
    for (let t = 0; t < trials; t++) {
      const features = [0, 1, 2, 3].map((c) => Float64Array.of(1.5 + g[4 * t + c]));
      unbiased += twoPointLoss(features, target, Float64Array.of(1), 'unbiased').value / trials;
      plain += twoPointLoss(features, target, Float64Array.of(1), 'plain').value / trials;
    }
    // Misfit 0.25, variance of the mean 1 / 4. A single value has variance below 4 * 0.25 * 0.25 + 0.17 < 0.5: four
    // standard errors.
    const tolerance = 4 * Math.sqrt(0.5 / trials);
    expect(Math.abs(unbiased - 0.25)).toBeLessThan(tolerance);
    expect(Math.abs(plain - 0.5)).toBeLessThan(tolerance);
  });
});
