import type { PlaneLaw, PlaneSpectrum } from '../field/index.ts';
import { type Key, normals, uniforms } from '../random/index.ts';
import type { ExcursionModel } from './model.ts';
import { InterfaceLaw } from './section-interfaces.ts';
import { ModeMasses } from './section-masses.ts';
import { type KnownSections, SectionWork } from './section-work.ts';

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

/** Most steps of a move, and the steepest likelihood. */
const [mostSteps, steepest] = [256, 1e4];
/** With a mass for each mode, interfaces settle from the last level on by more moves that are shorter. */
const settling = 6;
/** Acceptance that step lengths are adapted to. */
const wantedAcceptance = 0.8;

/**
 * Draws the Gaussian fields on sections given the phases there. White noise on the planes makes the fields; it is
 * moved by Hamiltonian Monte Carlo. The phases are imposed by a likelihood that is made steeper level by level. One
 * latent that is a sum of fields has neutral cuts and the masses of the interfaces, others have a mass for each mode.
 * @param laws - of the fields on the planes - [field].
 * @source duane1987 for Hamiltonian Monte Carlo; beskos2011 for its form on Gaussian fields; docs/design/conditional.md
 */
export function sampleSections(
  model: ExcursionModel,
  laws: readonly PlaneLaw[],
  known: KnownSections,
  { key, stream, sampling = usualSampling }: { key: Key; stream: number; sampling?: SectionSampling },
): SectionFields {
  const work = new SectionWork(model, laws, known);
  const pixels = laws[0].torus[1] * laws[0].torus[2];
  let draws = 0;
  const white = (): PlaneSpectrum => work.toSpectra(normals(work.size, key, stream + draws++));
  const uniformOf = (): number => uniforms(1, key, stream + draws++)[0];
  const norm = ({ re, im }: PlaneSpectrum): number => {
    let sum = 0;
    for (let i = 0; i < re.length; i++) sum += re[i] * re[i] + im[i] * im[i];
    return (0.5 * sum) / pixels;
  };
  const state = white();
  work.fill(state);
  const levelSet = work.isLevelSet();
  let [evaluations, step, nu] = [0, 0.3, sampling.first];
  for (;;) {
    // Masses are taken at the beginning of a level and kept through it, so that moves can be reversed.
    const masses = levelSet
      ? new InterfaceLaw(work, state, nu)
      : new ModeMasses(work, work.likelihood(state, nu, levelSet).slopes);
    const parts = !levelSet && nu >= sampling.last ? settling : 1;
    const moves = parts * sampling.moves;
    const evaluate = (at: PlaneSpectrum) => {
      evaluations++;
      const { energy, slopes, agreement } = work.likelihood(at, nu, levelSet);
      return { energy, agreement, force: masses.force(slopes) };
    };
    let here = evaluate(state);
    let accepted = 0;
    for (let move = 0; move < moves; move++) {
      const velocity = white();
      if (masses.drawn > 0) masses.toVelocity(velocity, normals(masses.drawn, key, stream + draws++));
      const place = { re: state.re.slice(), im: state.im.slice() };
      const steps = Math.max(
        1,
        Math.min(mostSteps, Math.ceil(((0.6 + 0.4 * uniformOf()) * masses.angle) / parts / step)),
      );
      const kinetic = (): number => norm(velocity) + masses.kinetic(velocity);
      const start = here.energy + norm(place) + kinetic();
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
      const change = start - (there.energy + norm(place) + kinetic());
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
    step /= sampling.factor ** (levelSet ? 0.7 : 0.3);
  }
}
