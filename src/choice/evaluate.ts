import type { Settings } from '../calibrate/index.ts';
import { distancesBetween, meanOf as lengthOf } from '../compare/index.ts';
import {
  chordSurvival,
  type Description,
  type Descriptor,
  describe,
  descriptors,
  numberOf,
  type Survival,
  valueIn,
} from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap, Triple } from '../grid/index.ts';
import { type ExcursionModel, type PresetName, parametersOf, realise } from '../phase/index.ts';
import { firstRealisations } from '../random/index.ts';
import { type DiscriminantTest, discriminantTest, type LookDistance, lookDistance } from '../realism/index.ts';
import type { BlockDistances, ClassEvaluation, HeldOutValue } from './choice.ts';
import { blockShape, cutIntoBlocks, type Division } from './held-out.ts';

/** Share by which volume fractions and surface areas may be off beyond what the data themselves are. */
const tolerance = 0.02;
/**
 * Realisations of a block: where blocks decide three times the data's, so that chance in them adds a sixth to the
 * variance of a comparison.
 */
const realisationsPerBlock = { full: 3, quick: 1 } as const;

/** The two parts of the data, measured block by block. */
export interface MeasuredDivision extends Division {
  readonly shape: Triple;
  readonly fittedBlocks: readonly Description[];
  readonly heldOutBlocks: readonly Description[];
}

/** Measures both parts of the data. */
export async function measureDivision(division: Division, threads: number): Promise<MeasuredDivision> {
  const shape = blockShape(division);
  const measure = async (maps: readonly PhaseMap[]): Promise<Description[]> => {
    const out: Description[] = [];
    for (const block of cutIntoBlocks(maps, shape)) out.push(await describe(block, { detail: 'basic', threads }));
    return out;
  };
  const { fitted, heldOut } = division;
  return { ...division, shape, fittedBlocks: await measure(fitted), heldOutBlocks: await measure(heldOut) };
}

const meanOf = (values: readonly number[]): number => values.reduce((sum, v) => sum + v, 0) / values.length;

function standardError(values: readonly number[]): number {
  const mean = meanOf(values);
  return Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (values.length - 1) / values.length);
}

/** What rules a class out that misses it: volume fractions and surface areas. */
const decisive = (descriptors as readonly Descriptor[]).flatMap((descriptor) =>
  descriptor.quantities
    .filter((quantity) => quantity.decisive)
    .map((quantity) => ({
      title: quantity.title,
      pick: (phase: Description['phases'][number]): number => {
        const number = numberOf(quantity, valueIn(phase, descriptor));
        return typeof number === 'number' ? number : 0;
      },
    })),
);

/**
 * Decisive quantities of the model beside those of both parts; blocks are equal, so means over them are those of the
 * part.
 */
function compareValues(
  model: readonly Description[],
  { fittedBlocks, heldOutBlocks }: MeasuredDivision,
): HeldOutValue[] {
  return heldOutBlocks[0].phases.flatMap(({ name }, p) =>
    decisive.map(({ title, pick }) => {
      const of = (blocks: readonly Description[]): number[] => blocks.map(({ phases }) => pick(phases[p]));
      const drawn = of(model);
      const [heldOut, fitted] = [meanOf(of(heldOutBlocks)), meanOf(of(fittedBlocks))];
      return {
        quantity: title,
        phase: name,
        model: meanOf(drawn),
        heldOut,
        fitted,
        error: meanOf(drawn) / heldOut - 1,
        allowed: Math.abs(fitted / heldOut - 1) + tolerance + (2 * standardError(drawn)) / heldOut,
      };
    }),
  );
}

/** All two-point functions of a block one after the other, as far as all blocks reach. */
function curvesOf(blocks: readonly Description[]): number[][] {
  return blocks.map(({ twoPoint }) => Object.values(twoPoint.pairs).flat());
}

const meanCurve = (curves: readonly (readonly number[])[]): number[] =>
  curves[0].map((_, k) => meanOf(curves.map((curve) => curve[k])));

const squaredDifference = (a: readonly number[], b: readonly number[]): number =>
  meanOf(a.map((value, k) => (value - b[k]) ** 2));

/** Groups of realisations that a jackknife leaves out in turn. */
const groups = 8;

/** Standard error of a number that all realisations make together, by leaving out one group of them after the other. */
function jackknife(drawn: readonly Description[], measure: (some: readonly Description[]) => number): number {
  const values = Array.from({ length: groups }, (_, g) => measure(drawn.filter((_, r) => r % groups !== g)));
  const mean = meanOf(values);
  return Math.sqrt(((groups - 1) / groups) * values.reduce((sum, v) => sum + (v - mean) ** 2, 0));
}

/** Distances of the held-out blocks from what a set of realisations, or of blocks, says together. */
function distancesOf(
  model: readonly Description[],
  fitted: readonly Description[],
  to: (blocks: readonly Description[]) => number[],
): BlockDistances {
  const blocks = to(model);
  return {
    blocks,
    mean: meanOf(blocks),
    modelError: jackknife(model, (some) => meanOf(to(some))),
    dataAgainstData: meanOf(to(fitted)),
  };
}

function compareTwoPoint(model: readonly Description[], division: MeasuredDivision): BlockDistances {
  const wanted = curvesOf(division.heldOutBlocks);
  return distancesOf(model, division.fittedBlocks, (blocks) => {
    const mean = meanCurve(curvesOf(blocks));
    return wanted.map((curve) => squaredDifference(mean, curve));
  });
}

/** Chord lengths of a phase along an axis in several blocks as one population; undefined where there are none. */
function pooledChords(blocks: readonly Description[], phase: number, axis: 'x' | 'y'): Survival | undefined {
  const histogram: number[] = [];
  for (const { phases } of blocks) {
    const chord = phases[phase].chordLength[axis];
    if (!chord || !('histogram' in chord)) continue;
    chord.histogram.forEach((n, k) => {
      histogram[k] = (histogram[k] ?? 0) + n;
    });
  }
  if (histogram.length === 0) return undefined;
  const { spacing } = blocks[0].grid;
  // Histograms of other lengths leave gaps.
  return chordSurvival(
    Array.from(histogram, (n) => n ?? 0),
    spacing[axis === 'y' ? 0 : 1],
  );
}

function compareChords(
  model: readonly Description[],
  { fittedBlocks, heldOutBlocks }: MeasuredDivision,
): BlockDistances {
  const axes = ['y', 'x'] as const;
  const kinds = heldOutBlocks[0].phases.flatMap((_, phase) => axes.map((axis) => ({ phase, axis })));
  return distancesOf(model, fittedBlocks, (blocks) => {
    const sums = heldOutBlocks.map(() => ({ distance: 0, count: 0 }));
    for (const { phase, axis } of kinds) {
      const [pooled, all] = [pooledChords(blocks, phase, axis), pooledChords(heldOutBlocks, phase, axis)];
      if (!pooled || !all) continue;
      const scale = lengthOf(all);
      heldOutBlocks.forEach((block, b) => {
        const own = pooledChords([block], phase, axis);
        if (!own) return;
        sums[b].distance += distancesBetween(pooled, own).wasserstein / scale;
        sums[b].count++;
      });
    }
    return sums.map(({ distance, count }) => (count > 0 ? distance / count : 0));
  });
}

/** Features by which a class gives itself away that are told. */
const mostGiveaways = 3;

/** How a class is evaluated. */
export interface EvaluationOptions {
  /** Quick: a realisation a block, where blocks do not decide. Full unless told. */
  readonly effort?: Settings['effort'] | undefined;
  readonly seed: number;
  readonly threads: number;
  /** What is being done, and the share of it that is done. */
  readonly onProgress?: (text: string, part?: number) => void;
}

/** The linear discriminant between held-out data and realisations of their sizes, or why there is none. */
async function testRealism(
  model: ExcursionModel,
  heldOut: readonly PhaseMap[],
  { seed, threads, onProgress }: EvaluationOptions,
): Promise<{ readonly test: DiscriminantTest; readonly look: LookDistance } | string> {
  const drawn: PhaseMap[] = [];
  for (const [s, { grid }] of heldOut.entries()) {
    const request = { shape: grid.shape.slice(1), seed, realisation: firstRealisations.choiceSections + s, threads };
    drawn.push((await realise(model, request)).map);
  }
  onProgress?.('linear discriminant', 0.9);
  try {
    return { test: discriminantTest(heldOut, drawn), look: lookDistance(heldOut, drawn) };
  } catch (error) {
    // Images too small for a two-sample test still have chords and two-point functions.
    if (error instanceof ExcursaError && error.kind === 'input') return error.message;
    throw error;
  }
}

/**
 * Compares realisations of a model that was fitted to one part of the data with the other part: block by block in chord
 * lengths and two-point functions, as a whole in volume fractions and surface areas, and by the linear discriminant.
 */
export async function evaluateClass(
  name: PresetName,
  model: ExcursionModel,
  division: MeasuredDivision,
  options: EvaluationOptions,
): Promise<ClassEvaluation> {
  const { heldOutBlocks, shape, heldOut } = division;
  const drawn: Description[] = [];
  const total = realisationsPerBlock[options.effort ?? 'full'] * heldOutBlocks.length;
  for (let r = 0; r < total; r++) {
    const request = {
      shape: shape.slice(1),
      seed: options.seed,
      realisation: firstRealisations.choiceBlocks + r,
      threads: options.threads,
    };
    const { map } = await realise(model, request);
    drawn.push(await describe(map, { detail: 'basic', threads: options.threads }));
    options.onProgress?.(`block ${r + 1} of ${total}`, (r + 1) / (total + 1));
  }
  const realism = await testRealism(model, heldOut, options);
  const { test: tested, look = null } = typeof realism === 'string' ? {} : realism;
  return {
    model: name,
    summary: model.record.summary,
    parameters: parametersOf(model.record, model.family).length,
    order: model.order.map((phase) => model.phases[phase].label),
    values: compareValues(drawn, division),
    chords: compareChords(drawn, division),
    twoPoint: compareTwoPoint(drawn, division),
    realism: tested?.modelAgainstData ?? null,
    dataAgainstData: tested?.dataAgainstData ?? null,
    look,
    giveaways: tested?.telling.slice(0, mostGiveaways).map(({ meaning }) => meaning) ?? [],
    ...(typeof realism === 'string' && { realismReason: realism }),
  };
}
