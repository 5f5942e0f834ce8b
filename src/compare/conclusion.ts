import type { QuantityLabel } from '../descriptor/index.ts';
import { automaticClass, classes, phaseCount } from '../phase/index.ts';
import {
  type Compared,
  type Conclusion,
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

/** A difference in words: 'mean chord of am +12 % (standard error 3 %)'. */
function differenceText(row: Row): string {
  const what = `${row.title} of ${row.phase}`;
  if (!isCompared(row)) return `${what}: ${row.reason}`;
  const sign = row.error > 0 ? '+' : '−';
  const size = Number.isFinite(row.error) ? percent(Math.abs(row.error)) : 'where the data have 0';
  const reading = row.reads && (row.error > 0 ? row.reads.above : row.reads.below);
  const error = Number.isFinite(row.standardError) ? ` (standard error ${percent(row.standardError)})` : '';
  return `${what} differs by ${sign}${size}${error}${reading ? `: ${reading}` : ''}`;
}

/** How far from zero a difference is, in standard errors. */
const strength = (row: Row): number =>
  isCompared(row) ? Math.abs(row.error) / Math.max(1e-12, row.standardError) : 1 / Math.max(1e-12, row.pValue);

const list = (names: readonly string[]): string =>
  names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

/** What may be done next: another class where it can show what this one cannot, or more realisations. */
function nextStep(
  { unusable, undecided }: Pick<Conclusion, 'unusable' | 'undecided'>,
  phases: number,
  realisations: number,
  model: string | undefined,
): NextStep | undefined {
  if (unusable.length > 0) {
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
  if (undecided.length === 0 || realisations >= 64) return undefined;
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
  { model, images = false }: { readonly model?: string | undefined; readonly images?: boolean } = {},
): Conclusion {
  const rows = phases.flatMap(({ name: phase, quantities }) =>
    quantities.filter(isOverall).map((own): Row => ({ ...own, phase })),
  );
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
  const parts = [
    ...(usable.length > 0 ? [`usable for ${list(usable)}`] : []),
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
  // What reads as a shape says more than a number: it comes first among the differences of its strength.
  const first = differing.find((row) => row.reads !== undefined && isCompared(row)) ?? differing[0];
  if (first) reason = `${differenceText(first)}.`;
  else if (untested) reason = 'Fewer than 4 realisations: nothing can be tested.';
  else if (blind.length > 0) {
    reason = `Undecided quantities could only have shown differences of ${percent(Math.min(...blind))} to ${percent(Math.max(...blind))}.`;
  }
  const next = nextStep({ unusable, undecided }, phases.length, realisations, model);
  const sentence = parts === '' ? 'Nothing is compared.' : `${parts[0].toUpperCase()}${parts.slice(1)}.`;
  const caution = images && { caution: withoutVolume };
  return { usable, unusable, undecided, sentence, reason, ...caution, ...(next && { next }) };
}
