import { fft } from '../compute/index.ts';
import { octantModes, type PlaneLaw, type PlaneSpectrum } from '../field/index.ts';
import type { Triple } from '../grid/index.ts';
import { addLatentTerms, bindLatentTerms, latentTermsAdjoint } from './latent-terms.ts';
import { bindLatents, fillLatents, latentsAdjoint } from './latents.ts';
import type { ExcursionModel } from './model.ts';
import { phasesOfCells } from './record.ts';
import { phaseEnergy } from './section-likelihood.ts';
import { truncate } from './truncation.ts';

/** Sections of known phases in a realisation. */
export interface KnownSections {
  /** Place of the sections' first pixel in the plane of the torus - [y, x]. */
  readonly margin: readonly [number, number];
  /** Pixels of every section - [ny, nx]. */
  readonly shape: readonly [number, number];
  /** Excursion set of every pixel, 0 for Xi_1; 255 where it is not known - shape [section, ny, nx]. */
  readonly sets: Uint8Array;
}

/** Likelihood of the phases of sections. */
export interface SectionLikelihood {
  /** Minus its logarithm. */
  readonly energy: number;
  /** d energy / d field - [field] of shape [section, ny, nx]. */
  readonly slopes: readonly Float64Array[];
  /** Share of the known pixels that have their phase. */
  readonly agreement: number;
}

/**
 * How much harder cuts are than they cost: a pixel on the wrong side of a cut costs nu times its distance, and the
 * corner of this cost is rounded over 1 / (hardness nu).
 */
const hardness = 16;
/** What moves of the fields on sections need: memory, the modes of the torus, and the terms of the model. */
export class SectionWork {
  readonly fields: Float64Array[];
  readonly latents: Float64Array[];
  readonly sets: Uint8Array;
  /** Pixels of a section - [ny, nx]. */
  readonly shape: readonly [number, number];
  readonly cells: readonly number[];
  readonly #laws: readonly PlaneLaw[];
  readonly #known: KnownSections;
  readonly #modes: Int32Array;
  readonly #plane: Triple;
  readonly #slopes: Float64Array[];
  readonly #gradients: Float64Array[];
  readonly #bound: ReturnType<typeof bindLatents>;
  readonly #later: ReturnType<typeof bindLatentTerms>;
  readonly #scalars: Float64Array;
  readonly #partners: Int32Array;
  /** Fields are independent, and two of them share a complex transform - [pair] of [field, section]. */
  readonly #pairs: readonly (readonly (readonly [number, number])[])[];
  readonly #re: Float64Array;
  readonly #im: Float64Array;
  readonly #parts: readonly [PlaneSpectrum, PlaneSpectrum];

  constructor({ record, values }: ExcursionModel, laws: readonly PlaneLaw[], known: KnownSections) {
    const { torus, planes } = laws[0];
    const [, ny, nx] = torus;
    const size = ny * nx;
    const voxels = planes.length * known.shape[0] * known.shape[1];
    const make = (n: number): Float64Array[] => Array.from({ length: n }, () => new Float64Array(voxels));
    const count = laws.length * planes.length;
    this.#laws = laws;
    this.#known = known;
    this.sets = known.sets;
    this.shape = known.shape;
    this.cells = phasesOfCells(record);
    this.#modes = octantModes(torus);
    this.#plane = [1, ny, nx];
    this.fields = make(record.fields.length);
    this.latents = make(record.latents.length);
    this.#slopes = make(record.fields.length);
    this.#gradients = make(record.latents.length);
    this.#bound = bindLatents(record);
    this.#later = bindLatentTerms(record);
    this.#scalars = values.subarray(0, record.scalars.length);
    this.#partners = Int32Array.from({ length: size }, (_, i) => {
      const [y, x] = [Math.floor(i / nx), i % nx];
      return ((ny - y) % ny) * nx + ((nx - x) % nx);
    });
    this.#pairs = Array.from({ length: Math.ceil(count / 2) }, (_, p) =>
      [2 * p, 2 * p + 1]
        .filter((item) => item < count)
        .map((item) => [Math.floor(item / planes.length), item % planes.length] as const),
    );
    this.#re = new Float64Array(size);
    this.#im = new Float64Array(size);
    this.#parts = [
      { re: new Float64Array(size), im: new Float64Array(size) },
      { re: new Float64Array(size), im: new Float64Array(size) },
    ];
  }

  /** Real numbers that white noise has - fields times planes times pixels of the torus. */
  get size(): number {
    return this.#laws.length * this.#laws[0].planes.length * this.#re.length;
  }

  /** Transforms of real noise, in its memory - shape [field, plane, ny, nx]. */
  toSpectra(noise: Float64Array): PlaneSpectrum {
    const out = { re: noise, im: new Float64Array(noise.length) };
    const size = this.#re.length;
    for (let from = 0; from < noise.length; from += size) {
      fft(this.#plane, out.re.subarray(from, from + size), out.im.subarray(from, from + size), 'forward');
    }
    return out;
  }

  /** Writes the fields on the sections that white spectra make, into `fields`. */
  fillFields(at: PlaneSpectrum, fields: readonly Float64Array[]): void {
    const [re, im] = [this.#re, this.#im];
    for (const pair of this.#pairs) {
      pair.forEach(([field, i], p) => {
        this.#colour(at, field, i, this.#parts[p]);
      });
      const [a, b] = this.#parts;
      for (let k = 0; k < re.length; k++) {
        re[k] = pair.length > 1 ? a.re[k] - b.im[k] : a.re[k];
        im[k] = pair.length > 1 ? a.im[k] + b.re[k] : a.im[k];
      }
      fft(this.#plane, re, im, 'inverse');
      pair.forEach(([field, i], p) => {
        const values = p === 0 ? re : im;
        this.#visit(i, (pixel, place) => {
          fields[field][pixel] = values[place];
        });
      });
    }
  }

  /** Writes the fields and latents that white spectra make. */
  fill(at: PlaneSpectrum): void {
    this.fillFields(at, this.fields);
    fillLatents(this.#bound, this.#scalars, this.fields, this.latents);
    addLatentTerms(this.#later, this.#scalars, this.latents);
  }

  /**
   * Likelihood of the phases under white spectra.
   * @param nu - cost of a unit of a latent on the wrong side of its cut.
   */
  likelihood(at: PlaneSpectrum, nu: number): SectionLikelihood {
    this.fill(at);
    const { sets } = this;
    const energy = phaseEnergy(this.latents, this.cells, sets, hardness * nu, this.#gradients) / hardness;
    for (const own of this.#gradients) for (let i = 0; i < own.length; i++) own[i] /= hardness;
    const drawn = truncate(this.latents, this.cells);
    let [right, known] = [0, 0];
    for (let i = 0; i < sets.length; i++) {
      if (sets[i] !== 255) known++;
      if (drawn[i] === sets[i]) right++;
    }
    return { energy, slopes: this.#slopesOfFields(), agreement: right / known };
  }

  /** Adjoint of `fillFields`: d / d white spectra from d / d field. */
  adjoint(slopes: readonly Float64Array[]): PlaneSpectrum {
    const [re, im, size, partners] = [this.#re, this.#im, this.#re.length, this.#partners];
    const m = this.#laws[0].planes.length;
    const out = { re: new Float64Array(this.size), im: new Float64Array(this.size) };
    for (const pair of this.#pairs) {
      re.fill(0);
      im.fill(0);
      pair.forEach(([field, i], p) => {
        const to = p === 0 ? re : im;
        this.#visit(i, (pixel, place) => {
          to[place] = slopes[field][pixel];
        });
      });
      fft(this.#plane, re, im, 'forward');
      pair.forEach(([field, i], p) => {
        const { roots } = this.#laws[field];
        for (let j = 0; j <= i; j++) {
          const to = (field * m + j) * size;
          for (let k = 0; k < size; k++) {
            // Parts of the transforms of two real arrays, taken from that of one plus i times the other.
            const o = partners[k];
            const [sum, difference] = p === 0 ? [re[k] + re[o], im[k] - im[o]] : [im[k] + im[o], re[o] - re[k]];
            const root = 0.5 * roots[this.#modes[k] * m * m + i * m + j];
            out.re[to + k] += root * sum;
            out.im[to + k] += root * difference;
          }
        }
      });
    }
    return out;
  }

  /** Squared roots of the modes of white spectra, summed over planes - shape [field, plane, ny, nx]. */
  variances(): Float64Array {
    const size = this.#re.length;
    const m = this.#laws[0].planes.length;
    const out = new Float64Array(this.size);
    this.#laws.forEach(({ roots }, field) => {
      for (let j = 0; j < m; j++) {
        for (let k = 0; k < size; k++) {
          for (let i = j; i < m; i++) {
            out[(field * m + j) * size + k] += roots[this.#modes[k] * m * m + i * m + j] ** 2;
          }
        }
      }
    });
    return out;
  }

  /** Covariances of a field between sections i and j, by the lag - shape [ny, nx] of the torus. */
  covariance(field: number, i: number, j: number): Float64Array {
    const { roots, planes } = this.#laws[field];
    const m = planes.length;
    const out = { re: new Float64Array(this.#re.length), im: new Float64Array(this.#re.length) };
    for (let k = 0; k < out.re.length; k++) {
      const at = this.#modes[k] * m * m;
      for (let q = 0; q <= Math.min(i, j); q++) out.re[k] += roots[at + i * m + q] * roots[at + j * m + q];
    }
    fft(this.#plane, out.re, out.im, 'inverse');
    return out.re;
  }

  /** Pixels of a plane of the torus. */
  get pixels(): number {
    return this.#plane[1] * this.#plane[2];
  }

  /** Pixels of a row of the torus. */
  get row(): number {
    return this.#plane[2];
  }

  /** Spectra of the fields as the synthesis keeps them: transforms over the number of pixels - [field] of [plane]. */
  spectra(at: PlaneSpectrum): PlaneSpectrum[][] {
    const size = this.#re.length;
    return this.#laws.map(({ planes }, field) =>
      planes.map((_, i) => {
        const out = { re: new Float64Array(size), im: new Float64Array(size) };
        this.#colour(at, field, i, out);
        for (let k = 0; k < size; k++) {
          out.re[k] /= size;
          out.im[k] /= size;
        }
        return out;
      }),
    );
  }

  /** d / d field from the gradients of the latents. */
  #slopesOfFields(): readonly Float64Array[] {
    const unused = new Float64Array(this.#scalars.length);
    latentTermsAdjoint(this.#later, this.#scalars, this.latents, this.#gradients, unused);
    latentsAdjoint(this.#bound, this.#scalars, this.fields, this.#gradients, this.#slopes, unused);
    return this.#slopes;
  }

  /** Visits the pixels of a section in the plane of the torus. */
  #visit(section: number, each: (pixel: number, place: number) => void): void {
    const { margin, shape } = this.#known;
    const nx = this.#plane[2];
    for (let y = 0, pixel = section * shape[0] * shape[1]; y < shape[0]; y++) {
      const row = (margin[0] + y) * nx + margin[1];
      for (let x = 0; x < shape[1]; x++, pixel++) each(pixel, row + x);
    }
  }

  /** Spectrum of a field on a plane from white spectra: sum over planes of root times noise. */
  #colour({ re: a, im: b }: PlaneSpectrum, field: number, i: number, out: PlaneSpectrum): void {
    const { roots, planes } = this.#laws[field];
    const m = planes.length;
    const size = this.#re.length;
    out.re.fill(0);
    out.im.fill(0);
    for (let j = 0; j <= i; j++) {
      const from = (field * m + j) * size;
      for (let k = 0; k < size; k++) {
        const root = roots[this.#modes[k] * m * m + i * m + j];
        out.re[k] += root * a[from + k];
        out.im[k] += root * b[from + k];
      }
    }
  }
}
