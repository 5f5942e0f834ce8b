import { z } from 'zod';
import { designPoints } from '../designs.ts';
import { drawSettings, namesIn, pointNumbers, varySettings } from '../draw-settings.ts';
import { quantitiesNamed } from '../draw-work.ts';
import { inverseFindings } from '../inverse-findings.ts';
import { chooseProposal, chooseRound, corrected, ownPlace, type Searched, searchedPoints } from '../inverse-search.ts';
import { designTasks } from '../inverse-tasks.ts';
import type { Row, StudyInput, StudyKind, Task } from '../study-kind.ts';
import { deviationOf, parseTargets, rowsNamed } from '../targets.ts';
import { parseVariations } from '../variation.ts';

const settings = z.strictObject({
  targets: z.string().min(1).meta({
    description:
      'wanted properties: se.relativeConductivity=+20%,am.volumeFraction=same,am.specificSurfaceArea=same; a number, a change in %, or same',
    example: 'se.relativeConductivity=+20%',
  }),
  ...varySettings,
  initial: z.int().min(4).max(1000).default(12).describe('points of a search before it chooses any'),
  rounds: z.int().min(0).max(100).default(3).describe('rounds in which a search chooses points'),
  batch: z.int().min(1).max(64).default(4).describe('points that a search chooses in a round'),
  corrections: z
    .int()
    .min(0)
    .max(10)
    .default(1)
    .describe('trials of a proposal by as many realisations as verify it, each of which corrects what was searched'),
  verification: z.int().min(4).max(150).default(12).describe('fresh realisations of what is proposed'),
  precision: z
    .number()
    .gt(0)
    .lt(1)
    .default(0.1)
    .describe('widest 95 % interval of a property, relative to its goal, with which a target counts as reached'),
  ...drawSettings,
});

/** Settings of an inverse study. */
export type InverseSettings = z.output<typeof settings>;

/**
 * Number of the noise that the model and all points of a search share, so that they differ by their parameters alone,
 * of that of trials, and of that with which the model and the proposal are compared at the end.
 */
const [searchNoise, freshNoise, trialNoise] = [pointNumbers - 1, pointNumbers - 2, pointNumbers - 5];

/** Tasks of the model itself, of the search, and of the proposals, as far as the rows determine them. */
function plan(own: InverseSettings, input: StudyInput, rows: readonly Row[]): readonly Task[] {
  const variations = parseVariations(own.vary, input.model);
  const targets = parseTargets(own.targets, input.model, variations, quantitiesNamed(namesIn(own.descriptors)));
  const make = (name: string, place: readonly number[], noise: number, realisations: number, seed: number): Task[] =>
    designTasks(input, { variations, targets, own: { ...own, realisations, seed } }, { name, place, noise });
  const tasks: Task[] = designTasks(
    input,
    { variations: [], targets: [], own: { ...own, fixFractions: false } },
    { name: 'base', place: [], noise: searchNoise },
  );
  const points = designPoints('sobol', own.initial, variations.length, own.seed);
  const addPoints = (list: readonly (readonly number[])[], first: number): void => {
    list.forEach((place, k) => {
      const point = first + k;
      tasks.push(...make(`point-${String(point).padStart(5, '0')}`, place, searchNoise, own.realisations, own.seed));
    });
  };
  addPoints(points, 0);
  const done = new Set(rows.map(({ task }) => task.name));
  const isDone = (): boolean => tasks.every(({ name }) => done.has(name));
  let count = points.length;
  for (let round = 0; round < own.rounds; round++) {
    if (!isDone()) return tasks;
    const known: Searched[] = searchedPoints(rows, variations, targets);
    const chosen = chooseRound(known.slice(0, count), targets, variations.length, own.batch, own.seed + round);
    addPoints(chosen, count);
    count += chosen.length;
  }
  if (!isDone()) return tasks;
  let known = searchedPoints(rows, variations, targets).slice(0, count);
  const mine = ownPlace(variations);
  const searched = targets.filter(({ by }) => by === 'search');
  const fresh = { ...own, realisations: own.verification, seed: own.seed + 1 };
  const model = (name: string, noise: number): Task[] =>
    designTasks(
      input,
      { variations: [], targets: [], own: { ...fresh, fixFractions: false } },
      { name, place: [], noise },
    );
  for (let trial = 1; trial <= own.corrections; trial++) {
    const place = chooseProposal(known, targets, mine, own.seed);
    const [name, base] = [`trial-${trial}`, 'trial-own'];
    if (trial === 1) tasks.push(...model(base, trialNoise));
    tasks.push(...make(name, place, trialNoise, fresh.realisations, fresh.seed));
    if (!isDone()) return tasks;
    const [tried, plain] = [rowsNamed(rows, `${name}-`), rowsNamed(rows, `${base}-`)];
    const found = searched.map((target) => deviationOf(input.model, tried, plain, target)?.mean);
    known = corrected(known, targets, place, found);
  }
  const proposal = chooseProposal(known, targets, mine, own.seed);
  tasks.push(...model('own', freshNoise), ...make('proposal', proposal, freshNoise, fresh.realisations, fresh.seed));
  return tasks;
}

/** Parameters within bounds for wanted properties. */
export const inverse: StudyKind<InverseSettings> = {
  name: 'inverse',
  title: 'Inverse design',
  question: 'which parameters within bounds give wanted properties, and what is the nearest where none do',
  settings,
  plan,
  find: (own, input, rows) => {
    const variations = parseVariations(own.vary, input.model);
    return inverseFindings(
      input.model,
      parseTargets(own.targets, input.model, variations, quantitiesNamed(namesIn(own.descriptors))),
      variations,
      rows,
      own.precision,
    );
  },
};
