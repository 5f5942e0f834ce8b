import { familyOf } from '../correlation/index.ts';
import { studentQuantile } from '../numerics/index.ts';
import { type ExcursionModel, parametersOf } from '../phase/index.ts';
import { type Cell, type Chart, countCell, missingCell, percentCell, type Table } from '../report/index.ts';
import type { Findings, Row } from './study-kind.ts';
import { labelOf, meanWithError } from './tidy-table.ts';

/** Means over held-out blocks that differ are told apart at this level. */
const level = 0.95;

/** Value of a quantity of a phase in a row. */
const numberOf = ({ values }: Row, quantity: string, phase?: string): number =>
  values.find((one) => one.quantity === quantity && one.phase === phase)?.value ?? Number.NaN;

/** Squared misfits of the held-out blocks of a family, one quarter after the other - [block]. */
const heldOutOf = (rows: readonly Row[], family: string, phase: string): number[] =>
  rows
    .filter((row) => labelOf(row, 'family') === family)
    .flatMap(({ values }) =>
      values.flatMap((one) => (one.quantity === 'heldOut' && one.phase === phase ? [one.value!] : [])),
    );

/** A difference of squared misfits of the same blocks, relative to a squared misfit. */
interface Difference {
  readonly mean: number;
  /** Half width of the interval. */
  readonly half: number;
}

/** Mean difference of paired numbers over a scale, with its interval by Student's t. */
function pairedChange(own: readonly number[], base: readonly number[], scale: number): Difference | undefined {
  if (own.length !== base.length || own.length < 3) return undefined;
  const { mean, error } = meanWithError(own.map((value, b) => (value - base[b]) / scale));
  return { mean, half: studentQuantile((1 + level) / 2, own.length - 1) * error! };
}

const isTold = ({ mean, half }: Difference): boolean => Math.abs(mean) > half;

const percent = (value: number): string => `${(100 * value).toPrecision(2)} %`.replace('-', '−');

/** Families against the first of them: misfits of the hardest phase, and of the others. */
export function familiesFindings(names: readonly string[], model: ExcursionModel, rows: readonly Row[]): Findings {
  const phases = model.phases.map(({ name }) => name);
  const whole = new Map(
    rows.filter((row) => labelOf(row, 'held-out quarter') === 'none').map((row) => [labelOf(row, 'family'), row]),
  );
  const known = names.filter((name) => whole.has(name));
  const [base] = known;
  const misfit = (family: string, phase: string): number => numberOf(whole.get(family)!, 'misfit', phase);
  const hardest = [...phases].sort((a, b) => misfit(base, b) - misfit(base, a))[0];
  const found = known.flatMap((family) =>
    phases.map((phase) => {
      const own = heldOutOf(rows, family, phase);
      return {
        ...{ family, phase, misfit: misfit(family, phase) },
        heldOut: own.length > 0 ? Math.sqrt(meanWithError(own).mean) : undefined,
        change: family === base ? undefined : pairedChange(own, heldOutOf(rows, base, phase), misfit(base, phase) ** 2),
      };
    }),
  );
  const ofHardest = found.filter(({ phase }) => phase === hardest);
  const lower = ofHardest.filter(({ change }) => change && isTold(change) && change.mean < 0);
  const higher = ofHardest.filter(({ change }) => change && isTold(change) && change.mean > 0);
  const word = ({ family, change }: (typeof found)[number]): string =>
    `${family} (${percent(change!.mean)} ± ${percent(change!.half)})`;
  const best = [...ofHardest].sort((a, b) => a.misfit - b.misfit)[0];
  const least = misfit(base, hardest);
  const fits: Table = {
    name: 'fits',
    title: 'Fits to all blocks',
    columns: [
      { name: 'family' },
      { name: 'parameters' },
      {
        name: 'loss over features',
        definition: 'squared misfit in units of the scatter of blocks, 1 where a model is true',
      },
      { name: 'discrepancy', unit: '%', definition: 'error of every feature that the class had to be granted' },
    ],
    rows: known.map((family): Cell[] => [
      family,
      countCell(parametersOf(model.record, family).length),
      { value: numberOf(whole.get(family)!, 'loss'), digits: 3 },
      percentCell(numberOf(whole.get(family)!, 'discrepancy')),
    ]),
    notes: [`Class ${model.record.name}. The loss of a family counts with the discrepancy that it was granted.`],
  };
  const table: Table = {
    name: 'misfits',
    title: 'Misfits of two-point functions',
    columns: [
      { name: 'phase' },
      { name: 'family' },
      { name: 'misfit', unit: '%', definition: 'root mean square over lags, relative to phi (1 - phi), all blocks' },
      { name: 'held-out misfit', unit: '%', definition: 'the same for single blocks that the fit has not seen' },
      {
        ...{ name: `change against ${base}`, unit: '%', errorName: 'half width of the 95 % interval' },
        definition: `of the squared misfit with held-out blocks, pairs of the same blocks, over that of ${base} with all`,
      },
      { name: 'told apart' },
    ],
    rows: [hardest, ...phases.filter((phase) => phase !== hardest)].flatMap((phase) =>
      found
        .filter((own) => own.phase === phase)
        .map(({ family, misfit: own, heldOut, change }): Cell[] => [
          phase,
          family,
          percentCell(own),
          heldOut === undefined ? missingCell('no held-out fit') : percentCell(heldOut),
          change
            ? percentCell(change.mean, { error: 100 * change.half, signed: true })
            : missingCell('the one compared with'),
          change
            ? isTold(change)
              ? change.mean < 0
                ? 'better'
                : 'worse'
              : 'no'
            : missingCell('the one compared with'),
        ]),
    ),
    notes: [
      'Most of a held-out misfit is the scatter of blocks, which all families share and which cancels in changes.',
    ],
  };
  const others = ofHardest.flatMap((own) => (own.change ? [{ ...own, change: own.change }] : []));
  const chart: Chart = {
    name: 'held-out-misfits',
    title: `Held-out squared misfit of ${hardest} against that of ${base}`,
    xLabel: 'family of correlation functions [1]',
    yLabel: 'change of the squared misfit [%]',
    xNames: others.map(({ family }) => family),
    series: [
      {
        ...{ label: 'mean over held-out blocks, 95 % interval', look: 'dots', colour: 1 },
        points: others.map(({ change: { mean, half } }, x) => ({
          ...{ x, y: 100 * mean, low: 100 * (mean - half), high: 100 * (mean + half) },
        })),
      },
    ],
    caption: `The hardest phase is ${hardest}. Below 0 is better than ${base}.`,
  };
  const judged = ofHardest.some(({ change }) => change);
  return {
    conclusion: [
      `The hardest phase is ${hardest}: ${base} misses its two-point function by ${percent(least)} of phi (1 − phi).`,
      ...(judged
        ? [
            lower.length === 0
              ? 'No family reduces its misfit in held-out blocks beyond 95 % intervals.'
              : `In held-out blocks its squared misfit falls with ${lower.map(word).join(', ')}.`,
            ...(higher.length > 0 ? [`It rises with ${higher.map(word).join(', ')}.`] : []),
          ]
        : []),
      best.family === base
        ? `In all blocks ${base} is nearest.`
        : `In all blocks ${best.family} is nearest, ${percent(best.misfit)}: ${percent(best.misfit / least - 1)} against ${base}.`,
    ],
    tables: [fits, table],
    figures: judged ? [chart] : [],
    terms: known.map((name) => [name, familyOf(name).summary] as const),
  };
}
