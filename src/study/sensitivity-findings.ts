import { studentQuantile } from '../numerics/index.ts';
import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, type HeatMap, missingCell, type Table } from '../report/index.ts';
import type { Direction } from './directions.ts';
import { exactAreas, exactFractions } from './exact-laws.ts';
import type { Findings, Row } from './study-kind.ts';
import { labelOf, meanOverAxes } from './tidy-table.ts';

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
const leftOut = ['specificSurfaceAreaFaces', 'geodesicTortuosityStd', 'tortuosityFactor', 'conductivityVoxelError'];

function answersOf(rows: readonly Row[]): Answer[] {
  const found = new Map<string, Answer>();
  for (const { phase, quantity, axis, title } of rows[0]?.values ?? []) {
    if (phase === undefined || leftOut.includes(quantity)) continue;
    const bare = axis ? title.slice(0, -axis.length - 1) : title;
    found.set(`${phase}.${quantity}`, { phase, quantity, title: bare });
  }
  return [...found.values()];
}

/** Effect of a direction at a step, from pairs of realisations of the same noise; undefined where none has a value. */
function effectOf(
  byPlace: ReadonlyMap<string, Row>,
  { phase, quantity }: Answer,
  direction: string,
  step: number,
  realisations: readonly number[],
): Effect | undefined {
  const at = (sign: number, r: number): number | undefined => {
    const row = byPlace.get(`${direction} ${(100 * sign * step).toFixed(6)} ${r}`);
    return row && meanOverAxes(row, phase, quantity);
  };
  const centre = realisations.flatMap((r) => {
    const row = byPlace.get(`none ${(0).toFixed(6)} ${r}`);
    return (row && meanOverAxes(row, phase, quantity)) ?? [];
  });
  const own = centre.reduce((sum, v) => sum + v, 0) / centre.length;
  const slopes = realisations.flatMap((r) => {
    const [up, down] = [at(1, r), at(-1, r)];
    return up === undefined || down === undefined ? [] : [(up - down) / (2 * step) / own];
  });
  if (slopes.length === 0 || !(Math.abs(own) > 0)) return undefined;
  const mean = slopes.reduce((sum, v) => sum + v, 0) / slopes.length;
  if (slopes.length === 1) return { mean, half: null };
  const variance = slopes.reduce((sum, v) => sum + (v - mean) ** 2, 0) / (slopes.length - 1);
  return { mean, half: studentQuantile(0.975, slopes.length - 1) * Math.sqrt(variance / slopes.length) };
}

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
  const byPlace = new Map(
    rows.map((row) => [
      `${labelOf(row, 'direction')} ${Number(labelOf(row, 'change')).toFixed(6)} ${labelOf(row, 'realisation')}`,
      row,
    ]),
  );
  const realisations = [...new Set(rows.map((row) => Number(labelOf(row, 'realisation'))))];
  const answers = answersOf(rows);
  const step = steps.includes(usualStep) ? usualStep : steps[steps.length - 1];
  const effects = directions.map(({ name }) =>
    answers.map((answer) => effectOf(byPlace, answer, name, step, realisations)),
  );
  const strength = (list: readonly (Effect | undefined)[]): number =>
    Math.max(0, ...list.map((effect) => (effect && isTold(effect) ? Math.abs(effect.mean) : 0)));
  const shown = directions
    .map((_, d) => d)
    .sort((a, b) => strength(effects[b]) - strength(effects[a]) || a - b)
    .slice(0, shownDirections);
  const percent = `${100 * step} %`;
  const heatMap: HeatMap = {
    name: 'what-controls-what',
    title: 'Which parameter controls what',
    xLabel: 'quantity [relative change per relative change of the parameter]',
    yLabel: 'parameter or combination [1]',
    columns: answers.map(({ title }) => title),
    rows: shown.map((d) => directions[d].name),
    values: shown.map((d) => effects[d].map((effect) => (effect && isTold(effect) ? effect.mean : null))),
    caption: `Changes of ${percent} to either side with the same noise. Empty: not told from zero at 95 %.`,
  };
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
  const table = (ofStep: number): Table => ({
    name: `effects-at-${String(100 * ofStep).replace('.', '-')}-percent`,
    title: `Effects of changes of ${100 * ofStep} %`,
    columns: [
      { name: 'direction' },
      { name: 'what moves' },
      ...answers.map(({ title }) => ({ name: title, errorName: 'half width of the 95 % interval' })),
      ...exact.flatMap(({ name }) => model.phases.map((phase) => ({ name: `${phase.name} ${name}` }))),
    ],
    rows: directions.map(({ name, meaning }, d): Cell[] => [
      name,
      meaning,
      ...answers.map((answer): Cell => {
        const effect =
          ofStep === step ? effects[d][answers.indexOf(answer)] : effectOf(byPlace, answer, name, ofStep, realisations);
        return effect
          ? { value: effect.mean, error: effect.half, decimals: 3 }
          : missingCell('not measured on both sides');
      }),
      ...exact.flatMap(({ byDirection }) =>
        model.phases.map((_, phase): Cell => {
          const value = byDirection[d]?.[phase];
          return value === undefined ? missingCell('the class has no exact law') : { value, decimals: 3 };
        }),
      ),
    ]),
    notes: [
      `Relative change of the quantity over that of the parameter: mean ± half width of the 95 % interval over ${realisations.length} realisations. Both sides share their noise.`,
    ],
    folded: ofStep !== step,
  });
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
            ? `Along the ${free.length} combinations that two-point functions do not determine, no conductivity changes by more than its interval.`
            : `Along ${told.length} of ${free.length} combinations that two-point functions do not determine, a conductivity changes: images alone do not fix it.`,
        ];
  return {
    conclusion: [`Strongest parameters, in relative effect of a change of ${percent}.`, ...best, ...hidden],
    tables: steps.map(table),
    figures: [heatMap],
  };
}
