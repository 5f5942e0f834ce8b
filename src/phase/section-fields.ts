import { fft } from '../compute/index.ts';
import { octantModes, type PlaneLaw, type PlaneSpectrum } from '../field/index.ts';
import type { Triple } from '../grid/index.ts';
import { type Key, normals, uniforms } from '../random/index.ts';
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

/** Fields on sections, drawn given the phases there. */
export interface SectionFields {
  /** [field] of [section]. */
  readonly spectra: readonly (readonly PlaneSpectrum[])[];
  /** Share of the known pixels that have their phase. */
  readonly agreement: number;
  /** Evaluations of the likelihood. */
  readonly evaluations: number;
  /** Mean probability with which moves at the last level were accepted. */
  readonly accepted: number;
}

/** How the sampling goes. */
export interface SectionSampling {
  /** First and last steepness of the likelihood, per unit of a latent, and factor from one level to the next. */
  readonly first: number;
  readonly last: number;
  readonly factor: number;
  /** Moves at each level. */
  readonly moves: number;
  /** Share of the pixels that must have their phase; further levels are added until it is met. */
  readonly agreement: number;
}

/** Usual sampling. */
export const usualSampling: SectionSampling = { first: 1, last: 128, factor: 1.6, moves: 2, agreement: 0.997 };

/**
 * Most steps of a move, the angle that it turns, and the steepest likelihood. Moves are few and long: modes of long
 * waves are heavy where phases are tight, and short moves walk them at random.
 */
const [mostSteps, angle, steepest] = [256, 3 * Math.PI, 1e4];
/** From the last level on interfaces alone settle, by more moves that are shorter: more of them are accepted. */
const settling = 6;
/**
 * How much harder cuts are than they cost: a pixel on the wrong side of a cut costs nu times its distance, one on the
 * right side next to nothing.
 */
const hardness = 16;
/** Acceptance that step lengths are adapted to. */
const wantedAcceptance = 0.8;

/**
 * Draws the Gaussian fields on sections given the phases there. White noise on the planes makes the fields; it is
 * moved by Hamiltonian Monte Carlo whose free motion, a rotation of noise and momentum, keeps the normal law exactly.
 * The phases are imposed by a likelihood that is made steeper level by level.
 * @param laws - of the fields on the planes - [field].
 * @source duane1987 for Hamiltonian Monte Carlo; beskos2011 for its form on Gaussian fields; docs/design/conditional.md
 */
export function sampleSections(
  model: ExcursionModel,
  laws: readonly PlaneLaw[],
  known: KnownSections,
  { key, stream, sampling = usualSampling }: { key: Key; stream: number; sampling?: SectionSampling },
): SectionFields {
  const work = createWork(model, laws, known);
  const { torus, planes } = laws[0];
  const count = laws.length * planes.length;
  const size = torus[1] * torus[2];
  let draws = 0;
  const noise = (): Float64Array => normals(count * size, key, stream + draws++);
  const white = (): PlaneSpectrum => work.toSpectra(noise());
  const uniformOf = (): number => uniforms(1, key, stream + draws++)[0];
  const state = white();
  let evaluations = 0;
  const evaluate = (at: PlaneSpectrum, nu: number) => {
    evaluations++;
    return work.evaluate(at, nu);
  };
  const norm = ({ re, im }: PlaneSpectrum): number => {
    let sum = 0;
    for (let i = 0; i < re.length; i++) sum += re[i] * re[i] + im[i] * im[i];
    return (0.5 * sum) / size;
  };
  let step = 0.3;
  let accepted = 0;
  let nu = sampling.first;
  for (;;) {
    let here = evaluate(state, nu);
    // Momenta of modes that the phases hold tight are as heavy as these: then one step suits all modes.
    const pace = work.paces(here.stiffness);
    accepted = 0;
    const parts = nu >= sampling.last ? settling : 1;
    const moves = parts * sampling.moves;
    for (let move = 0; move < moves; move++) {
      const momentum = white();
      const place = { re: state.re.slice(), im: state.im.slice() };
      const steps = Math.max(1, Math.min(mostSteps, Math.ceil(((0.6 + 0.4 * uniformOf()) * angle) / parts / step)));
      const start = here.energy + norm(place) + norm(momentum);
      const [c, s] = [pace.map((own) => Math.cos(step * own)), pace.map((own) => Math.sin(step * own))];
      let there = here;
      const kick = (share: number): void => {
        for (let i = 0; i < momentum.re.length; i++) {
          momentum.re[i] -= share * pace[i] * there.gradient.re[i];
          momentum.im[i] -= share * pace[i] * there.gradient.im[i];
        }
      };
      kick(step / 2);
      for (let n = 0; n < steps; n++) {
        for (const part of ['re', 'im'] as const) {
          const [x, p] = [place[part], momentum[part]];
          for (let i = 0; i < x.length; i++) {
            const moved = c[i] * x[i] + s[i] * p[i];
            p[i] = c[i] * p[i] - s[i] * x[i];
            x[i] = moved;
          }
        }
        there = evaluate(place, nu);
        kick(n === steps - 1 ? step / 2 : step);
      }
      const change = start - (there.energy + norm(place) + norm(momentum));
      const chance = Number.isFinite(change) ? Math.min(1, Math.exp(change)) : 0;
      if (uniformOf() < chance) {
        state.re.set(place.re);
        state.im.set(place.im);
        here = there;
      }
      accepted += chance / moves;
      step = Math.min(0.5, step * Math.exp(0.6 * (chance - wantedAcceptance)));
    }
    if (nu >= sampling.last && (here.agreement >= sampling.agreement || nu >= steepest)) {
      return { spectra: work.spectra(state), agreement: here.agreement, evaluations, accepted };
    }
    nu = Math.min(steepest, nu * sampling.factor);
    step /= sampling.factor ** 0.3;
  }
}

/** What evaluations need: memory, the modes of the torus, and the model's terms. */
function createWork(model: ExcursionModel, laws: readonly PlaneLaw[], { margin, shape, sets }: KnownSections) {
  const { record, values } = model;
  const { torus, planes } = laws[0];
  const [, ny, nx] = torus;
  const plane: Triple = [1, ny, nx];
  const size = ny * nx;
  const m = planes.length;
  const voxels = m * shape[0] * shape[1];
  const modes = octantModes(torus);
  const bound = bindLatents(record);
  const later = bindLatentTerms(record);
  const scalars = values.subarray(0, record.scalars.length);
  const cells = phasesOfCells(record);
  const make = (n: number): Float64Array[] => Array.from({ length: n }, () => new Float64Array(voxels));
  const [fields, slopes] = [make(record.fields.length), make(record.fields.length)];
  const [latents, gradients] = [make(record.latents.length), make(record.latents.length)];
  const knownPixels = sets.reduce((sum, set) => sum + Number(set !== 255), 0);
  const partners = Int32Array.from({ length: size }, (_, i) => {
    const [y, x] = [Math.floor(i / nx), i % nx];
    return ((ny - y) % ny) * nx + ((nx - x) % nx);
  });
  /** Visits the pixels of the sections in the plane of the torus. */
  const visit = (section: number, each: (pixel: number, place: number) => void): void => {
    for (let y = 0, pixel = section * shape[0] * shape[1]; y < shape[0]; y++) {
      const row = (margin[0] + y) * nx + margin[1];
      for (let x = 0; x < shape[1]; x++, pixel++) each(pixel, row + x);
    }
  };
  /** Fields are independent, and two of them share a complex transform. */
  const pairs = Array.from({ length: Math.ceil((laws.length * m) / 2) }, (_, p) =>
    [2 * p, 2 * p + 1]
      .filter((item) => item < laws.length * m)
      .map((item) => [Math.floor(item / m), item % m] as const),
  );
  const [re, im] = [new Float64Array(size), new Float64Array(size)];
  /** Spectrum of a field on a plane from white spectra: sum over planes of root times noise. */
  const colour = ({ re: a, im: b }: PlaneSpectrum, field: number, i: number, out: PlaneSpectrum): void => {
    const { roots } = laws[field];
    out.re.fill(0);
    out.im.fill(0);
    for (let j = 0; j <= i; j++) {
      const from = (field * m + j) * size;
      for (let k = 0; k < size; k++) {
        const root = roots[modes[k] * m * m + i * m + j];
        out.re[k] += root * a[from + k];
        out.im[k] += root * b[from + k];
      }
    }
  };
  const parts = [0, 1].map(() => ({ re: new Float64Array(size), im: new Float64Array(size) }));
  return {
    /** Transforms of real noise - shape [field, plane, ny, nx]. */
    toSpectra(noise: Float64Array): PlaneSpectrum {
      const out = { re: noise, im: new Float64Array(noise.length) };
      for (let from = 0; from < noise.length; from += size) {
        fft(plane, out.re.subarray(from, from + size), out.im.subarray(from, from + size), 'forward');
      }
      return out;
    },
    evaluate(at: PlaneSpectrum, nu: number) {
      for (const pair of pairs) {
        pair.forEach(([field, i], p) => {
          colour(at, field, i, parts[p]);
        });
        const [a, b] = parts;
        for (let k = 0; k < size; k++) {
          re[k] = pair.length > 1 ? a.re[k] - b.im[k] : a.re[k];
          im[k] = pair.length > 1 ? a.im[k] + b.re[k] : a.im[k];
        }
        fft(plane, re, im, 'inverse');
        pair.forEach(([field, i], p) => {
          const values = p === 0 ? re : im;
          visit(i, (pixel, place) => {
            fields[field][pixel] = values[place];
          });
        });
      }
      fillLatents(bound, scalars, fields, latents);
      addLatentTerms(later, scalars, latents);
      const energy = phaseEnergy(latents, cells, sets, hardness * nu, gradients) / hardness;
      for (const own of gradients) for (let i = 0; i < voxels; i++) own[i] /= hardness;
      const drawn = truncate(latents, cells);
      let right = 0;
      for (let i = 0; i < voxels; i++) if (drawn[i] === sets[i]) right++;
      const unused = new Float64Array(scalars.length);
      latentTermsAdjoint(later, scalars, latents, gradients, unused);
      latentsAdjoint(bound, scalars, fields, gradients, slopes, unused);
      const gradient = { re: new Float64Array(at.re.length), im: new Float64Array(at.re.length) };
      for (const pair of pairs) {
        re.fill(0);
        im.fill(0);
        pair.forEach(([field, i], p) => {
          const to = p === 0 ? re : im;
          visit(i, (pixel, place) => {
            to[place] = slopes[field][pixel];
          });
        });
        fft(plane, re, im, 'forward');
        pair.forEach(([field, i], p) => {
          const { roots } = laws[field];
          for (let j = 0; j <= i; j++) {
            const to = (field * m + j) * size;
            for (let k = 0; k < size; k++) {
              // Parts of the transforms of two real arrays, taken from that of one plus i times the other.
              const o = partners[k];
              const [sum, difference] = p === 0 ? [re[k] + re[o], im[k] - im[o]] : [im[k] + im[o], re[o] - re[k]];
              const root = 0.5 * roots[modes[k] * m * m + i * m + j];
              gradient.re[to + k] += root * sum;
              gradient.im[to + k] += root * difference;
            }
          }
        });
      }
      const stiffness = slopes.map((own) => own.reduce((sum, v) => sum + v * v, 0) / knownPixels);
      return { energy, gradient, agreement: right / knownPixels, stiffness };
    },
    /**
     * Angle of every mode's motion in a unit of time - shape [field, plane, ny, nx]: 1 over the root of its mass, which
     * is its precision given the phases, were these measurements of the field at every pixel.
     * @param stiffness - precision of such a measurement: by Fisher's identity the mean square slope - [field].
     */
    paces(stiffness: readonly number[]): Float64Array {
      const out = new Float64Array(laws.length * m * size);
      laws.forEach(({ roots }, field) => {
        for (let j = 0; j < m; j++) {
          for (let k = 0; k < size; k++) {
            let variance = 0;
            for (let i = j; i < m; i++) variance += roots[modes[k] * m * m + i * m + j] ** 2;
            out[(field * m + j) * size + k] = 1 / Math.sqrt(1 + stiffness[field] * variance);
          }
        }
      });
      return out;
    },
    spectra: (at: PlaneSpectrum): PlaneSpectrum[][] =>
      laws.map((_, field) =>
        planes.map((__, i) => {
          const out = { re: new Float64Array(size), im: new Float64Array(size) };
          colour(at, field, i, out);
          // As the synthesis keeps them: transforms divided by the number of pixels.
          for (let k = 0; k < size; k++) {
            out.re[k] /= size;
            out.im[k] /= size;
          }
          return out;
        }),
      ),
  };
}
