import type { ChordLength, Comparison, Description, PhaseComparison, PhaseDescription } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { compareFurther } from './compare-further.ts';
import { compareLinealPaths } from './compare-lineal-path.ts';
import { compareValues, meanAndScatter } from './compare-values.ts';
import { compareDistributions } from './distances/index.ts';

type AxisName = 'x' | 'y' | 'z';

/** The area by the estimator that suits the rank, or why there is none. */
function surfaceArea({ specificSurfaceArea: area }: PhaseDescription): number | string {
  if ('value' in area) return area.reason;
  return area.crofton ?? area.stereological ?? 'no crofton or stereological value';
}

/** Chords along several axes as one population, each chord with the same weight; the reason where one axis has none. */
function poolChords(phase: PhaseDescription, axes: readonly AxisName[]): Pick<ChordLength, 'mean' | 'std'> | string {
  let count = 0;
  let sum = 0;
  let squares = 0;
  for (const axis of axes) {
    const chords = phase.chordLength[axis];
    if (!chords) return `no chords along ${axis}`;
    if ('value' in chords) return chords.reason;
    count += chords.count;
    sum += chords.count * chords.mean;
    squares += chords.count * (chords.std ** 2 + chords.mean ** 2);
  }
  const mean = sum / count;
  // Rounding may push the variance of equal chords below zero.
  return { mean, std: Math.sqrt(Math.max(0, squares / count - mean ** 2)) };
}

function compareChords(models: readonly PhaseDescription[], reference: PhaseDescription) {
  const all = Object.keys(reference.chordLength) as AxisName[];
  const both = all.filter((axis) =>
    [reference, ...models].every((side) => typeof poolChords(side, [axis]) !== 'string'),
  );
  // Without a common axis the mean is unmeasured for the same reason as the axes are.
  const sets: [AxisName | 'mean', readonly AxisName[]][] = [
    ...all.map((axis): [AxisName, AxisName[]] => [axis, [axis]]),
    ['mean', both.length > 0 ? both : all],
  ];
  const compareOne = (key: 'mean' | 'std') =>
    Object.fromEntries(
      sets.map(([name, axes]) => {
        const pick = (side: PhaseDescription): number | string => {
          const pooled = poolChords(side, axes);
          return typeof pooled === 'string' ? pooled : pooled[key];
        };
        return [name, compareValues(models.map(pick), pick(reference))];
      }),
    );
  return { chordLength: compareOne('mean'), chordLengthStd: compareOne('std') };
}

function comparePhase(
  models: readonly PhaseDescription[],
  reference: PhaseDescription,
  withTripleLines: boolean,
): Omit<PhaseComparison, 'distributions'> {
  const volumeFraction = compareValues(
    models.map((phase) => phase.volumeFraction.value),
    reference.volumeFraction.value,
  );
  if ('value' in volumeFraction) {
    throw new ExcursaError(
      'input',
      `compare: expected every phase in the reference, got no voxel of ${reference.name}; try leaving that phase out`,
    );
  }
  return {
    name: reference.name,
    label: reference.label,
    volumeFraction,
    specificSurfaceArea: compareValues(models.map(surfaceArea), surfaceArea(reference)),
    ...compareChords(models, reference),
    ...compareLinealPaths(models, reference),
    further: compareFurther(models, reference, withTripleLines),
  };
}

/** Curves over the lags that all sides have; the pair 'a-b' is found as 'b-a' where the model lists its phases in another order. */
function compareTwoPoint(models: readonly Description[], reference: Description): Comparison['twoPoint'] {
  const rings = Math.min(...[reference, ...models].map((d) => d.twoPoint.lags.length));
  const names = reference.phases.map((phase) => phase.name);
  const curveOf = ({ twoPoint }: Description, a: string, b: string): readonly number[] =>
    twoPoint.pairs[`${a}-${b}`] ?? twoPoint.pairs[`${b}-${a}`];
  let squares = 0;
  const pairs: Record<string, { model: number[]; reference: number[]; std: number[] }> = {};
  const couples = [...names.map((a) => [a, a]), ...names.flatMap((a, i) => names.slice(i + 1).map((b) => [a, b]))];
  for (const [a, b] of couples) {
    const curves = models.map((d) => curveOf(d, a, b));
    const wanted = curveOf(reference, a, b).slice(0, rings);
    const statistics = wanted.map((_, r) => meanAndScatter(curves.map((curve) => curve[r])));
    const model = statistics.map(({ mean }) => mean);
    pairs[`${a}-${b}`] = { model, reference: wanted, std: statistics.map(({ std }) => std) };
    squares += wanted.reduce((sum, c, r) => sum + (model[r] - c) ** 2, 0);
  }
  return {
    lags: reference.twoPoint.lags.slice(0, rings),
    unit: reference.twoPoint.unit,
    pairs,
    rootMeanSquareError: Math.sqrt(squares / (couples.length * rings)),
  };
}

function checkComparable(models: readonly Description[], reference: Description): void {
  if (models.length < 2) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'compare',
      expected: 'at least 2 realisations to tell error from scatter',
      got: `${models.length}`,
      remedy: { setting: 'realisations', value: 8 },
    });
  }
  const wanted = reference.grid;
  const names = (d: Description): string =>
    d.phases
      .map((phase) => phase.name)
      .sort()
      .join(',');
  for (const description of models) {
    const { shape, spacing, unit } = description.grid;
    // Spacings may have passed through a file as decimals of single precision.
    const sameSpacing = spacing.every((d, a) => Math.abs(d - wanted.spacing[a]) <= 1e-6 * wanted.spacing[a]);
    if (shape.length !== wanted.shape.length || unit !== wanted.unit || !sameSpacing) {
      const show = (g: Description['grid']): string => `${g.shape.length}D at ${g.spacing.join(' x ')} ${g.unit}`;
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: `realisations like the reference, ${show(wanted)}`,
        got: show(description.grid),
        remedy: ['the same rank and ', { setting: 'spacing' }],
      });
    }
    if (shape.join() !== models[0].grid.shape.join()) {
      throw new ExcursaError(
        'usage',
        `compare: expected realisations of one shape, got ${models[0].grid.shape.join(' x ')} and ${shape.join(' x ')}`,
      );
    }
    if (names(description) !== names(reference)) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: `the phases ${names(reference)} in the model`,
        got: names(description),
        remedy: { setting: 'labels' },
      });
    }
  }
}

/**
 * Compares realisations of a model with a reference, quantity by quantity: the mean over realisations against the reference, the error
 * relative to the reference, the standard error of that from the scatter of the realisations (divisor n - 1), and the scatter of one
 * realisation. A scatter describes a window of the realisations' size: it is the sampling error of the reference only if that is as large.
 *
 * Surface areas are compared by the estimator of the rank: crofton in volumes, stereological in images. Chord lengths are compared by axis
 * and pooled over the axes that all sides measured, each chord with the same weight. Two-point curves reach as far as the shortest.
 * Lineal-path functions are averaged over the axes that all sides measured; they, and the mean lineal lengths, which are their integrals,
 * reach as far as the shortest that the window ends.
 * A quantity that some realisation or the reference does not have is `{value: null, reason}`. How distributions are compared stands with
 * `compareDistributions`.
 *
 * @param model - descriptions of single realisations, all of one shape. @param reference - what they are held against, of the same rank.
 * @param halves - of the reference, both described as it is, to tell how far apart its own distributions are.
 * @throws ExcursaError (usage) for fewer than 2 realisations, or sides that differ in rank, spacing, unit or phases; (input) for a phase
 * that the reference does not show.
 */
export function compare(
  model: readonly Description[],
  reference: Description,
  halves?: readonly [Description, Description],
): Comparison {
  checkComparable(model, reference);
  return {
    realisations: model.length,
    shape: model[0].grid.shape,
    phases: reference.phases.map((phase, i) => ({
      ...comparePhase(
        model.map((d) => d.phases.find((p) => p.name === phase.name)!),
        phase,
        // The lines along which three phases meet are the same for each of the three.
        reference.phases.length > 3 || i === 0,
      ),
      distributions: compareDistributions(model, reference, phase.name, halves),
    })),
    twoPoint: compareTwoPoint(model, reference),
  };
}
