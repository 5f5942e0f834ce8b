import type { PlaneLaw, PlaneSpectrum } from '../field/index.ts';
import { type Key, normals, uniforms } from '../random/index.ts';
import { bindLatentTerms } from './latent-terms.ts';
import { bindLatents } from './latents.ts';
import type { ExcursionModel } from './model.ts';
import { ModeMasses } from './section-masses.ts';
import { SectionWalls } from './section-walls.ts';
import { type KnownSections, SectionWork } from './section-work.ts';

/** Fields on sections, drawn given the phases there. */
export interface SectionFields {
  /** [field] of [section]. */
  readonly spectra: readonly (readonly PlaneSpectrum[])[];
  /** Share of the known pixels that have their phase. */
  readonly agreement: number;
  /** Evaluations of the smoothed likelihood. */
  readonly evaluations: number;
  /** Reflections at hard cuts. */
  readonly bounces: number;
}

/** How the sampling goes. */
export interface SectionSampling {
  /** First and last steepness of the smoothed likelihood, per unit of a latent, and factor between levels. */
  readonly first: number;
  readonly last: number;
  readonly factor: number;
  /** Moves at each level. */
  readonly moves: number;
  /** Share of the pixels that must have their phase before cuts are hard; levels are added until it is met. */
  readonly approach: number;
  /** Moves between hard cuts. */
  readonly bouncing: number;
  /** Share of the pixels that must have their phase at the end. */
  readonly agreement: number;
}

/** Usual sampling. */
export const usualSampling: SectionSampling = {
  ...{ first: 1, last: 25, factor: 1.6, moves: 2, approach: 0.96 },
  ...{ bouncing: 16, agreement: 0.997 },
};

/** Most steps of a move, and the steepest likelihood. */
const [mostSteps, steepest] = [256, 1e4];
/** Acceptance that step lengths are adapted to. */
const wantedAcceptance = 0.8;

/**
 * Draws the Gaussian fields on sections given the phases there. White noise on the planes makes the fields. Hamiltonian
 * Monte Carlo with a smoothed likelihood, which is made steeper level by level, brings it near to noise that makes the
 * phases. From there it moves between hard cuts, which keeps the law given the phases exactly.
 * @param laws - of the fields on the planes - [field].
 * @source duane1987 for Hamiltonian Monte Carlo; beskos2011 for its form on Gaussian fields; pakman2014 for hard cuts;
 * docs/design/conditional.md
 */
export function sampleSections(
  model: ExcursionModel,
  laws: readonly PlaneLaw[],
  known: KnownSections,
  { key, stream, sampling = usualSampling }: { key: Key; stream: number; sampling?: SectionSampling },
): SectionFields {
  const work = new SectionWork(model, laws, known);
  let draws = 0;
  const white = (): PlaneSpectrum => work.toSpectra(normals(work.size, key, stream + draws++));
  const uniform = (): number => uniforms(1, key, stream + draws++)[0];
  const state = white();
  // Of terms of earlier latents no bounds are known: their cuts stay smooth, and become as steep as pixels need.
  const walls =
    bindLatentTerms(model.record).length === 0
      ? new SectionWalls(work, bindLatents(model.record), model.values.subarray(0, model.record.scalars.length))
      : undefined;
  let soft = walls ? sampling : { ...sampling, last: 128, approach: sampling.agreement };
  let evaluations = 0;
  for (;;) {
    const near = approach(work, state, { white, uniform, sampling: soft });
    evaluations += near.evaluations;
    for (let move = 0; move < sampling.bouncing; move++) walls?.move(state, white(), Math.PI / 2);
    const agreement = walls?.agreement() ?? near.agreement;
    if (agreement >= sampling.agreement || soft.approach >= sampling.agreement) {
      return { spectra: work.spectra(state), agreement, evaluations, bounces: walls?.bounces ?? 0 };
    }
    // Pixels that stay on the wrong side are brought to the right one by steeper levels.
    soft = { ...soft, first: soft.last, approach: sampling.agreement };
  }
}

/** Moves white spectra to where most pixels have their phase. */
function approach(
  work: SectionWork,
  state: PlaneSpectrum,
  { white, uniform, sampling }: { white: () => PlaneSpectrum; uniform: () => number; sampling: SectionSampling },
): Pick<SectionFields, 'agreement' | 'evaluations'> {
  const energyOf = ({ re, im }: PlaneSpectrum): number => {
    let sum = 0;
    for (let i = 0; i < re.length; i++) sum += re[i] * re[i] + im[i] * im[i];
    return (0.5 * sum) / work.pixels;
  };
  let [evaluations, step, nu] = [0, 0.3, sampling.first];
  for (;;) {
    // Masses are taken at the beginning of a level and kept through it, so that moves can be reversed.
    const masses = new ModeMasses(work, work.likelihood(state, nu).slopes);
    const evaluate = (at: PlaneSpectrum) => {
      evaluations++;
      const { energy, slopes, agreement } = work.likelihood(at, nu);
      return { energy, agreement, force: masses.force(slopes) };
    };
    let here = evaluate(state);
    for (let move = 0; move < sampling.moves; move++) {
      const velocity = white();
      const place = { re: state.re.slice(), im: state.im.slice() };
      const steps = Math.min(mostSteps, Math.ceil(((0.6 + 0.4 * uniform()) * masses.angle) / step));
      const start = here.energy + energyOf(place) + energyOf(velocity);
      let there = here;
      const kick = (share: number): void => {
        for (let i = 0; i < velocity.re.length; i++) {
          velocity.re[i] -= share * there.force.re[i];
          velocity.im[i] -= share * there.force.im[i];
        }
      };
      kick(step / 2);
      for (let n = 0; n < steps; n++) {
        masses.turn(place, velocity, step);
        there = evaluate(place);
        kick(n === steps - 1 ? step / 2 : step);
      }
      const change = start - (there.energy + energyOf(place) + energyOf(velocity));
      const chance = Number.isFinite(change) ? Math.min(1, Math.exp(change)) : 0;
      if (uniform() < chance) {
        state.re.set(place.re);
        state.im.set(place.im);
        here = there;
      }
      step = Math.min(0.5, step * Math.exp(0.6 * (chance - wantedAcceptance)));
    }
    if (nu >= sampling.last && (here.agreement >= sampling.approach || nu >= steepest)) {
      return { evaluations, agreement: here.agreement };
    }
    nu = Math.min(steepest, nu * sampling.factor);
    step /= sampling.factor ** 0.3;
  }
}
