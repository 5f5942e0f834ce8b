import { fftPlanBytes, type KernelTeam, type MemoryPlan, writeFftPlan } from '../compute/index.ts';
import type { Triple } from '../grid/index.ts';
import { type Key, streamWord } from '../random/index.ts';
import { fillOctant, type LagTable } from './lag-table.ts';
import { type PlaneLaw, type PlaneSpectrum, passThrough, planeLaw } from './plane-law.ts';

/** Degree of the Hermite polynomial that a term takes of its field. */
export type Power = 1 | 2 | 3 | 4;

/**
 * Hermite polynomial of a standard normal: x, x^2 - 1, x^3 - 3 x, x^4 - 6 x^2 + 3. Polynomials of different degree are
 * centred and uncorrelated, with variances 1, 2, 6, 24.
 * @source abramowitz1964: Handbook of Mathematical Functions, 22.2.15 (He_n)
 */
export function hermite(power: Power, x: number): number {
  if (power === 1) return x;
  const square = x * x;
  if (power === 2) return square - 1;
  return power === 3 ? x * (square - 3) : square * (square - 6) + 3;
}

/** Derivative of the Hermite polynomial: n times the polynomial before it. */
export function hermiteSlope(power: Power, x: number): number {
  return power === 1 ? 1 : power * hermite((power - 1) as Power, x);
}

/** Where the white noise of a field comes from. */
export interface FieldNoise {
  readonly key: Key;
  readonly realisation: number;
  readonly field: number;
  /** Global coordinate [z, y, x] of the torus' first voxel. */
  readonly origin: Triple;
}

/** A box of voxels inside a torus. */
export interface Box {
  /** First voxel [z, y, x]. */
  readonly margin: Triple;
  readonly shape: Triple;
}

/**
 * What a field contributes to an array over the box: weight times the Hermite polynomial of degree `power`, times
 * another array if one is given.
 */
export interface FieldContribution {
  /** Address of the array - shape of the box - float32. */
  readonly address: number;
  readonly power: Power;
  readonly weight: number;
  /** Address of the array to multiply by, of the box's shape - float32. */
  readonly factor?: number | undefined;
}

const mostTerms = 16;
const half = (n: number): number => Math.floor(n / 2) + 1;
/** Entries of an octant's row and floats of a half row: whole vectors. */
const rowOf = (nx: number): number => Math.ceil(half(nx) / 4) * 4;
const gridBytes = ([nz, ny, nx]: Triple): number => 8 * rowOf(nx) * (ny + 1) * nz;
const octantShape = ([nz, ny, nx]: Triple): Triple => [half(nz), half(ny), rowOf(nx)];
const product = (shape: readonly number[]): number => shape.reduce((size, n) => size * n, 1);

/** What a field adds to arrays, in the memory of kernels. */
export class FieldTerms {
  readonly address: number;

  constructor(memory: MemoryPlan) {
    this.address = memory.reserve(4 + 16 * mostTerms);
  }

  /** Writes what `addField` and `addKept` read. */
  write(team: KernelTeam, terms: readonly FieldContribution[]): void {
    if (terms.length > mostTerms) throw new RangeError(`a field has at most ${mostTerms} terms, got ${terms.length}`);
    const head = team.uint32(this.address, 1 + 4 * mostTerms);
    const weights = team.float32(this.address, 1 + 4 * mostTerms);
    head[0] = terms.length;
    terms.forEach(({ address, power, weight, factor }, t) => {
      head.set([address, power, 0, factor ?? 0], 1 + 4 * t);
      weights[3 + 4 * t] = weight;
    });
  }
}

/** Scratch bytes a thread needs: columns of a cache line along any axis, and one line to spare. */
export function synthesisScratch(torus: Triple): number {
  return 5 * 32 * Math.max(...torus);
}

/**
 * Draws Gaussian fields on one torus, one after the other, by circulant embedding: G = IFFT(sqrt(S) FFT(W)), W white
 * noise. Its memory is a float32 grid for the half spectrum, made and unmade in place, and an octant of float32
 * amplitudes; the field itself is never stored whole:
 * `addTo` adds its terms plane by plane where they belong.
 * @source dietrich1997; docs/design/synthesis.md
 */
export class SpectralSynthesis {
  readonly #torus: Triple;
  readonly #grid: number;
  /** Amplitudes of the octant, float32; they are made in the grid's memory, which is free until noise is drawn. */
  readonly #octant: number;
  /** Sums of the spectrum by layer - float64. */
  readonly #sums: number;
  readonly #terms: FieldTerms;
  readonly #plans: readonly number[];
  readonly #evenPlans: readonly number[];

  /** Reserves memory for a torus [nz, ny, nx]. */
  constructor(memory: MemoryPlan, torus: Triple) {
    this.#torus = torus;
    this.#grid = memory.reserve(gridBytes(torus));
    this.#octant = memory.reserve(4 * product(octantShape(torus)));
    this.#sums = memory.reserve(16 * half(torus[0]));
    this.#terms = new FieldTerms(memory);
    this.#plans = torus.map((n) => memory.reserve(fftPlanBytes(n, 4)));
    this.#evenPlans = torus.map((n) => memory.reserve(fftPlanBytes(n, 8)));
  }

  /** Address and bytes of the grid, free for other use once all fields are drawn. */
  get grid(): { readonly address: number; readonly bytes: number } {
    return { address: this.#grid, bytes: gridBytes(this.#torus) };
  }

  /** Writes the tables of the transforms; once, before anything is drawn. */
  prepare(team: KernelTeam): void {
    this.#torus.forEach((n, axis) => {
      writeFftPlan(team, this.#plans[axis], n, 4);
      writeFftPlan(team, this.#evenPlans[axis], n, 8);
    });
  }

  /**
   * Makes the amplitudes of a field: transforms its correlation in float64, clips eigenvalues below 0, renormalises to
   * unit variance. Uses up what is in the grid.
   * @param rho - at the lags of the torus' table.
   * @returns share of the spectrum that was clipped.
   */
  setCorrelation(team: KernelTeam, rho: Float64Array, table: LagTable): number {
    const torus = this.#torus;
    const shape = octantShape(torus);
    const values = team.float64(this.#grid, product(shape));
    fillOctant({ shape, values }, rho, table, torus);
    const [mz, my, row] = shape;
    const layerBytes = 8 * my * row;
    const lines = (axis: 0 | 1 | 2, m: number, step: number, lineStep: number, count: number, blocks: number): void => {
      if (torus[axis] === 1) return;
      const groups = Math.ceil(count / 4);
      const plan = this.#evenPlans[axis];
      const n = torus[axis];
      team.run(
        'evenLines',
        blocks * groups,
        ...[this.#grid, n, m, step, lineStep, 4 * lineStep, groups, layerBytes, count, plan],
      );
    };
    lines(2, half(torus[2]), 8, 8 * row, mz * my, 1);
    lines(1, my, 8 * row, 8, row, mz);
    lines(0, mz, layerBytes, 8, my * row, 1);
    team.run('spectrumSums', mz, this.#grid, ...torus, row, this.#sums);
    const sums = team.float64(this.#sums, 2 * mz);
    let [positive, all] = [0, 0];
    for (let z = 0; z < mz; z++) {
      positive += sums[2 * z];
      all += sums[2 * z + 1];
    }
    // Both forward and inverse transforms are unscaled, and rows leave the forward one doubled.
    const points = product(torus);
    const blocks = Math.ceil(values.length / 4096);
    team.run('amplitudesOf', blocks, this.#grid, this.#octant, values.length, points / positive, 0.5 / points);
    return Math.max(0, positive - all) / positive;
  }

  /** Draws white noise on some layers of the torus, all unless told, and transforms them: they make the spectrum. */
  drawNoise(
    team: KernelTeam,
    { key, realisation, field, origin: [oz, oy, ox] }: FieldNoise,
    [from, to]: readonly [number, number] = [0, this.#torus[0]],
  ): void {
    const [nz, ny, nx] = this.#torus;
    const [, planY, planX] = this.#plans;
    const first = this.#grid + (from * gridBytes(this.#torus)) / nz;
    const address = streamWord(realisation, field);
    team.run('noisePlanes', to - from, first, ny, nx, oz + from, oy, ox, address, key.k0, key.k1, planX, planY);
  }

  /** Gives the noise the correlation set last: the spectrum of a field. */
  colour(team: KernelTeam): void {
    const [nz, ny, nx] = this.#torus;
    const [planZ] = this.#plans;
    team.run('colourColumns', ny, this.#grid, nz, ny, nx, this.#octant, planZ);
  }

  /** Law of the field of the correlation set last on some layers of the torus. */
  lawOfPlanes(team: KernelTeam, planes: readonly number[]): PlaneLaw {
    const shape = octantShape(this.#torus);
    const points = product(this.#torus);
    // As `setCorrelation` left them: sqrt(S) / (2 points).
    const amplitudes = team.float32(this.#octant, product(shape));
    const spectrum = Float32Array.from(amplitudes, (a) => (2 * points * a) ** 2);
    return planeLaw(this.#torus, spectrum, shape[2], planes);
  }

  /** Makes the field drawn last pass through given values on planes, before it is transformed back. */
  passThrough(team: KernelTeam, law: PlaneLaw, values: readonly PlaneSpectrum[]): void {
    const [, ny, nx] = this.#torus;
    const row = rowOf(nx);
    const data = team.float32(this.#grid, gridBytes(this.#torus) / 4);
    passThrough(law, values, { data, row, place: (z, y) => (z * (ny + 1) + y) * 2 * row });
  }

  /** Transforms the drawn spectrum back and adds its terms; the spectrum is used up. */
  addTo(team: KernelTeam, { margin, shape }: Box, terms: readonly FieldContribution[]): void {
    this.#terms.write(team, terms);
    const [, ny, nx] = this.#torus;
    const [, planY, planX] = this.#plans;
    const [wz, wy, wx] = shape;
    team.run('addField', wz, this.#grid, ny, nx, ...margin, wy, wx, planX, planY, this.#terms.address);
  }
}
