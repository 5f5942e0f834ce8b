import type { Settings } from '../calibrate/index.ts';
import { fisherTail } from '../numerics/index.ts';
import { classes, type PresetName } from '../phase/index.ts';
import type { BlockDistances, Candidate, Choice, ClassEvaluation } from './choice.ts';
import { alikeShare, recognises, slowerThan } from './worth.ts';

/** Below this probability a class is called worse than another in a comparison of blocks. */
const significance = 0.01;
/** Differences below this share of the distance between the two parts of the data are no reason for more parameters. */
const margin = 0.1;

/** The rule by which a class is chosen, in words. */
export const ruleText =
  'classes are fitted to one half of the data and compared on the other. ' +
  'Out are those whose volume fractions or surface areas are further off than the two halves differ plus 2 % (and what chance makes of the realisations); ' +
  'of the rest, those that a linear discriminant of higher-order features distinguishes from the data more often than the one that is hardest to distinguish, beyond the 95 % interval of the difference; ' +
  'then those whose chord lengths, and after that those whose two-point functions, are further from the data than those of the nearest, block by block (one-sided paired t-test, p < 0.01, and by more than a tenth of the distance between the two halves). ' +
  'Of what is left the class with the fewest parameters is chosen.';

/** The rule where classes were fitted in little time, which chance must not decide. */
export const quickRuleText =
  'classes are fitted in little time to one half of the data and compared on the other. ' +
  'A class is left out where a linear discriminant recognises one that contains it, and that one looks further than chance allows; ' +
  'grains without a lining where those with one do not look nearest, and those with bubbles where grains neither look nearest nor alike. ' +
  'Out are those whose volume fractions or surface areas are further off than the two halves differ plus 2 % (and what chance makes of the realisations); ' +
  'of the rest, those whose sections look further from the data than those of the nearest: by more than a quarter in the squared distance of the mean higher-order features, and by more than chance. ' +
  'Of what is left classes with exact two-point functions go before classes that are fitted by simulation, and then those with the fewest parameters. ' +
  'A class that refines the one so chosen takes its place unless it looks further by more than a quarter; then it is fitted once more with another seed, and the nearer fit counts. ' +
  'Where the class so chosen has exact two-point functions and is recognised, a simulated class of those left that looks nearer is chosen. ' +
  'Where none does, one that is at most half as far again is fitted once more.';

/**
 * Probability, were two classes equally far from the data, that the first comes out as much further as it does:
 * one-sided paired t-test over the blocks, with the scatter of the realisations of both classes added to the error.
 */
export function probabilityAsFar(a: BlockDistances, b: BlockDistances): number {
  const differences = a.blocks.map((value, k) => value - b.blocks[k]);
  const n = differences.length;
  const mean = differences.reduce((sum, d) => sum + d, 0) / n;
  const variance = differences.reduce((sum, d) => sum + (d - mean) ** 2, 0) / (n - 1);
  if (n < 2 || mean <= 0) return 1;
  const squaredError = variance / n + a.modelError ** 2 + b.modelError ** 2;
  // Equal differences in all blocks leave no doubt.
  return squaredError === 0 ? 0 : fisherTail((mean * mean) / squaredError, 1, n - 1) / 2;
}

const percent = (value: number): string => `${(100 * Math.abs(value)).toFixed(1)} %`;

/** What a class misses on held-out data beyond what is allowed; undefined where nothing. */
function missed({ values }: ClassEvaluation): string | undefined {
  const [worst] = values
    .filter(({ error, allowed }) => Math.abs(error) > allowed)
    .sort((a, b) => Math.abs(b.error) - b.allowed - (Math.abs(a.error) - a.allowed));
  if (!worst) return undefined;
  const { quantity, phase, error, allowed } = worst;
  return `${quantity} of ${phase} is ${percent(error)} off on the held-out part, where ${percent(allowed)} are allowed`;
}

/** What gives a class away, as the end of a sentence. */
const giveawaysOf = ({ giveaways }: ClassEvaluation): string =>
  giveaways.length > 0 ? `: ${giveaways.join(', ')}` : '';

/** A stage of the rule: those that stay, and why the others do not. */
type Stage = (
  pool: readonly ClassEvaluation[],
  out: (one: ClassEvaluation, reason: string) => void,
) => ClassEvaluation[];

const byRealism: Stage = (pool, out) => {
  const tested = pool.filter(({ realism }) => realism !== null);
  if (tested.length < pool.length) return [...pool];
  const best = tested.reduce((a, b) => (b.realism!.accuracy < a.realism!.accuracy ? b : a));
  const half = ({ realism }: ClassEvaluation): number => (realism!.ci95[1] - realism!.ci95[0]) / 2;
  return pool.filter((one) => {
    const more = one.realism!.accuracy - best.realism!.accuracy;
    const interval = Math.hypot(half(one), half(best));
    if (one === best || more <= interval) return true;
    out(
      one,
      `a linear discriminant assigns ${percent(one.realism!.accuracy)} of the windows rightly, and ${percent(best.realism!.accuracy)} with ${best.model}, a difference beyond its 95 % interval of ${percent(interval)}${giveawaysOf(one)}`,
    );
    return false;
  });
};

const byBlocks =
  (what: string, pick: (one: ClassEvaluation) => BlockDistances): Stage =>
  (pool, out) => {
    const best = pool.reduce((a, b) => (pick(b).mean < pick(a).mean ? b : a));
    return pool.filter((one) => {
      const p = probabilityAsFar(pick(one), pick(best));
      const small = pick(one).mean - pick(best).mean <= margin * pick(best).dataAgainstData;
      if (one === best || small || p >= significance) return true;
      out(
        one,
        `its ${what} are further from the held-out blocks than those of ${best.model} (${pick(one).mean.toPrecision(3)} against ${pick(best).mean.toPrecision(3)}, p = ${p.toPrecision(1)})`,
      );
      return false;
    });
  };

const byLook: Stage = (pool, out) => {
  if (pool.some(({ look }) => look === null)) return [...pool];
  const best = pool.reduce((a, b) => (b.look!.value < a.look!.value ? b : a));
  const { value: least, expected } = best.look!;
  const most = (1 + alikeShare) * least + 2 * Math.sqrt(2 * expected);
  return pool.filter((one) => {
    if (one.look!.value <= most) return true;
    const [own, other] = [one, best].map(({ look }) => look!.value.toPrecision(3));
    out(
      one,
      `its sections look further from the held-out part than those of ${best.model} (squared distance ${own} against ${other}; one material has ${expected})${giveawaysOf(one)}`,
    );
    return false;
  });
};

const stagesOf: Readonly<Record<Settings['effort'], readonly Stage[]>> = {
  full: [
    byRealism,
    byBlocks('chord lengths', ({ chords }) => chords),
    byBlocks('two-point functions', ({ twoPoint }) => twoPoint),
  ],
  quick: [byLook],
};

/** A choice without what was held out. */
type Decision = Pick<Choice, 'model' | 'candidates' | 'sentence' | 'slower'>;

/**
 * The nearest of the classes fitted by simulation, if nearer than an exact class that is chosen and recognised. Its
 * short fit is a poor one, and already nearer.
 */
function nearerThanRecognised(first: ClassEvaluation, pool: readonly ClassEvaluation[]): ClassEvaluation | undefined {
  if (classes[first.model]?.method !== 'exact' || !recognises(first) || !first.look) return undefined;
  const most = first.look.value;
  return pool
    .filter(({ model, look }) => classes[model]?.method === 'simulated' && look && look.value < most)
    .sort((a, b) => a.look!.value - b.look!.value)[0];
}

/**
 * A class that refines the one that is chosen, and looks about as near. It has hardly more parameters, and a tie of two
 * short fits is chance: on one image looks of the plainer class scatter more by seed than they differ.
 */
function nearRefinement(first: ClassEvaluation, pool: readonly ClassEvaluation[]): ClassEvaluation | undefined {
  const most = (1 + alikeShare) * (first.look?.value ?? 0);
  return pool.find(({ model, look }) => classes[model]?.refines === first.model && look && look.value <= most);
}

/**
 * Chooses by `ruleText`. Where no class meets volume fractions and surface areas, all go on and the sentence says so.
 * @param failed - classes that could not be calibrated, with the reason. At least one evaluation.
 */
export function decide(
  evaluations: readonly ClassEvaluation[],
  failed: readonly { readonly model: PresetName; readonly reason: string }[],
  effort: Settings['effort'] = 'full',
): Decision {
  const reasons = new Map<ClassEvaluation, string>();
  const out = (one: ClassEvaluation, reason: string): void => {
    reasons.set(one, reason);
  };
  const misses = new Map(evaluations.map((one) => [one, missed(one)] as const));
  const met = evaluations.filter((one) => !misses.get(one));
  const noneMet = met.length === 0;
  let pool: readonly ClassEvaluation[] = noneMet ? evaluations : met;
  if (!noneMet) {
    for (const [one, reason] of misses) if (reason) out(one, `its ${reason}`);
  }
  for (const stage of stagesOf[effort]) pool = stage(pool, out);
  const farther = ({ realism, twoPoint }: ClassEvaluation): number => realism?.accuracy ?? twoPoint.mean;
  // A short fit of what is simulated is a poor one: such a class is chosen where it is better, not where it is simpler.
  const late = ({ model }: ClassEvaluation): number =>
    Number(effort === 'quick' && classes[model]?.method === 'simulated');
  const [first] = [...pool].sort((a, b) => late(a) - late(b) || a.parameters - b.parameters || farther(a) - farther(b));
  const isQuick = effort === 'quick';
  const refined = isQuick ? nearRefinement(first, pool) : undefined;
  const nearer = isQuick ? nearerThanRecognised(first, pool) : undefined;
  const chosen = refined ?? nearer ?? first;
  const isSimplest = pool.every(({ parameters }) => parameters >= chosen.parameters);
  const whyChosen = (): string => {
    if (evaluations.length === 1) return 'the only class that could be compared';
    if (refined) return `it refines ${first.model} and looks about as near or nearer`;
    if (nearer) return `its short fit looks nearer than ${first.model}, which a linear discriminant recognises`;
    if (pool.length === 1) return 'no other class comes as near to the images';
    const among = isSimplest ? '' : ' among those with an exact fit';
    return `of ${pool.length} equally good classes it has the fewest parameters${among}`;
  };
  const why = whyChosen();
  const equivalentBecause = (one: ClassEvaluation): string => {
    if (refined && one === first) return `not worse beyond chance, but ${chosen.model} refines it`;
    if (nearer) return 'not worse beyond chance, but it looks further away';
    if (one.parameters < chosen.parameters) return 'not better, and fitted by simulation';
    return `not worse, but ${one.parameters} parameters`;
  };
  const judged = chosen.realism
    ? ` On parts of the images that no fit saw a linear discriminant recognises ${percent(chosen.realism.accuracy)} of its windows, where 50 % is a guess.`
    : '';
  const candidates = [
    ...evaluations.map((evaluation): Candidate => {
      const { model } = evaluation;
      if (evaluation === chosen) return { model, evaluation, verdict: 'chosen', reason: why };
      const reason = reasons.get(evaluation);
      if (reason) return { model, evaluation, verdict: 'worse', reason };
      return { model, evaluation, verdict: 'equivalent', reason: equivalentBecause(evaluation) };
    }),
    ...failed.map(({ model, reason }): Candidate => ({ model, verdict: 'failed', reason })),
  ];
  const slower = effort === 'quick' ? slowerThan(chosen, evaluations) : undefined;
  const hope = slower
    ? ` A full fit of ${slower} takes ${classes[slower].cost} and may look more like the images.`
    : '';
  const warning = noneMet ? ` No class meets the held-out part: its ${misses.get(chosen)}.` : '';
  return {
    model: chosen.model,
    candidates,
    sentence: `${chosen.model} (${chosen.parameters} parameters) is chosen: ${why}.${judged}${hope}${warning}`,
    ...(slower && { slower }),
  };
}
