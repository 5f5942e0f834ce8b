import type { QuantityLabel } from '../descriptor/index.ts';
import { automaticClass, classes, phaseCount } from '../phase/index.ts';
import {
  type Compared,
  type Conclusion,
  type ExactDifference,
  isCompared,
  isOverall,
  type Missing,
  type NextStep,
  type PhaseComparison,
} from './comparison.ts';

/** A row of one phase. */
type Row = QuantityLabel & {
  readonly phase: string;
  readonly shows?: string;
  readonly reads?: { readonly above: string; readonly below: string };
} & (Compared | Missing);

/** Two digits, without a power of ten where the number is large: '860 %'. */
const percent = (value: number): string => {
  const digits = (100 * value).toPrecision(2);
  return `${digits.includes('e+') ? Number(digits) : digits} %`;
};

/** Quantities that follow from volume fractions and lengths alone; where they differ, nothing is told of shapes. */
const means = ['volumeFraction', 'specificSurfaceArea', 'chordLength'];

const meansOf = (rows: readonly Row[]): Row[] => rows.filter(({ name }) => means.includes(name));

/** Largest quotient of factors of length that count as one factor. */
const oneFactor = 1.15;

/**
 * The factor by which all lengths of a model are those of the data, from the mean chords of all phases; undefined where
 * they do not agree on one.
 */
function lengthFactor(rows: readonly Row[]): number | undefined {
  const chords = rows.filter(({ name }) => name === 'chordLength');
  const factors = chords.flatMap((row) => (isCompared(row) && Number.isFinite(row.error) ? [1 + row.error] : []));
  if (factors.length < 2 || factors.length < chords.length || Math.min(...factors) <= 0) return undefined;
  if (Math.max(...factors) > oneFactor * Math.min(...factors)) return undefined;
  return Math.exp(factors.reduce((sum, f) => sum + Math.log(f), 0) / factors.length);
}

/** A difference in words: 'mean chord of am +12 % (standard error 3 %)'. */
function differenceText(row: Row, readsAsShape: boolean): string {
  const what = `${row.title} of ${row.phase}`;
  if (!isCompared(row)) return `${what}: ${row.reason}`;
  if (!Number.isFinite(row.error))
    return `${what} is ${Number(row.model.toPrecision(2))} in the model and 0 in the data`;
  const sign = row.error > 0 ? '+' : '−';
  const reading = readsAsShape && row.reads && (row.error > 0 ? row.reads.above : row.reads.below);
  const error = Number.isFinite(row.standardError) ? ` (standard error ${percent(row.standardError)})` : '';
  return `${what} differs by ${sign}${percent(Math.abs(row.error))}${error}${reading ? `: ${reading}` : ''}`;
}

/** An exact number of the fit that differs, as a row beside those of realisations. */
const exactRow = ({ quantity, of, unit, shows, ...number }: ExactDifference): Row => ({
  ...{ name: quantity, title: quantity, unit, shows, phase: of, model: number.model, reference: number.data },
  ...{
    error: number.error,
    standardError: number.dataStandardError,
    degreesOfFreedom: number.degreesOfFreedom,
    pValue: number.pValue,
    scatter: 0,
  },
  ...{ verdict: 'differs', delta: 0, detectable: null, fitted: true, realisations: 0, ranked: false },
});

/** How far from zero a difference is, in standard errors. */
const strength = (row: Row): number =>
  isCompared(row) ? Math.abs(row.error) / Math.max(1e-12, row.standardError) : 1 / Math.max(1e-12, row.pValue);

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** Share of the variance of a difference that more realisations must be able to take away to be worth a word. */
const worthwhile = 0.2;

/** Share of the variance of most undecided differences that comes from the model's realisations. */
function shareOfModel(rows: readonly Row[]): number {
  const shares = rows
    .flatMap((row) =>
      isCompared(row) && row.verdict === 'undecided' && row.standardError > 0 && Number.isFinite(row.standardError)
        ? [row.scatter ** 2 / row.realisations / row.standardError ** 2]
        : [],
    )
    .sort((a, b) => a - b);
  return shares[shares.length >> 1] ?? 1;
}

/** What may be done next: a fit to the reference, another class that can show what this one cannot, or realisations. */
function nextStep(
  { unusable, undecided }: Pick<Conclusion, 'unusable' | 'undecided'>,
  given: {
    readonly phases: number;
    readonly realisations: number;
    readonly model: string | undefined;
    readonly meansDiffer: boolean;
    /** Whether nothing else differs, so that the class is not to blame. */
    readonly onlyMeans: boolean;
    readonly images: boolean;
    readonly modelDecides: boolean;
  },
): NextStep | undefined {
  const { phases, realisations, model, meansDiffer, onlyMeans, images, modelDecides } = given;
  if (unusable.length > 0) {
    if (meansDiffer && images && model !== undefined && classes[model]) {
      const [value, purpose] = onlyMeans
        ? [model, 'fit the same class to these images']
        : [automaticClass, 'choose a class for these images'];
      return { command: 'calibrate', settings: [{ setting: 'model', value }], purpose, ofReference: true };
    }
    const fit = Object.values(classes).find(
      ({ record, reaches = [] }) =>
        record.name !== model && phaseCount(record) === phases && reaches.some((own) => unusable.includes(own)),
    );
    const already = model !== undefined && unusable.some((own) => classes[model]?.reaches?.includes(own));
    const value = fit && !already ? fit.record.name : automaticClass;
    const purpose =
      fit && !already ? `a class that has ${list(fit.reaches ?? [])} of its own` : 'the class that suits best';
    return { command: 'calibrate', settings: [{ setting: 'model', value }], purpose: `try ${purpose}` };
  }
  if (undecided.length === 0 || realisations >= 64 || !modelDecides) return undefined;
  const value = Math.max(16, 2 * realisations);
  return {
    command: 'validate',
    settings: [{ setting: 'realisations', value }],
    purpose: 'decide more, as far as the data allow',
  };
}

/** What images leave open. */
const withoutVolume =
  'Conductivity was not compared: images do not have it. Give a volume of the material before the twin is used for it.';

/**
 * What a comparison allows to use the model for. A property is usable when all its quantities agree; it is not when one
 * differs; else it is undecided. The sentence names apart what is undecided although it was fitted to this reference.
 */
export function conclude(
  phases: readonly PhaseComparison[],
  realisations: number,
  {
    model,
    images = false,
    exact = [],
  }: {
    readonly model?: string | undefined;
    readonly images?: boolean;
    readonly exact?: readonly ExactDifference[];
  } = {},
): Conclusion {
  const measured = phases.flatMap(({ name: phase, quantities }) =>
    quantities.filter(isOverall).map((own): Row => ({ ...own, phase })),
  );
  const rows = [...measured, ...exact.map(exactRow)];
  const properties = [...new Set(rows.map(({ shows }) => shows ?? 'further quantities'))];
  const rowsOf = (property: string): Row[] => rows.filter(({ shows }) => (shows ?? 'further quantities') === property);
  const differing = rows.filter(({ verdict }) => verdict === 'differs').sort((a, b) => strength(b) - strength(a));
  const unusable = properties.filter((own) => rowsOf(own).some(({ verdict }) => verdict === 'differs'));
  const usable = properties.filter(
    (own) => !unusable.includes(own) && rowsOf(own).every(({ verdict }) => verdict === 'agrees'),
  );
  const undecided = properties.filter((own) => !unusable.includes(own) && !usable.includes(own));
  const byFit = undecided.filter((own) =>
    rowsOf(own).every(({ verdict, fitted }) => fitted && verdict !== 'not testable'),
  );
  const open = undecided.filter((own) => !byFit.includes(own));
  // That a fit meets what it was fitted to is no evidence, and the sentence says so.
  const fittedTo = usable.filter((own) => rowsOf(own).every(({ fitted }) => fitted));
  const shown = usable.filter((own) => !fittedTo.includes(own));
  const parts = [
    ...(shown.length > 0 ? [`usable for ${list(shown)}`] : []),
    ...(fittedTo.length > 0 ? [`usable, as far as the fit tells, for ${list(fittedTo)}`] : []),
    ...(unusable.length > 0 ? [`not for ${list(unusable)}`] : []),
    ...(byFit.length > 0 ? [`fitted but undecided for ${list(byFit)}`] : []),
    ...(open.length > 0 ? [`undecided for ${list(open)}`] : []),
  ].join('; ');
  const blind = rows.flatMap((row) =>
    isCompared(row) && row.verdict === 'undecided' && Number.isFinite(row.detectable ?? Number.NaN)
      ? [row.detectable ?? 0]
      : [],
  );
  const untested = rows.every(({ verdict }) => verdict === 'not testable');
  let reason = 'No quantity differs.';
  // What was fitted to this reference says how well the fit did, not whether the model is one of it.
  const differingMeans = meansOf(differing).filter(({ fitted }) => !fitted);
  const meansDiffer = differingMeans.length > 0;
  const onlyMeans = meansOf(differing).length === differing.length;
  const factor = lengthFactor(measured);
  // What reads as a shape says more than a number, where volume fractions and lengths are right; else these come first.
  const shape = meansDiffer ? undefined : differing.find((row) => row.reads !== undefined && isCompared(row));
  const first = shape ?? differingMeans[0] ?? differing[0];
  const modelDecides = shareOfModel(rows) >= worthwhile;
  if (first && meansDiffer && factor !== undefined && Math.abs(factor - 1) > 0.05) {
    reason = `Lengths of the model are about ${factor.toFixed(2)} times those of the data: ${differenceText(first, false)}.`;
  } else if (first) reason = `${differenceText(first, !meansDiffer)}.`;
  else if (untested) reason = 'Fewer than 4 realisations: nothing can be tested.';
  else if (blind.length > 0) {
    const [least, most] = [Math.min(...blind), Math.max(...blind)].map(percent);
    const sizes = least === most ? least : `${least} to ${most}`;
    const help = modelDecides ? '' : ' More or larger images help, more realisations do not.';
    reason = `In undecided quantities only differences above ${sizes} would have been seen.${help}`;
  }
  const next = nextStep(
    { unusable, undecided },
    { phases: phases.length, realisations, model, meansDiffer, onlyMeans, images, modelDecides },
  );
  const sentence = parts === '' ? 'Nothing is compared.' : `${parts[0].toUpperCase()}${parts.slice(1)}.`;
  const caution = images && { caution: withoutVolume };
  return { usable, unusable, undecided, sentence, reason, ...caution, ...(next && { next }) };
}
