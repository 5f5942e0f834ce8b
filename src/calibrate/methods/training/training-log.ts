import type { Parameter } from '../../../correlation/index.ts';
import type { Phrase } from '../../../errors.ts';
import { type Settings, skipBelowOf, trainsOnImages } from '../../settings.ts';

/** Stages of a calibration, in order. */
export type Stage = 'screening' | 'generator' | 'discriminator' | 'alternating';

/** One line of log.jsonl: a step, and after some steps an evaluation on hard realisations. */
export interface LogEntry {
  /** Running number over all stages, from 1. */
  readonly step: number;
  readonly stage: Stage;
  /** Order that is trained: material phase labels of Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  readonly tppfLoss?: number;
  /**
   * Exact loss of the step's parameters relative to the exact optimum, and whether they had to be moved back into the
   * trust region.
   */
  readonly exactLoss?: number;
  readonly restored?: boolean;
  readonly adversarialLoss?: number;
  readonly discriminatorLoss?: number;
  /** Share of real and of generated images that the discriminator judged rightly. */
  readonly realAccuracy?: number;
  readonly fakeAccuracy?: number;
  /** Whether the discriminator was updated. */
  readonly updated?: boolean;
  /** Relative errors by material phase, on hard realisations of the averaged parameters. */
  readonly volumeFractionErrors?: readonly number[];
  readonly surfaceAreaErrors?: readonly number[];
  /** Root mean square of those errors: what decides which parameters are kept. */
  readonly descriptorError?: number;
  /** Two-point misfit of the hard realisations. */
  readonly misfit?: number;
  /** Distance of what realisations look like from images that the discriminator has not seen: in its place there. */
  readonly score?: number;
  /** Whether this evaluation is the best so far. */
  readonly best?: boolean;
}

/** A known way for a calibration to go wrong, seen in its history. */
export interface Signature {
  readonly name: string;
  readonly sentence: string;
  /** What may help, naming settings. */
  readonly cure: Phrase;
}

/** What the detectors look at. */
export interface History {
  readonly entries: readonly LogEntry[];
  readonly settings: Settings;
  /** Scalars of the model that was kept, with their values. */
  readonly scalars: readonly { readonly parameter: Parameter; readonly value: number }[];
}

const mean = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
const percent = (value: number): string => `${(100 * value).toFixed(1)} %`;

/** Steps over which a symptom must last. */
const span = 100;
/** A discriminator that cannot tell has the loss ln 2 = 0.693; within this distance of it, it has learnt nothing. */
const undecided = 0.02;

type Detector = (history: History) => Signature | undefined;

const stuck: Detector = ({ entries }) => {
  const losses = entries.flatMap((e) => (e.discriminatorLoss === undefined ? [] : [e.discriminatorLoss])).slice(-span);
  if (losses.length < span || Math.max(...losses.map((l) => Math.abs(l - Math.LN2))) > 5 * undecided) return undefined;
  if (Math.abs(mean(losses) - Math.LN2) > undecided) return undefined;
  return {
    name: 'discriminator stuck',
    sentence: `The discriminator's loss stayed at ${mean(losses).toFixed(3)}, that of guessing (ln 2), over its last ${span} steps.`,
    cure: [
      'Give it more steps first (',
      { setting: 'discriminatorSteps' },
      '), a higher ',
      { setting: 'discriminatorRate' },
      ' or a larger ',
      { setting: 'discriminator' },
      '.',
    ],
  };
};

const frozen: Detector = ({ entries, settings }) => {
  const steps = entries.filter((e) => e.stage === 'alternating' && e.updated !== undefined).slice(-span);
  const skipped = steps.filter((e) => !e.updated).length;
  if (steps.length < span || skipped < 0.95 * span) return undefined;
  return {
    name: 'discriminator frozen',
    sentence: `The discriminator's update was skipped in ${skipped} of its last ${span} steps: its loss stays below ${skipBelowOf(settings)}, it tells the model from the data with ease.`,
    cure: [
      'The model class may be unable to look like the data; try another ',
      { setting: 'model' },
      ' or ',
      { setting: 'order' },
      ', a smaller ',
      { setting: 'discriminator' },
      ', or a lower ',
      { setting: 'skipBelow' },
      '.',
    ],
  };
};

const rough: Detector = ({ entries }) => {
  const last = entries.filter((e) => e.surfaceAreaErrors).slice(-3);
  if (last.length < 3) return undefined;
  const excess = mean(last.map((e) => mean(e.surfaceAreaErrors!)));
  if (excess < 0.1) return undefined;
  return {
    name: 'rough boundaries',
    sentence: `The surface areas of the model exceed those of the data by ${percent(excess)} on average in the last evaluations.`,
    cure: [
      'Use straight-through images (',
      { setting: 'phases', value: 'straight-through' },
      '), raise ',
      { setting: 'surfaceWeight' },
      ', or lower ',
      { setting: 'gamma' },
      '.',
    ],
  };
};

const drifting: Detector = ({ entries }) => {
  const worst = entries.flatMap((e) =>
    e.volumeFractionErrors ? [Math.max(...e.volumeFractionErrors.map(Math.abs))] : [],
  );
  if (worst.length < 4) return undefined;
  const last = mean(worst.slice(-3));
  const best = Math.min(...worst);
  if (last < 0.05 || last < 2 * best) return undefined;
  return {
    name: 'volume fractions drifting',
    sentence: `The volume fractions moved away from the data: their largest error was ${percent(best)} and is ${percent(last)} in the last evaluations.`,
    cure: [
      'Raise ',
      { setting: 'volumeWeight' },
      ', or lower ',
      { setting: 'gamma' },
      ' or ',
      { setting: 'generatorRate' },
      '.',
    ],
  };
};

/** Weight of a squared field beyond which it has grown large, unless it began so. */
const inflated = 1.5;

const inflating: Detector = ({ scalars, settings }) => {
  // An exact fit knows no grey boundaries; large weights are then what the data ask for.
  if (!trainsOnImages(settings)) return undefined;
  const large = scalars.filter(
    ({ parameter: { role, start }, value }) =>
      role === 'square-weight' && Math.abs(start) < inflated && Math.abs(value) > inflated,
  );
  if (large.length === 0) return undefined;
  const text = large.map(({ parameter, value }) => `${parameter.name} = ${value.toFixed(2)}`).join(', ');
  return {
    name: 'alpha inflating',
    sentence: `The weights of the chi-square fields grew large (${text}), which sharpens grey boundaries but need not resemble the data.`,
    cure:
      settings.phases === 'soft'
        ? ['Soft images invite this: use ', { setting: 'phases', value: 'straight-through' }, '.']
        : [
            'Compare the pictures with the data; lower ',
            { setting: 'gamma' },
            ' or try another ',
            { setting: 'order' },
            '.',
          ],
  };
};

const detectors: readonly Detector[] = [stuck, frozen, rough, drifting, inflating];

/** The failure signatures found in a calibration's history. */
export function findSignatures(history: History): Signature[] {
  return detectors.flatMap((detect) => detect(history) ?? []);
}
