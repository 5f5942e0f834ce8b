import type { ExcursionModel } from '../phase/index.ts';
import { type Cell, type Chart, percentCell, type Table } from '../report/index.ts';
import { halfWidth } from './control-variates.ts';
import { frontOf, type Traded } from './pareto-search.ts';
import type { Findings, Row } from './study-kind.ts';
import { deviationOf, deviationsOf, propertyOf, propertyWord, rowsNamed, type Target } from './targets.ts';
import { groupRows, labelOf, meanWithError, pooledErrors } from './tidy-table.ts';
import type { Variation } from './variation.ts';

const candidatesOf = (rows: readonly Row[], start: string): Row[][] =>
  groupRows(rowsNamed(rows, start), (row) => String(labelOf(row, 'candidate')));

/** Searched points with their two properties, relative changes from the model; those that lack one are left out. */
export function tradedPoints(
  rows: readonly Row[],
  variations: readonly Variation[],
  both: readonly [Target, Target],
): Traded[] {
  const base = rowsNamed(rows, 'base-');
  const groups = candidatesOf(rows, 'point-').flatMap((group) => {
    const changes = both.map((target) => deviationsOf(group, base, target));
    return changes[0] && changes[1] ? [{ group, changes: [changes[0], changes[1]] as const }] : [];
  });
  const errors = [0, 1].map((k) => pooledErrors(groups.map(({ changes }) => changes[k])));
  return groups.map(({ group, changes }, i) => ({
    place: variations.map(({ name, low, high }) => (Number(labelOf(group[0], name)) - low) / (high - low)),
    values: [meanWithError(changes[0]).mean, meanWithError(changes[1]).mean],
    errors: [errors[0]?.[i] ?? 0, errors[1]?.[i] ?? 0],
  }));
}

/** Relative change of a property from the model, with the half width of its 95 % interval. */
interface Change {
  readonly mean: number;
  readonly half: number | null;
}

/** What a search for a front found, as fresh realisations show it. */
export function paretoFindings(
  model: ExcursionModel,
  both: readonly [Target, Target],
  kept: readonly Target[],
  variations: readonly Variation[],
  rows: readonly Row[],
): Findings {
  const own = rowsNamed(rows, 'own-');
  const changeOf = (group: readonly Row[], target: Target): Change | undefined => {
    const change = deviationOf(model, group, own, target);
    return change && { mean: change.mean, half: halfWidth(change) };
  };
  const members = candidatesOf(rows, 'front-').map((group) => ({
    group,
    changes: both.map((target) => changeOf(group, target)),
  }));
  const percent = ({ mean, half }: Change): string =>
    `${mean < 0 ? '−' : '+'}${Math.abs(100 * mean).toFixed(1)}${half === null ? '' : ` ± ${(100 * half).toFixed(1)}`} %`;
  const whole = members.flatMap(({ changes: [a, b] }) => (a && b ? [{ values: [a.mean, b.mean] as const, a, b }] : []));
  const front = frontOf(whole);
  const better = whole.filter(({ a, b }) => [a, b].every(({ mean, half }) => half !== null && mean > half));
  const ends = front.length > 0 ? [front[0], front[front.length - 1]] : [];
  const sentence =
    ends.length === 0
      ? 'The search has no front yet.'
      : `From one end of the front to the other, ${propertyWord(both[0])} goes from ${percent(ends[0].a)} to ${percent(ends[1].a)} of the model and ${propertyWord(both[1])} from ${percent(ends[0].b)} to ${percent(ends[1].b)}.`;
  const table: Table = {
    name: 'front',
    title: 'Front',
    columns: [
      { name: 'member' },
      ...variations.map(({ name, unit }) => ({ name, ...(unit && { unit }) })),
      ...both.flatMap((target) => [
        { name: propertyWord(target), definition: 'mean of fresh realisations ± standard error' },
        { name: 'change', unit: '%', errorName: 'half width of the 95 % interval' },
      ]),
    ],
    rows: members.map(({ group, changes }, k): Cell[] => [
      String(k + 1),
      ...variations.map(({ name }): Cell => ({ value: Number(labelOf(group[0], name)) })),
      ...both.flatMap((target, t): Cell[] => {
        const [found, change] = [propertyOf(model, group, target), changes[t]];
        const missing = { missing: 'not measured in all realisations' };
        return [
          found ? { value: found.mean, error: found.error } : missing,
          change
            ? percentCell(change.mean, { ...(change.half !== null && { error: 100 * change.half }), signed: true })
            : missing,
        ];
      }),
    ]),
    notes: ['Changes from the model: realisations of a member and of the model share their noise, pair by pair.'],
  };
  const chart: Chart = {
    name: 'front',
    title: 'Front of two properties',
    xLabel: `change of ${propertyWord(both[0])} [%]`,
    yLabel: `change of ${propertyWord(both[1])} [%]`,
    series: [
      {
        ...{ label: 'points of the search', look: 'hollow', colour: 1 },
        points: tradedPoints(rows, variations, both).map(({ values: [x, y] }) => ({ x: 100 * x, y: 100 * y })),
      },
      {
        ...{ label: 'members of the front, fresh realisations', look: 'dots', colour: 2 },
        points: whole.map(({ a, b }) => ({
          ...{ x: 100 * a.mean, y: 100 * b.mean },
          ...(b.half !== null && { low: 100 * (b.mean - b.half), high: 100 * (b.mean + b.half) }),
        })),
      },
      { label: 'the model', look: 'dots', colour: 3, points: [{ x: 0, y: 0 }] },
    ],
    caption: 'Bars are 95 % intervals of the vertical axis. Points of the search share one noise, members another one.',
  };
  return {
    conclusion: [
      sentence,
      ...(whole.length > 0
        ? [
            better.length > 0
              ? `${better.length} of ${whole.length} members have more of both than the model, beyond 95 % intervals.`
              : `None of ${whole.length} members has more of both than the model beyond 95 % intervals.`,
          ]
        : []),
      ...(kept.length > 0 ? [`Kept exactly in expectation: ${kept.map(propertyWord).join(', ')}.`] : []),
    ],
    tables: [table],
    figures: rowsNamed(rows, 'point-').length > 0 ? [chart] : [],
  };
}
