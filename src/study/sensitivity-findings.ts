import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, type HeatMap, missingCell, slug, type Table } from '../report/index.ts';
import { adjustedMean, fractionDeviations, halfWidth } from './control-variates.ts';
import type { Direction } from './directions.ts';
import { exactAreas, exactFractions } from './exact-laws.ts';
import type { Findings, Row } from './study-kind.ts';
import { groupRows, labelOf, meanOverAxes } from './tidy-table.ts';

/** A relative effect: change of the logarithm of a quantity by that of a parameter, with its 95 % interval. */
interface Effect {
  readonly mean: number;
  readonly half: number | null;
}

/** Quantity of a phase. */
interface Answer {
  readonly phase: string;
  readonly quantity: string;
  readonly title: string;
}

/** Directions that a heat map shows at most: those with the largest effects. */
const shownDirections = 24;
/** Step at which the heat map is drawn, if it was made: large against the noise of voxels, small against curvature. */
const usualStep = 0.05;

/** Quantities that come with every descriptor and are not shown: details, and what contains another one. */
const leftOut = [
  ...['specificSurfaceAreaFaces', 'geodesicTortuosityStd', 'tortuosityFactor', 'conductivityVoxelError'],
  ...['chordLengthWeighted', 'chordLengthWeightedStd', 'chordLengthUncut', 'chordLengthUncutStd'],
  ...['eulerNumberCorners', 'largestComponent'],
];

/** Columns of one heat map at most; of more quantities each phase has a heat map of its own. */
const mostColumns = 16;

function answersOf(rows: readonly Row[]): Answer[] {
  const found = new Map<string, Answer>();
  for (const { phase, quantity, axis, title } of rows[0]?.values ?? []) {
    if (phase === undefined || leftOut.includes(quantity)) continue;
    const bare = axis ? title.slice(0, -axis.length - 1) : title;
    found.set(`${phase}.${quantity}`, { phase, quantity, title: bare });
  }
  return [...found.values()];
}

/** Rows of a direction and a change, in the order of the realisations. */
type RowsAt = (direction: string, change: number) => readonly Row[];

/** Means over axes - [row]; undefined where one is missing. */
function valuesOf(rows: readonly Row[], phase: string, quantity: string): number[] | undefined {
  const values = rows.flatMap((row) => meanOverAxes(row, phase, quantity) ?? []);
  return rows.length === 0 || values.length < rows.length ? undefined : values;
}

/** Values of a quantity in the model itself, and its slopes along a direction at a step - [realisation]. */
interface Slopes {
  readonly own: readonly number[];
  readonly slopes: readonly number[];
  /** Slope of the volume fraction, and the fraction, minus their exact expectations - [control][realisation]. */
  readonly controls: readonly (readonly number[])[];
}

function slopesOf(
  model: ExcursionModel,
  rowsAt: RowsAt,
  { phase, quantity }: Answer,
  direction: string,
  step: number,
): Slopes | undefined {
  const sides = [rowsAt(direction, step), rowsAt(direction, -step)];
  const [up, down] = sides.map((rows) => valuesOf(rows, phase, quantity));
  const centre = rowsAt('none', 0);
  const own = valuesOf(centre, phase, quantity);
  if (!up || !down || !own || up.length !== own.length || down.length !== own.length) return undefined;
  const difference = (a: readonly number[], b: readonly number[]) => a.map((value, r) => (value - b[r]) / (2 * step));
  const [above, below, at] = [...sides, centre].map((rows) => fractionDeviations(model, rows, phase));
  const controls = quantity === 'volumeFraction' || !above || !below || !at ? [] : [difference(above, below), at];
  return { own, slopes: difference(up, down), controls };
}

/**
 * The ratio of the mean slope and the mean of the quantity, both adjusted to exact volume fractions where there are
 * enough realisations; its interval from the residuals of the ratio. Undefined where the quantity is 0.
 */
function effectOf({ own, slopes, controls }: Slopes): Effect | undefined {
  const centre = adjustedMean(own, controls).mean;
  if (!(Math.abs(centre) > 0)) return undefined;
  const mean = adjustedMean(slopes, controls).mean / centre;
  const residuals = slopes.map((slope, r) => (slope - mean * own[r]) / Math.abs(centre));
  return { mean, half: halfWidth(adjustedMean(residuals, controls)) };
}

/** What an effect changes by from one step to another, from the same realisations. */
const changeOf = (from: Slopes | undefined, to: Slopes | undefined): Effect | undefined =>
  from && to && effectOf({ ...to, slopes: to.slopes.map((slope, r) => slope - from.slopes[r]) });

/** Name of a direction and what moves, as short as its meaning allows. */
const labelled = ({ name, meaning, parts }: Direction): string =>
  `${name}: ${meaning.split(/[;:]/)[0]}${parts === undefined ? '' : ` (${parts})`}`;

const placeOf = (direction: unknown, change: number): string => `${direction} ${change.toFixed(6)}`;

const groupRowsAt = (rows: readonly Row[]): ReadonlyMap<string, readonly Row[]> => {
  const place = (row: Row): string => placeOf(labelOf(row, 'direction'), Number(labelOf(row, 'change')));
  return new Map(groupRows(rows, place).map((group) => [place(group[0]), group]));
};

/** Effect of a direction on volume fractions and continuum surface areas by their closed forms - [phase]. */
function exactEffects(model: ExcursionModel, { change }: Direction, law: typeof exactAreas): number[] | undefined {
  const h = 1e-4;
  const moved = (sign: number): ExcursionModel => ({
    ...model,
    values: model.values.map((value, i) => value * (1 + sign * h * change[i])),
  });
  const [up, down] = [law(moved(1)), law(moved(-1))];
  return up?.map((value, phase) => Math.log(value / down![phase]) / (2 * h));
}

/** Whether an interval leaves out zero; a single pair has none and is taken as it is. */
const isTold = ({ mean, half }: Effect): boolean => half === null || Math.abs(mean) > half;

/** What controls what. */
export function sensitivityFindings(
  steps: readonly number[],
  directions: readonly Direction[],
  model: ExcursionModel,
  rows: readonly Row[],
): Findings {
  const byPlace = groupRowsAt(rows);
  const rowsAt: RowsAt = (direction, change) => byPlace.get(placeOf(direction, 100 * change)) ?? [];
  const realisations = rowsAt('none', 0).length;
  const answers = answersOf(rows);
  const step = steps.includes(usualStep) ? usualStep : steps[steps.length - 1];
  const slopes = directions.map(({ name }) =>
    answers.map((answer) => steps.map((own) => slopesOf(model, rowsAt, answer, name, own))),
  );
  /** Effects - [direction][answer][step]. */
  const all = slopes.map((list) => list.map((own) => own.map((one) => one && effectOf(one))));
  const effects = all.map((list) => list.map((own) => own[steps.indexOf(step)]));
  const strength = (list: readonly (Effect | undefined)[]): number =>
    Math.max(0, ...list.map((effect) => (effect && isTold(effect) ? Math.abs(effect.mean) : 0)));
  const shown = directions
    .map((_, d) => d)
    .sort((a, b) => strength(effects[b]) - strength(effects[a]) || a - b)
    .slice(0, shownDirections);
  const percent = `${100 * step} %`;
  const heatMap = (name: string, title: string, list: readonly Answer[]): HeatMap => ({
    ...{ name, title },
    xLabel: 'quantity [relative change per relative change of the parameter]',
    yLabel: 'parameter or combination [1]',
    columns: list.map((answer) => answer.title),
    rows: shown.map((d) => labelled(directions[d])),
    values: shown.map((d) =>
      list.map((answer) => {
        const effect = effects[d][answers.indexOf(answer)];
        return effect && isTold(effect) ? effect.mean : null;
      }),
    ),
    caption: `Changes of ${percent} to either side with the same noise. In brackets: the phases that the threshold, or the field of the parameter, parts. ${realisations > 1 ? 'Empty: not told from zero at 95 %.' : 'One realisation: no intervals.'}`,
  });
  const maps =
    answers.length <= mostColumns
      ? [heatMap('what-controls-what', 'Which parameter controls what', answers)]
      : model.phases.map(({ name }) => {
          const own = answers.filter(({ phase }) => phase === name);
          return heatMap(`what-controls-${slug(name)}`, `Which parameter controls what of ${name}`, own);
        });
  const best = answers.map(({ title }, a) => {
    const list = directions
      .map(({ name }, d) => ({ name, effect: effects[d][a] }))
      .filter(({ name, effect }) => effect && isTold(effect) && !/^(determined|free) \d+$/.test(name))
      .sort((x, y) => Math.abs(y.effect!.mean) - Math.abs(x.effect!.mean));
    if (list.length === 0) return `${title}: no parameter is told from zero.`;
    const word = ({ name, effect }: (typeof list)[number]): string => `${name} (${effect!.mean.toFixed(2)})`;
    return `${title}: ${list.slice(0, 3).map(word).join(', ')}.`;
  });
  const laws = { 'volume fraction, exact': exactFractions, 'surface area, exact': exactAreas };
  const exact = Object.entries(laws).map(([name, law]) => ({
    name,
    byDirection: directions.map((direction) => exactEffects(model, direction, law)),
  }));
  const cellOf = (effect: Effect | undefined): Cell =>
    effect ? { value: effect.mean, error: effect.half, decimals: 3 } : missingCell('not measured on both sides');
  const table = (ofStep: number): Table => ({
    name: `effects-at-${String(100 * ofStep).replace('.', '-')}-percent`,
    title: `Effects of changes of ${100 * ofStep} %`,
    columns: [
      { name: 'direction' },
      { name: 'what moves' },
      ...answers.map(({ title }) => ({ name: title, errorName: 'half width of the 95 % interval' })),
      ...exact.flatMap(({ name }) => model.phases.map((phase) => ({ name: `${phase.name} ${name}` }))),
    ],
    rows: directions.map(({ name, meaning, parts }, d): Cell[] => [
      name,
      parts === undefined ? meaning : `${meaning} (${parts})`,
      ...answers.map((_, a): Cell => cellOf(all[d][a][steps.indexOf(ofStep)])),
      ...exact.flatMap(({ byDirection }) =>
        model.phases.map((_, phase): Cell => {
          const value = byDirection[d]?.[phase];
          return value === undefined ? missingCell('the class has no exact law') : { value, decimals: 3 };
        }),
      ),
    ]),
    notes: [
      realisations > 1
        ? `Relative change of the quantity over that of the parameter: mean ± half width of the 95 % interval over ${realisations} realisations. Both sides share their noise.`
        : 'Relative change of the quantity over that of the parameter in one realisation, without intervals.',
      'From eight realisations on, scatter that follows the volume fraction of the phase is taken out: its expectation is exact.',
    ],
    folded: ofStep !== step,
  });
  // The tables of single steps side by side, for what is told from zero at any of them.
  const changes = directions.flatMap(({ name }, d) =>
    answers.flatMap(({ title }, a) => {
      const change = changeOf(slopes[d][a][0], slopes[d][a][steps.length - 1]);
      return change && all[d][a].some((one) => one && isTold(one)) ? [{ name, title, change, at: all[d][a] }] : [];
    }),
  );
  const half = { errorName: 'half width of the 95 % interval' };
  const [least, most] = [steps[0], steps[steps.length - 1]].map((own) => `${100 * own} %`);
  const bySteps: Table = {
    name: 'effects-by-step',
    title: 'Effects by the size of the step',
    columns: [
      { name: 'quantity' },
      { name: 'direction' },
      ...steps.map((own) => ({ name: `at ${100 * own} %`, ...half })),
      { name: `from ${least} to ${most}`, ...half },
    ],
    rows: changes.map(({ name, title, change, at }): Cell[] => [title, name, ...at.map(cellOf), cellOf(change)]),
    notes: ['Effects that are told from zero at one of the steps. Differences of steps are taken in pairs.'],
  };
  const curved = changes.filter(({ change }) => change.half !== null && isTold(change)).length;
  const straight =
    steps.length < 2
      ? []
      : [
          `From steps of ${least} to steps of ${most}, ${curved} of ${changes.length} effects change beyond their 95 % intervals; 5 % would by chance.`,
        ];
  const free = directions.map(({ name }, d) => ({ name, d })).filter(({ name }) => /^free \d+$/.test(name));
  const conductivity = answers
    .map(({ quantity }, a) => ({ quantity, a }))
    .filter(({ quantity }) => quantity === 'relativeConductivity');
  const told = free.filter(({ d }) => conductivity.some(({ a }) => effects[d][a] && isTold(effects[d][a]!)));
  const hidden =
    free.length === 0 || conductivity.length === 0
      ? []
      : [
          told.length === 0
            ? `Along ${free.length === 1 ? 'the combination' : `the ${free.length} combinations`} that two-point functions do not determine, no conductivity changes by more than its interval.`
            : `Along ${free.length === 1 ? 'the combination' : `${told.length} of ${free.length} combinations`} that two-point functions do not determine, a conductivity changes: images alone do not fix it.`,
        ];
  return {
    conclusion: [
      realisations > 1
        ? `Strongest parameters, in relative effect of a change of ${percent}.`
        : `Largest effects of a change of ${percent} in one volume. One volume has no intervals: chance may have made them.`,
      ...best,
      ...straight,
      ...hidden,
    ],
    tables: [...steps.map(table), ...(steps.length < 2 ? [] : [bySteps])],
    figures: maps,
  };
}
