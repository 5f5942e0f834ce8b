import type { PlaneSpectrum } from '../field/index.ts';
import type { BoundLatents } from './latents.ts';
import { LatentsInMotion } from './section-motion.ts';
import { SectionTiles } from './section-tiles.ts';
import type { SectionWork } from './section-work.ts';

/** Fields of a tile may be changed by bounces elsewhere by as much, before its pixels are looked at again. */
const tolerance = 0.5;
/** Values of latents below this are 0: rounding. */
const rounding = 1e-12;
/** Tiles whose earliest angles are kept together. */
const group = 64;
/** How many pixels are wanted to be near their walls: their times are kept exactly. */
const [fewest, most] = [3, 8];

/** A pixel near a wall: the angle at which it comes there, or at which it has to be looked at again (latent -1). */
interface Near {
  readonly place: number;
  angle: number;
  latent: number;
}

/**
 * Motion of white noise between hard walls. A pixel of the sections that has its phase keeps it: noise and velocity
 * rotate freely, which keeps the normal law, until a latent would take the pixel into another phase; there the velocity
 * is reflected at the wall. So the law of the noise given the phases of the pixels is kept exactly, without a step
 * length, and no move is rejected. A pixel that does not have its phase yet moves freely until it has it.
 *
 * A reflection changes velocities by a multiple of the covariances with its pixel, so that fields on the sections are
 * enough; the noise of the whole plane follows at the end. Walls are found by bounds: a latent whose second derivative
 * is bounded cannot reach 0 before a known angle.
 * @source pakman2014; docs/design/conditional.md
 */
export class SectionWalls {
  /** How often the velocity was reflected. */
  bounces = 0;
  readonly #work: SectionWork;
  readonly #tiles: SectionTiles;
  readonly #motion: LatentsInMotion;
  /** Excursion sets in the order of tiles, 255 where not known, and cells of pixels now. */
  readonly #sets: Uint8Array;
  readonly #cells: Uint8Array;
  /** Until which angle a pixel cannot reach a wall; a tile's earliest, and its pixel. */
  readonly #due: Float64Array;
  readonly #first: Float64Array;
  readonly #firstPlace: Int32Array;
  /** The earliest of groups of tiles. */
  readonly #earliest: Float64Array;
  /** How much fields of a tile were changed since it was looked at. */
  readonly #changed: Float64Array;
  /** What bounces added to white noise, in pixels of the sections: at angle 0 and a quarter turn later - [field]. */
  readonly #pushes: readonly [readonly Float64Array[], readonly Float64Array[]];
  #near: Near[] = [];
  /** Pixels that reach a wall within this angle, at the earliest, are near. */
  #horizon = 0.01;

  /** @param scalars - of the model. */
  constructor(work: SectionWork, bound: BoundLatents, scalars: Float64Array) {
    const count = work.sets.length;
    this.#work = work;
    this.#tiles = new SectionTiles(work);
    this.#motion = new LatentsInMotion(bound, scalars, work.fields.length, count);
    this.#sets = Uint8Array.from(this.#tiles.pixels, (pixel) => work.sets[pixel]);
    this.#cells = new Uint8Array(count);
    this.#due = new Float64Array(count);
    const tiles = this.#tiles.starts.length - 1;
    [this.#first, this.#firstPlace, this.#changed] = [
      new Float64Array(tiles),
      new Int32Array(tiles),
      new Float64Array(tiles),
    ];
    this.#earliest = new Float64Array(Math.ceil(tiles / group));
    const make = (): Float64Array[] => work.fields.map(() => new Float64Array(count));
    this.#pushes = [make(), make()];
  }

  /** Moves white spectra and velocities along a rotation by an angle, with bounces; changes both. */
  move(place: PlaneSpectrum, velocity: PlaneSpectrum, angle: number): void {
    this.#begin(place, velocity);
    let now = 0;
    for (;;) {
      const tile = this.#nextTile();
      let nearest = -1;
      let next = this.#first[tile];
      for (let k = 0; k < this.#near.length; k++) {
        if (this.#near[k].angle < next) {
          next = this.#near[k].angle;
          nearest = k;
        }
      }
      if (next >= angle) break;
      now = Math.max(now, next);
      if (nearest < 0) {
        this.#look(this.#firstPlace[tile], now);
        this.#findFirst(tile);
      } else {
        const { place: own, latent } = this.#near[nearest];
        if (latent >= 0) this.#reach(own, latent, now);
        else this.#lookAgain(nearest, now);
      }
    }
    this.#end(place, velocity, angle);
  }

  /** Share of the known pixels that have their phase. */
  agreement(): number {
    let [right, known] = [0, 0];
    for (let i = 0; i < this.#sets.length; i++) {
      if (this.#sets[i] === 255) continue;
      known++;
      if (this.#isRight(i)) right++;
    }
    return right / known;
  }

  #isRight(place: number): boolean {
    return this.#work.cells[this.#cells[place]] === this.#sets[place];
  }

  #begin(place: PlaneSpectrum, velocity: PlaneSpectrum): void {
    const { fields } = this.#work;
    const { pixels } = this.#tiles;
    for (const [from, to] of [
      [place, this.#motion.a],
      [velocity, this.#motion.b],
    ] as const) {
      this.#work.fillFields(from, fields);
      fields.forEach((field, f) => {
        for (let i = 0; i < pixels.length; i++) to[f][i] = field[pixels[i]];
      });
    }
    for (const own of this.#pushes.flat()) own.fill(0);
    this.#motion.fill(0, 0, pixels.length, tolerance);
    const { values } = this.#motion;
    for (let i = 0; i < pixels.length; i++) {
      let cell = 0;
      while (cell < values.length && values[cell][i] < 0) cell++;
      this.#cells[i] = cell;
    }
    this.#near = [];
    for (let tile = 0; tile < this.#first.length; tile++) this.#lookAt(tile, 0);
  }

  #end(place: PlaneSpectrum, velocity: PlaneSpectrum, angle: number): void {
    const { pixels } = this.#tiles;
    const [atZero, later] = this.#pushes.map((own) =>
      this.#work.adjoint(
        own.map((push) => {
          const out = new Float64Array(push.length);
          for (let i = 0; i < push.length; i++) out[pixels[i]] = push[i];
          return out;
        }),
      ),
    );
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    for (const part of ['re', 'im'] as const) {
      const [x, v, p, q] = [place[part], velocity[part], atZero[part], later[part]];
      for (let i = 0; i < x.length; i++) {
        const [a, b] = [x[i] + p[i], v[i] + q[i]];
        x[i] = c * a + s * b;
        v[i] = c * b - s * a;
      }
    }
  }

  /** Looks at all pixels of a tile. */
  #lookAt(tile: number, now: number): void {
    const [from, to] = [this.#tiles.starts[tile], this.#tiles.starts[tile + 1]];
    this.#changed[tile] = 0;
    this.#near = this.#near.filter(({ place }) => place < from || place >= to);
    this.#motion.fill(now, from, to, tolerance);
    for (let i = from; i < to; i++) this.#judge(i, now);
    this.#findFirst(tile);
  }

  /** Looks at one pixel. */
  #look(place: number, now: number): void {
    this.#motion.fill(now, place, place + 1, tolerance);
    this.#judge(place, now);
  }

  /** Looks again at a pixel that was near. */
  #lookAgain(index: number, now: number): void {
    const [{ place }] = this.#near.splice(index, 1);
    this.#look(place, now);
    const tile = this.#tiles.tiles[place];
    if (this.#due[place] < this.#first[tile]) this.#setFirst(tile, place);
  }

  #findFirst(tile: number): void {
    let first = this.#tiles.starts[tile];
    const to = this.#tiles.starts[tile + 1];
    for (let i = first + 1; i < to; i++) if (this.#due[i] < this.#due[first]) first = i;
    this.#setFirst(tile, first);
  }

  #setFirst(tile: number, place: number): void {
    this.#first[tile] = this.#due[place];
    this.#firstPlace[tile] = place;
    const own = Math.floor(tile / group);
    let earliest = Infinity;
    for (let t = own * group; t < Math.min(this.#first.length, (own + 1) * group); t++) {
      if (this.#first[t] < earliest) earliest = this.#first[t];
    }
    this.#earliest[own] = earliest;
  }

  /** The tile that has to be looked at first. */
  #nextTile(): number {
    let own = 0;
    for (let g = 1; g < this.#earliest.length; g++) if (this.#earliest[g] < this.#earliest[own]) own = g;
    let tile = own * group;
    for (let t = tile + 1; t < Math.min(this.#first.length, (own + 1) * group); t++) {
      if (this.#first[t] < this.#first[tile]) tile = t;
    }
    return tile;
  }

  /** Decides of a pixel whose latents are filled whether it is near a wall, and until when it need not be looked at. */
  #judge(place: number, now: number): void {
    this.#due[place] = Infinity;
    if (this.#sets[place] === 255) return;
    const safe = this.#safe(place, tolerance);
    if (safe >= this.#horizon) {
      this.#due[place] = now + safe;
      return;
    }
    const near: Near = { place, angle: 0, latent: -1 };
    this.#time(near, now);
    this.#near.push(near);
    if (this.#near.length > most) this.#horizon *= 0.95;
    else if (this.#near.length < fewest) this.#horizon *= 1.05;
  }

  /**
   * An angle within which a pixel whose latents are filled stays in its cell: value + rate t - (bend / 2) t^2 - (slope
   * slack) t is above 0. @param slack - fields are changed by this times the angle at most.
   */
  #safe(place: number, slack: number): number {
    const { values, rates, bends, slopes } = this.#motion;
    const cell = this.#cells[place];
    let least = Infinity;
    for (let l = 0; l <= cell && l < values.length; l++) {
      // Latents before the cell's are below 0, its own is above.
      const sign = l === cell ? 1 : -1;
      const value = Math.max(0, sign * values[l][place]);
      const rate = sign * rates[l][place] - slack * slopes[l][place];
      const bend = bends[l][place];
      const root = Math.sqrt(rate * rate + 2 * bend * value);
      least = Math.min(least, rate < 0 ? (2 * value) / (root - rate) : (rate + root) / bend);
    }
    return least;
  }

  /** When a pixel whose latents are filled reaches a wall, if no bounce comes before. */
  #time(near: Near, now: number): void {
    const { values, rates } = this.#motion;
    const { place } = near;
    const cell = this.#cells[place];
    const until = now + 4 * this.#horizon;
    near.latent = -1;
    near.angle = now;
    for (;;) {
      for (let l = 0; l <= cell && l < values.length; l++) {
        const sign = l === cell ? 1 : -1;
        if (sign * values[l][place] < rounding && sign * rates[l][place] < 0) {
          near.latent = l;
          return;
        }
      }
      // A latent that leaves its wall has a value of 0, up to rounding.
      near.angle += Math.max(1e-9, this.#safe(place, 0));
      if (near.angle >= until) {
        near.angle = until;
        return;
      }
      this.#motion.fill(near.angle, place, place + 1, tolerance);
    }
  }

  /** A pixel reaches a wall: it changes its cell within its phase, or the motion bounces. */
  #reach(place: number, latent: number, now: number): void {
    const { values, rates } = this.#motion;
    this.#motion.fill(now, place, place + 1, tolerance);
    let next = latent;
    if (latent === this.#cells[place]) {
      next++;
      while (next < values.length && values[next][place] < 0) next++;
    }
    const index = this.#near.findIndex((near) => near.place === place);
    const { cells } = this.#work;
    if (!this.#isRight(place) || cells[next] === this.#sets[place]) {
      this.#cells[place] = next;
      this.#lookAgain(index, now);
      return;
    }
    this.bounces++;
    const slopes = this.#motion.slopesOf(latent, place);
    const norm = slopes.reduce((sum, slope, f) => sum + slope * slope * this.#tiles.variance(f), 0);
    const by = (2 * rates[latent][place]) / norm;
    slopes.forEach((slope, f) => {
      if (slope === 0) return;
      // A change of velocity now, as changes at angle 0 and a quarter turn later.
      const [p, q] = [by * slope * Math.sin(now), -by * slope * Math.cos(now)];
      this.#pushes[0][f][place] += p;
      this.#pushes[1][f][place] += q;
      this.#tiles.add(f, place, [p, q], [this.#motion.a[f], this.#motion.b[f]], this.#changed);
    });
    for (let tile = 0; tile < this.#changed.length; tile++)
      if (this.#changed[tile] > tolerance) this.#lookAt(tile, now);
    for (let k = this.#near.length - 1; k >= 0; k--) this.#lookAgain(k, now);
  }
}
