import type { PlaneSpectrum } from '../field/index.ts';
import type { SectionWork } from './section-work.ts';

/**
 * A mass for each mode: its precision given the phases, were these measurements of the field at every pixel. By
 * Fisher's identity the precision of such a measurement is the mean square slope of the likelihood. Velocities are in
 * units of the roots of the masses, so that heavy modes turn slowly.
 */
export class ModeMasses {
  /** Angle that a move turns at most. */
  readonly angle = 3 * Math.PI;
  readonly #work: SectionWork;
  readonly #paces: Float64Array;
  #turned = Number.NaN;
  #cosines = new Float64Array();
  #sines = new Float64Array();

  /** @param slopes - of the energy - [field] of shape [section, ny, nx]. */
  constructor(work: SectionWork, slopes: readonly Float64Array[]) {
    this.#work = work;
    const known = work.sets.reduce((sum, set) => sum + Number(set !== 255), 0);
    this.#paces = work.variances();
    const each = this.#paces.length / slopes.length;
    slopes.forEach((own, field) => {
      const precision = own.reduce((sum, v) => sum + v * v, 0) / known;
      for (let i = field * each; i < (field + 1) * each; i++) {
        this.#paces[i] = 1 / Math.sqrt(1 + precision * this.#paces[i]);
      }
    });
  }

  /**
   * Change of velocities a unit of time.
   * @param slopes - of the energy - [field] of shape [section, ny, nx].
   */
  force(slopes: readonly Float64Array[]): PlaneSpectrum {
    const out = this.#work.adjoint(slopes);
    for (const part of [out.re, out.im]) for (let i = 0; i < part.length; i++) part[i] *= this.#paces[i];
    return out;
  }

  /** The free motion over a time: it keeps a normal law exactly. */
  turn(place: PlaneSpectrum, velocity: PlaneSpectrum, by: number): void {
    if (by !== this.#turned) {
      this.#turned = by;
      this.#cosines = this.#paces.map((own) => Math.cos(by * own));
      this.#sines = this.#paces.map((own) => Math.sin(by * own));
    }
    const [c, s] = [this.#cosines, this.#sines];
    for (const part of ['re', 'im'] as const) {
      const [x, v] = [place[part], velocity[part]];
      for (let i = 0; i < x.length; i++) {
        const moved = c[i] * x[i] + s[i] * v[i];
        v[i] = c[i] * v[i] - s[i] * x[i];
        x[i] = moved;
      }
    }
  }
}
