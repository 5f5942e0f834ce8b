import type { CalibrationProgress } from '../calibrate/index.ts';
import type { Console } from './console.ts';

const largest = (errors: readonly number[]): string => `${(100 * Math.max(...errors.map(Math.abs))).toFixed(1)} %`;

const bestLoss = (best: number | null): string => (best === null ? '' : `best loss ${best.toPrecision(4)}`);

/** Shows how far a calibration is. */
export function showCalibration(console: Console): (progress: CalibrationProgress) => void {
  let errors = '';
  let isScored = false;
  const showTraining = ({ entry, done, total, best }: Extract<CalibrationProgress, { kind: 'training' }>): void => {
    if (entry.volumeFractionErrors && entry.surfaceAreaErrors) {
      errors = `errors V ${largest(entry.volumeFractionErrors)}, S_V ${largest(entry.surfaceAreaErrors)}`;
    }
    const loss = (name: string, value: number | undefined): string[] =>
      value === undefined ? [] : [`${name} ${value.toFixed(3)}`];
    const losses = [
      ...loss('L_TPPF', entry.tppfLoss),
      ...loss('L_adv', entry.adversarialLoss),
      ...loss('L_D', entry.discriminatorLoss),
    ];
    isScored ||= entry.score !== undefined;
    const error = best && (isScored ? `score ${best.error.toFixed(0)}` : `${(100 * best.error).toFixed(2)} %`);
    const kept = best ? `best ${error} at ${best.step}` : '';
    console.progress({
      task: `${entry.stage}, order ${entry.order.join(',')}`,
      ...{ done, total, unit: 'steps' },
      detail: [losses.join(' '), errors, kept].filter((part) => part !== '').join(' | '),
    });
  };
  return (progress) => {
    const { kind, done, total } = progress;
    if (kind === 'method') return console.note(progress.reason);
    if (kind === 'training') return showTraining(progress);
    if (kind === 'cross-validation') {
      return console.progress({ task: 'choosing the smoothness', done, total, unit: 'fits' });
    }
    if (kind === 'simulated') {
      // One task for all stages, so that the time that remains is that of the whole fit.
      const detail = [progress.stage, bestLoss(progress.best)].filter((part) => part !== '').join(', ');
      const share = Math.floor(100 * progress.share);
      return console.progress({ task: 'simulated fit', done: share, total: 100, unit: '%', detail });
    }
    const task = `exact fit, round ${progress.round + 1} of ${progress.rounds}`;
    console.progress({ task, done, total, unit: 'starts', detail: bestLoss(progress.best) });
  };
}
