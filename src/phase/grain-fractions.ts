import type { Depths, WordStore } from '../grain/index.ts';
import { drawGrains, grainDepths, largestRadius } from '../grain/index.ts';
import { type Key, keyOf, normals, purposes } from '../random/index.ts';
import { addDepths, type BoundGrains, bindGrains, bubbleKey } from './grains.ts';
import { addLatentTerms, bindLatentTerms } from './latent-terms.ts';
import { bindLatents, fillLatents } from './latents.ts';
import { type ModelRecord, phaseCount, phasesOfCells } from './record.ts';
import { productOf } from './terms/index.ts';
import { truncate } from './truncation.ts';

/** Volume fractions of a record with grains, of Xi_1, Xi_2, ... - [phase]. */
export interface GrainFractions {
  /** @param scalars - values - shape [scalar]. */
  readonly volumeFractions: (scalars: Float64Array) => Float64Array;
  /** Scalars that give volume fractions, all else as it is, as far as that is possible. */
  readonly place: (scalars: Float64Array, wanted: ArrayLike<number>) => Float64Array;
}

/** Edge of the torus of grains, in median radii of grains that hardly differ, and places along it where is looked. */
const [edgeInRadii, places] = [18, 22];
/** Volume fractions are met within this. */
const enough = 1e-3;
/** Least first step of a search, and most steps between two places. */
const [leastStep, mostSteps] = [0.3, 10];
/** About what a step of one changes of a volume fraction, of a density's logarithm as of a threshold. */
const usualSlope = 0.15;
/** Deviation of depths in bubbles, in their median radius. */
const deviationOfBubbles = 0.25;
/** Depths that are kept, at least those of all toruses twice: searches from one model begin at the same densities. */
const mostKept = 24;
/** Thresholds are searched so far from where they are, in deviations of their fields. */
const farthest = 8;

/**
 * What sets the volume fraction of each phase but the last: the density of the grains, where it is theirs; else the
 * thresholds of all latents whose cells belong to it - [phase] of positions of scalars.
 */
export function fractionScalars(record: ModelRecord): number[][] {
  const cells = phasesOfCells(record);
  const position = (wanted: string): number => record.scalars.findIndex(({ name }) => name === wanted);
  return Array.from({ length: phaseCount(record) - 1 }, (_, phase) => {
    const own = record.latents.filter((_latent, l) => cells[l] === phase).map(({ threshold }) => threshold);
    const { grains } = record;
    return grains && own.includes(grains.surface) ? [position(grains.density)] : own.map(position);
  });
}

/**
 * The root of a falling function between two places, by the Illinois rule from a bracket around `start`; the nearer end
 * where there is none.
 */
function rootOf(f: (x: number) => number, start: number, low: number, high: number): number {
  let [a, fa] = [start, f(start)];
  if (Math.abs(fa) <= enough) return a;
  const way = Math.sign(fa);
  let [b, fb] = [a, fa];
  const end = way > 0 ? high : low;
  for (let step = Math.max(leastStep, Math.abs(fa) / usualSlope); fb * way > 0; step *= 2) {
    if (b === end) return b;
    [a, fa] = [b, fb];
    // Dense grains take longest: what is left behind a step is not worth one of its own.
    b = Math.abs(end - b) < 2 * step ? end : b + way * step;
    fb = f(b);
  }
  let [best, least] = Math.abs(fa) < Math.abs(fb) ? [a, Math.abs(fa)] : [b, Math.abs(fb)];
  for (let step = 0, side = 0; step < mostSteps && least > enough; step++) {
    const x = (a * fb - b * fa) / (fb - fa);
    const fx = f(x);
    if (Math.abs(fx) < least) [best, least] = [x, Math.abs(fx)];
    // The end that stays twice counts half.
    if (fx * fa > 0) {
      [a, fa] = [x, fx];
      if (side === 1) fb /= 2;
      side = 1;
    } else {
      [b, fb] = [x, fx];
      if (side === -1) fa /= 2;
      side = -1;
    }
  }
  return best;
}

/**
 * Volume fractions of grains by simulation: a volume fraction depends on what is at one place alone, which is the
 * depth in the grains and independent normal numbers for the fields. Grains are drawn on toruses of some hundred of
 * them, always the same, and looked at on a lattice. They have no closed form.
 *
 * The standard error is that of so many grains: about 0.01 for the volume fraction of dense ones on one torus, and
 * less by the square root of their number on several.
 * @param toruses - their number: time and memory are proportional to it.
 */
export function createGrainFractions(record: ModelRecord, toruses = 1): GrainFractions {
  const cells = phasesOfCells(record);
  const phases = phaseCount(record);
  const count = places ** 3;
  const bound = bindLatents(record);
  const later = bindLatentTerms(record);
  const each = Array.from({ length: toruses }, (_, torus) => ({
    torus,
    key: keyOf(torus, purposes.grains),
    fields: record.fields.map((_field, field) => normals(count, keyOf(torus, purposes.noise), field)),
    stores: [{}, {}] as readonly WordStore[],
  }));
  const latents = record.latents.map(() => new Float64Array(count));
  const drawn = new Map<string, Depths>();

  /** Depths at the places, voxels: all lengths are drawn in units of the distance between places. */
  const depthsOf = (
    { process, reach, bubbles }: BoundGrains,
    { torus, key, stores }: (typeof each)[number],
  ): Depths => {
    const own = JSON.stringify([torus, process, reach, bubbles?.process, bubbles?.reach]);
    const before = drawn.get(own);
    if (before) return before;
    const edge = Math.max(edgeInRadii * process.radius * Math.exp(2 * process.spread ** 2), 4 * largestRadius(process));
    const unit = edge / places;
    const periods = [places, places, places] as const;
    const window = { origin: [0, 0, 0], shape: periods, layer: 1, periods } as const;
    const drawnWith = (population: Pick<BoundGrains, 'process' | 'reach'>, with_: Key, store: WordStore): Depths => {
      const scaled = { ...population.process, radius: population.process.radius / unit };
      const grains = drawGrains(scaled, { low: [0, 0, 0], high: periods, periods }, 0, with_, store);
      const depths = grainDepths(grains, window, { process: scaled, reach: population.reach / unit });
      for (const values of [depths.first, depths.second]) {
        for (let i = 0; i < count; i++) values[i] *= unit;
      }
      return depths;
    };
    const ofGrains = drawnWith({ process, reach }, key, stores[0]);
    const depths = bubbles ? { ...ofGrains, bubbles: drawnWith(bubbles, bubbleKey(key), stores[1]) } : ofGrains;
    if (drawn.size >= Math.max(mostKept, 2 * toruses)) drawn.delete(drawn.keys().next().value!);
    drawn.set(own, depths);
    return depths;
  };

  const volumeFractions = (scalars: Float64Array): Float64Array => {
    const grains = bindGrains(record, scalars);
    const out = new Float64Array(phases);
    for (const own of each) {
      fillLatents(bound, scalars, own.fields, latents);
      if (grains) addDepths(grains, depthsOf(grains, own), latents);
      addLatentTerms(later, scalars, latents);
      for (const phase of truncate(latents, cells)) out[phase] += 1 / (count * toruses);
    }
    return out;
  };

  const place = (scalars: Float64Array, wanted: ArrayLike<number>): Float64Array => {
    let own: Float64Array = scalars.slice();
    const moves = fractionScalars(record);
    /** Sets one phase by moving its scalars to what `moved` makes of a number between two ends. */
    const solve = (
      phase: number,
      moved: (x: number) => Float64Array,
      [start, low, high]: readonly [number, number, number],
    ): void => {
      own = moved(rootOf((x) => volumeFractions(moved(x))[phase] - wanted[phase], start, low, high));
    };
    const with_ = (positions: readonly number[], value: (position: number, i: number) => number): Float64Array => {
      const out = own.slice();
      positions.forEach((position, i) => {
        out[position] = value(position, i);
      });
      return out;
    };
    // Grains first: what is around them follows their surfaces.
    const density = record.grains ? record.scalars.findIndex(({ name }) => name === record.grains!.density) : -1;
    for (const [phase, positions] of moves.entries()) {
      if (positions[0] !== density) continue;
      const { transform, start } = record.scalars[density];
      const ends = transform.kind === 'interval' ? [transform.lower, transform.upper] : [start / 100, start * 100];
      const [low, high] = ends.map(Math.log);
      const from = -Math.log(own[density]);
      solve(phase, (x) => with_(positions, () => Math.exp(-x)), [from, Math.min(from, -high), Math.max(from, -low)]);
    }
    for (const [phase, positions] of moves.entries()) {
      if (positions[0] === density) continue;
      // All of them by the same number of deviations of what their fields contribute; bubbles differ by their size.
      const deviations = positions.map((position) => {
        const l = bound.thresholds.indexOf(position);
        const fields = Math.sqrt(bound.terms[l].reduce((sum, term) => sum + productOf(term.scalars, own) ** 2, 0));
        const bubbles = bindGrains(record, own)?.bubbles?.process.radius ?? 0;
        const isOfBubbles = record.latents[l].terms.some(({ kind }) => kind === 'bubble');
        return Math.max(fields, isOfBubbles ? deviationOfBubbles * bubbles : 0) || 1;
      });
      const before = own;
      solve(phase, (x) => with_(positions, (position, i) => before[position] + x * deviations[i]), [
        0,
        -farthest,
        farthest,
      ]);
    }
    return own;
  };
  return { volumeFractions, place };
}
