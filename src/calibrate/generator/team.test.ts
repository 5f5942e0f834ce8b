import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { writtenRecords } from '../../../test/closed-forms/written-records.ts';
import { type ModelRecord, type PhaseMode, parametersOf, phaseCount, presets, toRaws } from '../../phase/index.ts';
import { keyOf, normals } from '../../random/index.ts';
import { twoPointLayout } from '../two-point/two-point-features.ts';
import { type ChunkGradient, chunkSize, createChunk, type GeneratorSetup } from './chunk.ts';
import { createSpectra } from './spectra.ts';
import { GeneratorTeam } from './team.ts';

const random = (count: number, stream: number): Float64Array => normals(count, keyOf(12, 'team'), stream);
const teams: GeneratorTeam[] = [];
afterAll(() => Promise.all(teams.map((team) => team.close())));

interface Passes {
  readonly features: readonly Float64Array[];
  readonly images: Float32Array;
  readonly gradient: ChunkGradient;
}

/** What a batch starts from, and the gradients that come back to it. */
function startOf(record: ModelRecord, window: number) {
  const parameters = parametersOf(record, 'low');
  const shift = random(parameters.length, 1);
  const raw = toRaws(
    parameters,
    parameters.map((p) => p.start),
  ).map((v, i) => v + parameters[i].spread * shift[i]);
  const spectra = createSpectra(record, 'low', window, window / 2)(raw);
  const setup: GeneratorSetup = {
    record,
    window,
    maxLag: 5,
    nu: 5,
    key: keyOf(3, 'noise'),
    grainKey: keyOf(3, 'grains'),
  };
  const chunks = 3;
  const featureGradients = Array.from({ length: chunks }, (_, c) =>
    random(twoPointLayout(phaseCount(record), 5).length, 10 + c),
  );
  const imageGradients = Float32Array.from(
    random(chunks * chunkSize * phaseCount(record) * window * window, 20),
    (v) => v / window,
  );
  return { spectra, setup, chunks, featureGradients, imageGradients };
}
type Start = ReturnType<typeof startOf>;

const firstImage = 56;

async function byKernels(
  { spectra, setup, chunks, ...back }: Start,
  mode: PhaseMode,
  threads: number,
): Promise<Passes> {
  const team = await GeneratorTeam.open(setup, chunks * chunkSize, threads);
  teams.push(team);
  const { features, images } = team.forward({ spectra, mode, firstImage, count: chunks * chunkSize, images: true });
  const copy = images.slice();
  return { features, images: copy, gradient: team.backward(back.featureGradients, back.imageGradients) };
}

function byReference({ spectra, setup, chunks, ...back }: Start, mode: PhaseMode): Passes {
  const size = back.imageGradients.length / chunks;
  const images = new Float32Array(back.imageGradients.length);
  const parts = Array.from({ length: chunks }, (_, c) => {
    const chunk = createChunk(setup);
    const features = chunk.forward({ ...spectra, mode, firstImage: firstImage + c * chunkSize });
    const part = images.subarray(c * size, (c + 1) * size);
    chunk.copyImages(part);
    const gradient = chunk.backward(back.featureGradients[c], back.imageGradients.subarray(c * size, (c + 1) * size));
    return { features, gradient };
  });
  const add = (arrays: Float64Array[]): Float64Array =>
    arrays[0].map((_, i) => arrays.reduce((sum, a) => sum + a[i], 0));
  const gradient = {
    amplitudes: parts[0].gradient.amplitudes.map((_, f) => add(parts.map((p) => p.gradient.amplitudes[f]))),
    scalars: add(parts.map((p) => p.gradient.scalars)),
  };
  return { features: parts.map((p) => p.features), images, gradient };
}

const largest = (a: ArrayLike<number>): number => Array.from(a).reduce((m, v) => Math.max(m, Math.abs(v)), 0);
const distance = (a: ArrayLike<number>, b: ArrayLike<number>): number =>
  Array.from(a).reduce((m, v, i) => Math.max(m, Math.abs(v - b[i])), 0);

function expectEqual(got: Passes, expected: Passes): void {
  // Float32 carries 6e-8 of a latent of order 1 through some twenty sums; a sigmoid of steepness 5 makes at most 5 / 4
  // of that. No latent of these realisations is so near to 0 that a hard phase could flip.
  const eps = 2 ** -24;
  expect(distance(got.images, expected.images)).toBeLessThan(100 * eps);
  got.features.forEach((features, c) => {
    expect(distance(features, expected.features[c])).toBeLessThan(100 * eps);
  });
  // Gradients are sums over pixels of terms of either sign: their rounding is that of the largest entry, and grows with
  // its root count.
  got.gradient.amplitudes.forEach((amplitude, f) => {
    const reference = expected.gradient.amplitudes[f];
    expect(distance(amplitude, reference)).toBeLessThan(100 * eps * largest(reference));
  });
  expect(distance(got.gradient.scalars, expected.gradient.scalars)).toBeLessThan(
    100 * eps * largest(expected.gradient.scalars),
  );
}

describe('batches by kernels', () => {
  const written = writtenRecords.map((w) => w.record);
  const cases = [...Object.values(presets), ...written].flatMap((record) =>
    (written.includes(record) ? [18] : [16, 21, 30]).flatMap((window) =>
      (['soft', 'straight-through'] as const).map((mode) => ({ record, window, mode })),
    ),
  );
  it.each(cases)('equal the reference: $record.name, window $window, $mode', async ({ record, window, mode }) => {
    const start = startOf(record, window);
    expectEqual(await byKernels(start, mode, 1), byReference(start, mode));
  });

  it('equal the reference for windows of any size, primes included', async () => {
    const cases = fc.record({
      record: fc.constantFrom(...Object.values(presets), ...written),
      window: fc.integer({ min: 12, max: 40 }),
      mode: fc.constantFrom<PhaseMode>('soft', 'straight-through'),
    });
    await fc.assert(
      fc.asyncProperty(cases, async ({ record, window, mode }) => {
        const start = startOf(record, window);
        expectEqual(await byKernels(start, mode, 1), byReference(start, mode));
      }),
      { numRuns: 30, seed: 1 },
    );
  });

  it('are the same bits for any number of threads, and when a team is used again', async () => {
    const start = startOf(presets.assb, 24);
    const one = await byKernels(start, 'soft', 1);
    expect(await byKernels(start, 'soft', 3)).toEqual(one);
    const team = teams[teams.length - 1];
    const request = { spectra: start.spectra, mode: 'soft', firstImage, count: 24, images: true } as const;
    team.forward({ ...request, count: 8, images: false });
    team.backward([start.featureGradients[0]]);
    const again = team.forward(request);
    expect(again.features).toEqual(one.features);
    expect(again.images).toEqual(one.images);
    expect(team.backward(start.featureGradients, start.imageGradients)).toEqual(one.gradient);
  });

  it.each([1, 2, 3])(
    'are the same bits when the noise of the next is drawn before the way back, %i threads',
    async (threads) => {
      const start = startOf(presets.assb, 18);
      const count = start.chunks * chunkSize;
      const pass = (team: GeneratorTeam, first: number, prepared?: number) => {
        const request = { spectra: start.spectra, mode: 'soft', firstImage: first, count, images: true } as const;
        const { features, images } = team.forward(request);
        const copy = images.slice();
        if (prepared !== undefined) team.prepare(prepared, count);
        return { features, images: copy, gradient: team.backward(start.featureGradients, start.imageGradients) };
      };
      const [plain, early] = await Promise.all([0, 1].map(() => GeneratorTeam.open(start.setup, count, threads)));
      teams.push(plain, early);
      // The third and the seventh are not what was prepared, the fifth is the fourth again.
      const firsts = [0, 24, 72, 96, 96, 120, 144];
      const prepared = [24, 48, 96, 96, 120, undefined, 144];
      firsts.forEach((first, i) => {
        expect(pass(early, first, prepared[i])).toEqual(pass(plain, first));
      });
    },
  );
});
