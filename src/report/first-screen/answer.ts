import type { ExactFitSummary } from '../../calibrate/index.ts';
import { type Comparison, type ExactNumbers, exactDifferences, isCompared, isOverall } from '../../compare/index.ts';
import { type Description, describedQuantities } from '../../descriptor/index.ts';
import { type NamedSetting, type Phrase, textOf } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { powerText } from '../figures/scales.ts';
import { unitText } from '../notation.ts';
import type { Answer } from '../report-data.ts';
import { leastP } from '../tables/exact-fit.ts';
import { numberText } from '../tables/table.ts';
import { standardErrorsOff } from './strip.ts';

/** Words in a row: 'a, b and c'. */
export function listText(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} and ${words[words.length - 1]}`;
}

/** How a command is written: the library names settings, the command line spells flags. */
export type NameSetting = (setting: NamedSetting) => string;

/** The words with which a command reads some maps again. */
function inputWords(maps: readonly PhaseMap[], paths: readonly string[]): (string | NamedSetting)[] {
  const [{ grid, phases }] = maps;
  const edges = [...new Set(grid.spacing)].length === 1 ? [grid.spacing[2]] : grid.spacing;
  const words = paths.map((path) => (/[\s'"$]/.test(path) ? `'${path.replaceAll("'", `'\\''`)}'` : path));
  return [
    ...words,
    { setting: 'labels', value: phases.map(({ name, label }) => `${label}=${name}`).join(',') },
    ...(grid.unit === 'voxel' ? [] : [{ setting: 'spacing', value: `${edges.join(',')}${grid.unit}` }]),
  ];
}

/** A command of its words, settings spelled as the caller spells them. */
export const commandText = (words: readonly (string | NamedSetting)[], name?: NameSetting): string =>
  textOf(words.flatMap((word, i) => (i === 0 ? [word] : [' ', word])) as Phrase, name);

/**
 * The largest disagreement in standard errors, as a sentence, exact numbers of a fit included.
 * @param before - the sentence in front of it.
 */
function largestDifference(comparison: Comparison, before: string, exact?: ExactNumbers): string | undefined {
  const measured = comparison.phases.flatMap(({ name, quantities }) =>
    quantities
      .filter(isOverall)
      .flatMap((own) =>
        isCompared(own) && own.verdict === 'differs' && Number.isFinite(standardErrorsOff(own)) ? [{ name, own }] : [],
      ),
  );
  const rows = [
    ...measured.map(({ name: of, own }) => ({ ...own, of, off: Math.abs(standardErrorsOff(own)) })),
    ...(exact ? exactDifferences(exact, comparison) : []).map(({ quantity: title, data: reference, ...own }) => ({
      ...{ ...own, title, reference, off: Math.abs(own.error / own.dataStandardError) },
    })),
  ];
  const [most] = rows.sort((a, b) => b.off - a.off);
  if (!most) return undefined;
  const { model, reference, title, unit, of, off } = most;
  const digits = { digits: 3 };
  const own = unit ? ` ${unitText(unit)}` : '';
  const quantity = `${title} of ${of}`;
  const begin = before.startsWith(quantity) ? 'It is' : `The clearest difference is the ${quantity}:`;
  return `${begin} ${numberText(model, digits)}${own} in the model, ${numberText(reference, digits)}${own} in the data (${off.toFixed(off < 10 ? 1 : 0)} standard errors).`;
}

/** What of an exact fit the answer follows. */
type FitTests = ExactNumbers & { readonly goodnessOfFit: Pick<ExactFitSummary['goodnessOfFit'], 'pValue'> };

/** What the goodness of fit says against a class, in one sentence; undefined where it says nothing. */
export function againstClass(pValue: number | null | undefined): string | undefined {
  if (pValue === undefined || pValue === null || pValue >= 0.05) return undefined;
  const claim =
    pValue < 0.01
      ? 'The class cannot represent the two-point functions of the images'
      : 'There is weak evidence against the class in the two-point functions of the images';
  const shown = pValue < leastP ? `< ${powerText(leastP)}` : `= ${powerText(Number(pValue.toPrecision(2)))}`;
  return `${claim} (goodness of fit, p ${shown}).`;
}

/** What a model may be used for, by its comparison with data. @param exactFit - to these data, where there is one. */
export function answerOf(
  comparison: Comparison,
  { exactFit, next }: { readonly exactFit?: FitTests | undefined; readonly next?: Answer['next'] | undefined },
): Answer {
  const { usable, unusable, sentence, reason: first, caution } = comparison.conclusion;
  const pValue = exactFit?.goodnessOfFit.pValue;
  const rejected = pValue !== undefined && pValue !== null && pValue < 0.01;
  const fit = againstClass(pValue);
  const shown = unusable.length > 0 ? [first, largestDifference(comparison, first, exactFit)] : [first];
  const reason = [...shown, fit, caution]
    .filter((text) => text !== undefined)
    .join(' ')
    .replace(/^./, (letter) => letter.toUpperCase());
  return {
    tone:
      unusable.length > 0 && usable.length === 0
        ? 'bad'
        : usable.length === 0 || unusable.length > 0 || rejected
          ? 'mixed'
          : 'good',
    sentence,
    ...(reason && { reason }),
    ...(next && { next }),
  };
}

/** What a description found, in one sentence with the least certain of its numbers. */
export function describedAnswer(
  description: Description,
  maps: readonly PhaseMap[],
  paths: readonly string[],
  name?: NameSetting,
): Answer {
  const numbers = describedQuantities(description);
  const shares = numbers.filter((own) => own.name === 'volumeFraction' && own.value !== null);
  const shareText = shares.map(({ phase, value, interval }) => {
    const half = interval ? ` ± ${(50 * (interval[1] - interval[0])).toFixed(1)}` : '';
    return `${phase} fills ${(100 * value!).toFixed(1)}${half} %`;
  });
  const [least] = numbers
    .filter(({ value, standardError, detail }) => value && standardError && !detail)
    .map((own) => ({ own, relative: Math.abs(own.standardError! / own.value!) }))
    .sort((a, b) => b.relative - a.relative);
  const volume = maps[0].grid.rank === 3;
  const hasIntervals = shares.some(({ interval }) => interval);
  return {
    tone: 'neutral',
    sentence: `${listText(shareText)}${hasIntervals ? ' (95 % interval)' : ''}.`,
    ...(least && {
      reason: `The least certain number is the ${least.own.title}${least.own.axis ? ` along ${least.own.axis}` : ''} of ${least.own.phase}: its standard error is ${(100 * least.relative).toFixed(0)} % of its value.`,
    }),
    ...(paths.length > 0 && {
      next: volume
        ? {
            why: 'Compare a calibrated model with this volume:',
            command: commandText(
              ['excursa validate', 'model.json', ...inputWords(maps, paths), { setting: 'as', value: 'volume' }],
              name,
            ),
          }
        : {
            why: 'Calibrate a model to these images:',
            command: commandText(
              ['excursa calibrate', ...inputWords(maps, paths), { setting: 'out', value: 'run' }],
              name,
            ),
          },
    }),
  };
}
