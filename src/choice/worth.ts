import { looksAlike } from '../morphology/index.ts';
import { classes, type PresetName } from '../phase/index.ts';
import type { Choice, ClassEvaluation } from './choice.ts';

/** Share of windows above which a class is called recognised: three of four. */
const recognisable = 0.75;

/** Squared distances no further apart than this share are called alike. */
export const alikeShare = 0.25;

/** Whether the linear discriminant recognises a class. */
export const recognises = ({ realism }: ClassEvaluation): boolean => (realism?.accuracy ?? 0) > recognisable;

/** Classes in the order in which they are compared in little time: behind those that decide whether they are. */
export function inQuickOrder(names: readonly PresetName[]): PresetName[] {
  const out = new Set<PresetName>();
  const place = (name: PresetName): void => {
    if (out.has(name)) return;
    for (const other of names) {
      if (classes[other].contains === name || classes[name].after === other) place(other);
    }
    out.add(name);
  };
  for (const name of names) place(name);
  return [...out];
}

/** Whether images are of another kind than a class makes: it is recognised, and looks further than chance allows. */
const isOut = (one: ClassEvaluation): boolean =>
  recognises(one) && one.look !== null && !looksAlike(one.look.value, one.look.expected);

/**
 * Whether a class is worth its time: the one before it was not left out and, if compared, looks nearest so far, or
 * alike where this one refines it; and no class that contains it is out.
 * @param leftOut - classes that were not worth their time.
 */
export function isWorthTrying(
  model: PresetName,
  evaluations: readonly ClassEvaluation[],
  leftOut: readonly PresetName[] = [],
): boolean {
  if (leftOut.some((own) => own === classes[model].after)) return false;
  if (evaluations.some((own) => classes[own.model]?.contains === model && isOut(own))) return false;
  const before = evaluations.find((own) => own.model === classes[model].after)?.look;
  const slack = classes[model].refines === undefined ? 1 : 1 + alikeShare;
  return !before || evaluations.every(({ look }) => !look || slack * look.value >= before.value);
}

/** Whether the linear discriminant recognises the chosen class, so that others are worth their time. */
export const isRecognised = ({ candidates }: Pick<Choice, 'candidates'>): boolean =>
  candidates.some(({ verdict, evaluation }) => verdict === 'chosen' && evaluation && recognises(evaluation));

/** A short fit up to so many times as far as the chosen class leaves hope for a full one, which takes minutes. */
const hopeful = 2;
/** One up to so many times as far may have missed by chance: one class's short fits differ by as much by seed. */
const maybeByChance = 1.5;

/** The nearest of the classes fitted by simulation, but for the chosen one, if it is at most `factor` times as far. */
function nearestSimulated(
  chosen: ClassEvaluation,
  evaluations: readonly ClassEvaluation[],
  factor: number,
): PresetName | undefined {
  const most = factor * (chosen.look?.value ?? 0);
  return evaluations
    .filter((one) => one !== chosen && classes[one.model]?.method === 'simulated' && one.look && one.look.value <= most)
    .sort((a, b) => a.look!.value - b.look!.value)[0]?.model;
}

/**
 * A class that is worth its time where the chosen one is recognised: one that contains it and was not compared, or else
 * the nearest of those that are fitted by simulation, if it leaves hope.
 */
export function slowerThan(chosen: ClassEvaluation, evaluations: readonly ClassEvaluation[]): PresetName | undefined {
  if (!recognises(chosen)) return undefined;
  const larger = Object.values(classes).find(({ contains }) => contains === chosen.model)?.record.name;
  const isNew = larger !== undefined && !evaluations.some(({ model }) => model === larger);
  return isNew ? larger : nearestSimulated(chosen, evaluations, hopeful);
}

/**
 * A class whose short fit is to be made again with another seed, as chance may have decided: one that refines the
 * chosen class, and came out worse; or one that is nearly as near as an exact class that is chosen and recognised.
 */
export function worthAnotherFit({ candidates }: Pick<Choice, 'candidates'>): PresetName | undefined {
  const evaluations = candidates.flatMap(({ evaluation }) => evaluation ?? []);
  const chosen = candidates.find(({ verdict }) => verdict === 'chosen')?.evaluation;
  if (!chosen) return undefined;
  const refining = evaluations.find(({ model }) => classes[model]?.refines === chosen.model);
  if (refining) return refining.model;
  if (!recognises(chosen) || classes[chosen.model]?.method !== 'exact') return undefined;
  return nearestSimulated(chosen, evaluations, maybeByChance);
}

/** The better of two fits of a class: the one whose sections look nearer. */
export function nearerFit(first: ClassEvaluation, second: ClassEvaluation): ClassEvaluation {
  return (second.look?.value ?? Infinity) < (first.look?.value ?? Infinity) ? second : first;
}
