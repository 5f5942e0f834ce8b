import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, type Chart, missingCell, percentCell, type Table } from '../report/index.ts';
import { type Estimate, halfWidth } from './control-variates.ts';
import type { Findings, Row } from './study-kind.ts';
import { deviationOf, deviationsOf, goalOf, propertyOf, propertyWord, rowsNamed, type Target } from './targets.ts';
import { groupRows, labelOf, meanWithError } from './tidy-table.ts';
import type { Variation } from './variation.ts';

/** A target beside what was found. */
interface Outcome {
  readonly target: Target;
  readonly goal: number;
  readonly own: Estimate | undefined;
  readonly found: Estimate | undefined;
  /** Relative deviation of the proposal from the goal, realisations of the model and the proposal in pairs. */
  readonly deviation: number | null;
  /** Half width of its 95 % interval. */
  readonly half: number | null;
  readonly verdict: 'reached' | 'missed' | 'undecided' | 'not measured';
}

function outcomeOf(model: ExcursionModel, target: Target, rows: readonly Row[], precision: number): Outcome {
  const [mine, proposal] = [rowsNamed(rows, 'own-'), rowsNamed(rows, 'proposal-')];
  const own = propertyOf(model, mine, target);
  const found = propertyOf(model, proposal, target);
  const goal = goalOf(model, target, mine);
  const deviation = deviationOf(model, proposal, mine, target);
  const half = deviation ? halfWidth(deviation) : null;
  if (!deviation || half === null) {
    return { target, goal, own, found, deviation: null, half: null, verdict: 'not measured' };
  }
  const isWithin = Math.abs(deviation.mean) <= half;
  // A wide interval holds everything and shows nothing.
  const verdict = !isWithin ? 'missed' : half <= precision ? 'reached' : 'undecided';
  return { target, goal, own, found, deviation: deviation.mean, half, verdict };
}

/** What an inverse study proposes, and whether fresh realisations bear it out. */
export function inverseFindings(
  model: ExcursionModel,
  targets: readonly Target[],
  variations: readonly Variation[],
  rows: readonly Row[],
  precision: number,
): Findings {
  const outcomes = targets.map((target) => outcomeOf(model, target, rows, precision));
  const proposal = rowsNamed(rows, 'proposal-');
  const missed = outcomes.filter(({ verdict }) => verdict === 'missed' || verdict === 'not measured');
  const open = outcomes.filter(({ verdict }) => verdict === 'undecided');
  const sentence =
    proposal.length === 0
      ? 'The study has no proposal yet.'
      : missed.length === 0 && open.length > 0
        ? `Undecided: fresh realisations scatter too much to show whether ${open.map(({ target }) => propertyWord(target)).join(', ')} is reached; draw larger or more of them.`
        : missed.length === 0
          ? `The proposal reaches all ${targets.length} targets: ${proposal.length} fresh realisations agree with them within their 95 % intervals.`
          : `The targets are not reached within these bounds; the proposal is the nearest that was found. Missed: ${missed.map(({ target, deviation }) => `${propertyWord(target)} (${deviation === null ? 'not measured' : `${(100 * deviation).toFixed(1)} % off`})`).join(', ')}.`;
  const values = variations.map(({ name, unit }) => {
    const value = proposal[0] && Number(labelOf(proposal[0], name));
    return `${name} = ${value === undefined ? '-' : value.toPrecision(4)}${unit ? ` ${unit}` : ''}`;
  });
  const exact = targets.filter(({ by }) => by !== 'search');
  const properties: Table = {
    name: 'properties',
    title: 'Wanted and found',
    columns: [
      { name: 'property' },
      { name: 'wish' },
      { name: 'met by' },
      { name: 'model', definition: 'mean of realisations of the model itself ± standard error' },
      { name: 'goal' },
      { name: 'proposal', definition: 'mean of fresh realisations ± standard error' },
      { name: 'deviation', unit: '%', errorName: 'half width of the 95 % interval' },
      { name: 'verdict' },
    ],
    rows: outcomes.map(({ target, goal, own, found, deviation, half, verdict }): Cell[] => [
      propertyWord(target),
      target.wish,
      { fraction: 'thresholds, exact', surface: 'a factor of all lengths, exact', search: 'search' }[target.by],
      own ? { value: own.mean, error: own.error } : missingCell('not measured in all realisations'),
      { value: goal },
      found ? { value: found.mean, error: found.error } : missingCell('not measured in all realisations'),
      deviation !== null && half !== null
        ? percentCell(deviation, { error: 100 * half, signed: true })
        : missingCell('no interval'),
      { text: verdict, mark: verdict !== 'reached' },
    ]),
    notes: [
      'Reached: the goal lies within the 95 % interval of the fresh realisations. They are compared in pairs: model and proposal share the noise of each.',
      'Scatter that follows the volume fraction of the phase in a realisation is taken out by a regression: its expectation is exact.',
    ],
  };
  const searched = targets.filter(({ by }) => by === 'search');
  const points = groupRows(rowsNamed(rows, 'point-'), (row) => String(labelOf(row, 'candidate')));
  const course: Chart = {
    name: 'course-of-the-search',
    title: 'Course of the search',
    xLabel: 'point of the search [1]',
    yLabel: 'deviation from the goal [%]',
    series: searched.map((target, k) => ({
      ...{ label: propertyWord(target), look: 'dots', colour: k + 1 },
      points: points.flatMap((group, i) => {
        const found = deviationsOf(group, rowsNamed(rows, 'base-'), target);
        return found ? [{ x: i + 1, y: 100 * meanWithError(found).mean }] : [];
      }),
    })),
    caption: 'The first points are spread over the bounds; later ones are chosen by the search.',
  };
  return {
    conclusion: [
      sentence,
      ...(proposal.length > 0 ? [`Proposal: ${values.join(', ')}.`] : []),
      ...(exact.length > 0 ? [`Met exactly in expectation: ${exact.map(propertyWord).join(', ')}.`] : []),
    ],
    tables: [properties],
    figures: points.length > 0 ? [course] : [],
  };
}
