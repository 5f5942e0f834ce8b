import type { PlaneSpectrum } from '../field/index.ts';
import { factorise, solveLower, solveUpper } from '../numerics/index.ts';
import type { SectionMasses } from './section-masses.ts';
import type { SectionWork } from './section-work.ts';

/** A place between two pixels of different phases. A latent is 0 there: a measurement of the fields. */
interface Crossing {
  readonly pixels: readonly [number, number];
  /** d latent / d field, half of each pixel's - [field] of [pixel]. */
  readonly weights: readonly (readonly [number, number])[];
  /** What these weights of the fields have to add to. */
  readonly value: number;
  /** Variance of the measurement. */
  readonly noise: number;
}

/** Most crossings that are kept: their covariance matrix is dense. */
const most = 1500;

/**
 * The law of white noise that makes the fields, given that latents are 0 at the interfaces of the sections, and the
 * masses of this law. An interface lies between two pixels, but how steep a field is there is not known: under this law
 * it stays as free as given the phases. A mass for each mode cannot give that.
 *
 * The law is normal with precision M = I + G^T N^-1 G, where G weighs coloured noise at the crossings, and N has their
 * variances. By Woodbury's identity M^-1 = I - G^T (N + G G^T)^-1 G, and N + G G^T is a matrix of covariances.
 */
export class InterfaceLaw implements SectionMasses {
  readonly drawn: number;
  readonly angle = Math.PI / 2;
  readonly #mean: PlaneSpectrum;
  readonly #work: SectionWork;
  readonly #crossings: readonly Crossing[];
  readonly #factor: Float64Array;
  readonly #fields: readonly Float64Array[];

  /** Linearised at white spectra. @param nu - cost of a unit of a latent on the wrong side of its cut. */
  constructor(work: SectionWork, at: PlaneSpectrum, nu: number) {
    this.#work = work;
    this.#fields = work.fields.map((own) => new Float64Array(own.length));
    this.#crossings = crossingsOf(work, at, nu);
    const n = this.#crossings.length;
    this.drawn = n;
    this.#factor = covarianceOf(work, this.#crossings);
    if (!factorise(this.#factor, n)) throw new RangeError('covariances of interfaces are not positive definite');
    this.#mean = this.#adjoint(this.#solve(Float64Array.from(this.#crossings, ({ value }) => value)));
  }

  /** The slope of the law's own energy is taken from the slopes: its motion is the free one. */
  force(slopes: readonly Float64Array[]): PlaneSpectrum {
    const found = this.#weigh(this.#work.fields);
    this.#crossings.forEach(({ value, noise }, c) => {
      found[c] = (value - found[c]) / noise;
    });
    this.#spread(found, slopes);
    const out = this.#work.adjoint(slopes);
    this.#subtract(out, this.#solve(this.#weighSpectra(out)));
    return out;
  }

  toVelocity(white: PlaneSpectrum, noise: Float64Array): void {
    const found = this.#weighSpectra(white);
    this.#crossings.forEach((own, c) => {
      found[c] += Math.sqrt(own.noise) * noise[c];
    });
    this.#subtract(white, this.#solve(found));
  }

  kinetic(velocity: PlaneSpectrum): number {
    const found = this.#weighSpectra(velocity);
    return this.#crossings.reduce((sum, { noise }, c) => sum + (0.5 * found[c] ** 2) / noise, 0);
  }

  turn(place: PlaneSpectrum, velocity: PlaneSpectrum, by: number): void {
    const [c, s] = [Math.cos(by), Math.sin(by)];
    for (const part of ['re', 'im'] as const) {
      const [x, v, m] = [place[part], velocity[part], this.#mean[part]];
      for (let i = 0; i < x.length; i++) {
        const from = x[i] - m[i];
        x[i] = m[i] + c * from + s * v[i];
        v[i] = c * v[i] - s * from;
      }
    }
  }

  #solve(x: Float64Array): Float64Array {
    solveLower(this.#factor, x.length, x);
    solveUpper(this.#factor, x.length, x);
    return x;
  }

  #weigh(fields: readonly Float64Array[]): Float64Array {
    return Float64Array.from(this.#crossings, ({ pixels: [a, b], weights }) =>
      weights.reduce((sum, [p, q], f) => sum + p * fields[f][a] + q * fields[f][b], 0),
    );
  }

  #weighSpectra(at: PlaneSpectrum): Float64Array {
    this.#work.fillFields(at, this.#fields);
    return this.#weigh(this.#fields);
  }

  #spread(u: Float64Array, slopes: readonly Float64Array[]): void {
    this.#crossings.forEach(({ pixels: [a, b], weights }, c) => {
      weights.forEach(([p, q], f) => {
        slopes[f][a] += p * u[c];
        slopes[f][b] += q * u[c];
      });
    });
  }

  #adjoint(u: Float64Array): PlaneSpectrum {
    for (const own of this.#fields) own.fill(0);
    this.#spread(u, this.#fields);
    return this.#work.adjoint(this.#fields);
  }

  #subtract(from: PlaneSpectrum, u: Float64Array): void {
    const own = this.#adjoint(u);
    for (let i = 0; i < own.re.length; i++) {
      from.re[i] -= own.re[i];
      from.im[i] -= own.im[i];
    }
  }
}

/** The crossings of the interfaces of sections, of one latent that is a sum of fields. */
function crossingsOf(work: SectionWork, at: PlaneSpectrum, nu: number): Crossing[] {
  work.fill(at);
  const { sets, fields } = work;
  const [latent] = work.latents;
  const weights = work.derivative(0).map(([slope]): [number, number] => [slope / 2, slope / 2]);
  const [height, width] = work.shape;
  const out: Crossing[] = [];
  const add = (a: number, b: number): void => {
    if (sets[a] === 255 || sets[b] === 255 || sets[a] === sets[b]) return;
    const linear = weights.reduce((sum, [p, q], f) => sum + p * fields[f][a] + q * fields[f][b], 0);
    out.push({
      pixels: [a, b],
      weights,
      value: linear - (latent[a] + latent[b]) / 2,
      // Uniform between the pixels, and cuts are soft.
      noise: (latent[a] - latent[b]) ** 2 / 12 + 1 / nu ** 2,
    });
  };
  for (let y = 0, pixel = 0; pixel < sets.length; y++) {
    for (let x = 0; x < width; x++, pixel++) {
      if (x + 1 < width) add(pixel, pixel + 1);
      if ((y % height) + 1 < height) add(pixel, pixel + width);
    }
  }
  if (out.length <= most) return out;
  // Of neighbours one stands for all.
  const share = out.length / most;
  return Array.from({ length: most }, (_, i) => {
    const own = out[Math.floor(i * share)];
    return { ...own, noise: own.noise / share };
  });
}

/** Lower triangle of N + G G^T - shape [crossing, crossing]. */
function covarianceOf(work: SectionWork, crossings: readonly Crossing[]): Float64Array {
  const n = crossings.length;
  const out = new Float64Array(n * n);
  const covariance = work.covariances();
  crossings.forEach((first, i) => {
    for (let j = 0; j <= i; j++) {
      const second = crossings[j];
      let sum = i === j ? first.noise : 0;
      first.weights.forEach((own, f) => {
        const other = second.weights[f];
        for (let p = 0; p < 2; p++) {
          if (own[p] === 0) continue;
          for (let q = 0; q < 2; q++) {
            if (other[q] !== 0) sum += own[p] * other[q] * covariance(f, first.pixels[p], second.pixels[q]);
          }
        }
      });
      out[i * n + j] = sum;
    }
  });
  return out;
}
