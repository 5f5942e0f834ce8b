import { z } from 'zod';
import { ExcursaError } from '../../errors.ts';
import { designPoints } from '../designs.ts';
import { drawSettings, namesIn, pointNumbers, varySettings } from '../draw-settings.ts';
import { quantitiesNamed } from '../draw-work.ts';
import { designTasks } from '../inverse-tasks.ts';
import { paretoFindings, tradedPoints } from '../pareto-findings.ts';
import { chooseFront, chooseTrades } from '../pareto-search.ts';
import type { Row, StudyInput, StudyKind, Task } from '../study-kind.ts';
import { parseTargets, type Target } from '../targets.ts';
import { parseVariations } from '../variation.ts';

const settings = z.strictObject({
  properties: z.string().min(1).meta({
    description: 'two properties to trade, the larger the better: se.relativeConductivity,am.relativeConductivity',
    example: 'se.relativeConductivity,am.relativeConductivity',
  }),
  kept: z
    .string()
    .default('')
    .describe('properties that a trade keeps, by closed forms: am.volumeFraction=same,am.specificSurfaceArea=same'),
  ...varySettings,
  initial: z.int().min(4).max(1000).default(12).describe('points of a search before it chooses any'),
  rounds: z.int().min(0).max(100).default(3).describe('rounds in which a search chooses points'),
  batch: z.int().min(1).max(64).default(4).describe('points that a search chooses in a round'),
  members: z.int().min(2).max(50).default(5).describe('points of the front that fresh realisations measure'),
  verification: z.int().min(4).max(150).default(12).describe('fresh realisations of what is proposed'),
  ...drawSettings,
});

/** Settings of a study of a front. */
export type ParetoSettings = z.output<typeof settings>;

/** As in inverse design: one noise for a search, and another for what is shown at the end. */
const [searchNoise, freshNoise] = [pointNumbers - 3, pointNumbers - 4];

/** The two properties, and what is kept. @throws ExcursaError (usage) for others than two, and for no closed form. */
function asked({ properties, kept, vary, descriptors }: ParetoSettings, { model }: StudyInput) {
  const variations = parseVariations(vary, model);
  const measured = quantitiesNamed(namesIn(descriptors));
  const both = parseTargets(
    namesIn(properties)
      .map((name) => `${name}=same`)
      .join(','),
    model,
    variations,
    measured,
  );
  const refuse = (setting: string, expected: string, got: string, value: string): never => {
    throw new ExcursaError({ kind: 'usage', what: { setting }, expected, got, remedy: { setting, value } });
  };
  const example = model.phases.slice(0, 2).map(({ name }) => `${name}.relativeConductivity`);
  if (both.length !== 2 || both.some(({ by }) => by !== 'search')) {
    refuse('properties', 'two properties that realisations have to show', properties, example.join(','));
  }
  // A list of closed forms alone is no list of targets: one of the two properties stands beside it.
  const list =
    kept === '' ? [] : parseTargets(`${namesIn(properties)[0]}=same,${kept}`, model, variations, measured).slice(1);
  if (list.some(({ by }) => by === 'search')) {
    refuse('kept', 'volume fractions, and one surface area', kept, `${model.phases[0].name}.volumeFraction=same`);
  }
  return { variations, both: both as [Target, Target], kept: list };
}

function plan(own: ParetoSettings, input: StudyInput, rows: readonly Row[]): readonly Task[] {
  const { variations, both, kept } = asked(own, input);
  const fresh = { ...own, realisations: own.verification, seed: own.seed + 1 };
  const model = (name: string, noise: number, of: ParetoSettings): Task[] =>
    designTasks(
      input,
      { variations: [], targets: [], own: { ...of, fixFractions: false } },
      { name, place: [], noise },
    );
  const at = (name: string, place: readonly number[], noise: number, of: ParetoSettings): Task[] =>
    designTasks(input, { variations, targets: kept, own: of }, { name, place, noise });
  const tasks = model('base', searchNoise, own);
  const points = designPoints('sobol', own.initial, variations.length, own.seed);
  let count = 0;
  const add = (places: readonly (readonly number[])[]): void => {
    for (const place of places) tasks.push(...at(`point-${String(count++).padStart(5, '0')}`, place, searchNoise, own));
  };
  add(points);
  const done = new Set(rows.map(({ task }) => task.name));
  const isDone = (): boolean => tasks.every(({ name }) => done.has(name));
  const known = () => tradedPoints(rows, variations, both).slice(0, count);
  for (let round = 0; round < own.rounds; round++) {
    if (!isDone()) return tasks;
    const found = known();
    if (found.length < 3) return tasks;
    add(chooseTrades(found, variations.length, own.batch, own.seed + round));
  }
  if (!isDone() || known().length < 3) return tasks;
  tasks.push(...model('own', freshNoise, fresh));
  chooseFront(known(), variations.length, own.members, own.seed).forEach((place, k) => {
    tasks.push(...at(`front-${String(k).padStart(2, '0')}`, place, freshNoise, fresh));
  });
  return tasks;
}

/** What two properties cost each other. */
export const pareto: StudyKind<ParetoSettings> = {
  name: 'pareto',
  title: 'Front of two properties',
  question: 'how much of one property the other costs within bounds, and which parameters are best for both',
  settings,
  plan,
  find: (own, input, rows) => {
    const { variations, both, kept } = asked(own, input);
    return paretoFindings(input.model, both, kept, variations, rows);
  },
};
