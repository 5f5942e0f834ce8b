import { type AxisName, axisNamesOf, type ByAxis } from '../grid/index.ts';
import { dot } from '../numerics/index.ts';
import { type BlockCorrelation, type Blocks, blockCorrelation, showsAnything } from './blocks.ts';
import { type Descriptor, isUnmeasured, type Measured, type Measuring, numberOf, type Quantity } from './descriptor.ts';
import { createSpecimen, type Specimen } from './specimen.ts';
import type { TwoPointCurves } from './two-point.ts';
import { type VolumeFraction, volumeFraction } from './volume-fraction.ts';

/** Standard error of the mean over independent values; null for less than four, or where one of them is missing. */
export function errorOf(values: readonly (number | null | undefined)[]): number | null {
  if (values.length < 4 || values.some((v) => v === undefined || v === null)) return null;
  const numbers = values as number[];
  const mean = numbers.reduce((sum, v) => sum + v, 0) / numbers.length;
  const squares = numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0);
  return Math.sqrt(squares / (numbers.length - 1) / numbers.length);
}

/** An error by axis, and that of all axes together under `mean`. */
export type ErrorByAxis = ByAxis<number | null> & { readonly mean?: number | null };

/** Standard errors by the name of the quantity, in its unit, from blocks; null where blocks do not give one. */
export interface StandardErrors {
  /** Number of blocks; 0 where they give no error. */
  readonly parts: number;
  /** Degrees of freedom of all these errors, which counts what correlated blocks tell together; null without errors. */
  readonly degreesOfFreedom: number | null;
  /** Lag at which the phase's correlation has fallen to 1 / e, in the unit of the grid; null without errors. */
  readonly correlationLength: number | null;
  readonly [quantity: string]: number | null | ErrorByAxis;
}

/** Scatter of blocks, relative to their mean, that is rounding. */
const alike = 1e-12;

/** Components, holes or tunnels that a window must hold for its blocks to tell how others scatter. */
const fewestObjects = 4;

/** Mean square by which blocks deviate from their mean, of values that each block has moved by leaving it out. */
function meanSquare(values: readonly (number | null)[], leftOut: boolean): number | null {
  const n = values.length;
  if (n < 4 || values.some((v) => v === null || !Number.isFinite(v))) return null;
  const numbers = values as number[];
  const mean = numbers.reduce((sum, v) => sum + v, 0) / n;
  const squares = numbers.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (n - 1);
  // Blocks that are all alike, but for rounding, say nothing of how others would differ.
  if (squares <= alike ** 2 * mean ** 2) return null;
  // Without a block the mean of n values moves by its deviation over n - 1.
  return leftOut ? squares * (n - 1) ** 2 : squares;
}

/**
 * Share of the scatter of blocks that follows their volume fractions: the adjusted R^2 of a regression on those of all
 * phases but one. All of it where the blocks are too few to tell.
 * @param values - [block]. @param fractions - [block][phase].
 */
function shareOfVolume(values: readonly number[], fractions: readonly (readonly number[])[]): number {
  const n = values.length;
  const regressors = fractions[0].length - 1;
  const left = n - 1 - regressors;
  if (left < n / 2) return 1;
  const centred = (column: readonly number[]): number[] => {
    const mean = column.reduce((sum, v) => sum + v, 0) / n;
    return column.map((v) => v - mean);
  };
  /** What of a column no column of the basis has. */
  const apart = (column: readonly number[], basis: readonly (readonly number[])[]): number[] =>
    basis.reduce<number[]>(
      (rest, own) => {
        const share = dot(rest, own) / dot(own, own);
        return rest.map((v, i) => v - share * own[i]);
      },
      [...column],
    );
  const basis: number[][] = [];
  for (let phase = 0; phase < regressors; phase++) {
    const own = centred(fractions.map((row) => row[phase]));
    const rest = apart(own, basis);
    if (dot(rest, rest) > negligible * dot(own, own)) basis.push(rest);
  }
  const all = centred(values);
  const rest = apart(all, basis);
  const square = dot(all, all);
  if (!(square > 0)) return 1;
  return Math.min(1, Math.max(0, 1 - (dot(rest, rest) / left) * ((n - 1) / square)));
}

/** Share of a column's square below which it follows from the others but for rounding. */
const negligible = 1e-9;

/** Values of a descriptor without one block after the other, or of one block after the other. */
interface BlockValues {
  readonly leftOut: boolean;
  /** [block][phase]. */
  readonly values: readonly (readonly unknown[])[];
}

async function valuesByBlock(
  descriptor: Descriptor,
  specimen: Specimen,
  blocks: Blocks,
  measuringOf: (window: Specimen) => Measuring,
): Promise<BlockValues> {
  const { byBlock } = descriptor;
  if (byBlock) {
    const counts = byBlock.count(specimen, blocks);
    const total = new Float64Array(counts[0]?.length ?? 0);
    for (const own of counts) for (let k = 0; k < total.length; k++) total[k] += own[k];
    const values = counts.map((own) =>
      byBlock.value(
        specimen,
        total.map((sum, k) => sum - own[k]),
      ),
    );
    return { leftOut: true, values };
  }
  const values: (readonly unknown[])[] = [];
  for (const map of blocks.windows().filter(showsAnything)) {
    const window = createSpecimen([map]);
    values.push(await descriptor.measure(window, measuringOf(window)));
  }
  return { leftOut: false, values };
}

/** The number that a quantity has over several axes; null where one lacks it. */
function overAxes(quantity: Quantity, value: unknown, axes: readonly AxisName[]): number | null {
  if (value === undefined || isUnmeasured(value)) return null;
  const numbers = axes.map((axis) => numberOf(quantity, value, axis));
  if (numbers.some((number) => typeof number !== 'number')) return null;
  if (quantity.pool) return quantity.pool([value as Measured<unknown>], axes)[0];
  return (numbers as number[]).reduce((sum, number) => sum + number, 0) / numbers.length;
}

/**
 * Standard errors of every phase's quantities that say so (`errorFromWindows`), from 16 blocks of an image or 8 of a
 * volume. Eight maps or more that share nothing take the blocks' place.
 *
 * What a block tells is how far the result of the whole moves without it (jackknife): everything is counted on the
 * whole map, and a chord belongs to the block of its middle, so that no block cuts what is long. A descriptor without
 * counts by block is measured in blocks that are cut out. Neighbouring blocks resemble each other: the mean square of
 * their deviations is scaled by `blockCorrelation`, which also gives the degrees of freedom. What of a quantity follows
 * the volume fractions of the blocks takes the phase's correlation, the rest its square. Numbers of points count as
 * independent from block to block. Null where the window holds too few correlation lengths, blocks would be below 8
 * voxels, or the quantity is missing without some block.
 * Sections of one volume are correlated by their distance where it is known, and count as independent where it is not.
 * A phase with fewer than four components, holes or tunnels has none, since the symmetry of one object is no scatter.
 * Paths and components have none: a part of a window cannot tell how its connections scatter. Conductivities of blocks
 * do, where none of the blocks is missing (docs/design/checks.md).
 * @param measuringOf - what descriptors may use to measure a window.
 * @source efron1981: the jackknife; picka2000: variances of ratios of covariances
 */
export async function standardErrors(
  specimen: Specimen,
  descriptors: readonly Descriptor[],
  {
    blocks,
    twoPoint,
    objects,
  }: {
    readonly blocks: Blocks;
    readonly twoPoint: TwoPointCurves;
    /** Components, holes or tunnels of each phase, or of what is around it, whichever are most - [phase]. */
    readonly objects?: readonly number[] | undefined;
  },
  measuringOf: (window: Specimen) => Measuring,
): Promise<StandardErrors[]> {
  const estimated = descriptors
    .map((descriptor) => ({ descriptor, quantities: descriptor.quantities.filter((q) => q.errorFromWindows) }))
    .filter(({ quantities }) => quantities.length > 0);
  const { rank, phases } = specimen;
  const correlations = phases.map((_, phase) =>
    blocks.count < 4 || (objects?.[phase] ?? fewestObjects) < fewestObjects
      ? undefined
      : blockCorrelation(phase, blocks, twoPoint, rank),
  );
  const any = correlations.some((own) => own !== undefined);
  const measured: BlockValues[] = [];
  const fractions: (readonly number[])[] = [];
  if (any) {
    const { values } = await valuesByBlock(volumeFraction, specimen, blocks, measuringOf);
    for (const own of values) fractions.push((own as readonly VolumeFraction[]).map(({ value }) => value));
    for (const { descriptor } of estimated) {
      measured.push(await valuesByBlock(descriptor, specimen, blocks, measuringOf));
    }
  }
  return phases.map((_, phase): StandardErrors => {
    const correlation: BlockCorrelation | undefined = correlations[phase];
    const errors = estimated.flatMap(({ quantities }, d) =>
      quantities.map((quantity) => {
        const errorOver = (pick: (value: unknown) => number | null): number | null => {
          if (!correlation || !measured[d]) return null;
          const { values, leftOut } = measured[d];
          const own = values.map((block) => pick(block[phase]));
          const square = meanSquare(own, leftOut);
          if (square === null) return null;
          const { factor, factorOfRest, factorOfPoints } = correlation;
          if (quantity.ofPoints) return Math.sqrt(square * factorOfPoints);
          // Few long chords are large parts of the phase itself, and blocks that were cut out have no place.
          const share = leftOut && !quantity.decidedByFew ? shareOfVolume(own as number[], fractions) : 1;
          return Math.sqrt(square * (share * factor + (1 - share) * factorOfRest));
        };
        const along = (axis?: AxisName): number | null =>
          errorOver((value) => {
            const number = numberOf(quantity, value, axis);
            return typeof number === 'number' ? number : null;
          });
        if (!quantity.byAxis) return [quantity.name, along()] as const;
        const axes = axisNamesOf(rank);
        const byAxis: ByAxis<number | null> = Object.fromEntries(axes.map((axis) => [axis, along(axis)]));
        const usable = axes.filter((axis) => byAxis[axis] !== null);
        const mean = usable.length > 0 ? errorOver((value) => overAxes(quantity, value, usable)) : null;
        return [quantity.name, { ...byAxis, mean }] as const;
      }),
    );
    return {
      parts: correlation ? blocks.count : 0,
      degreesOfFreedom: correlation?.degreesOfFreedom ?? null,
      correlationLength: correlation?.length ?? null,
      ...Object.fromEntries(errors),
    };
  });
}
