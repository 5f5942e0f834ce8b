import type { RealismTest, Separation } from '../../realism/index.ts';
import { escapeHtml, htmlTable, numberText } from '../html-text.ts';
import { unitText } from '../units.ts';

/** The two-sample test of model and data beside its control. */
export function realismTable({
  modelAgainstData,
  dataAgainstData,
  window,
  windowLength,
  unit,
  steps,
}: RealismTest): string {
  const cells = ({ accuracy, ci95, windows }: Separation): string[] => [
    accuracy.toFixed(3),
    ci95.map((p) => p.toFixed(3)).join(' … '),
    windows.join(' + '),
  ];
  const rows = [
    { cells: ['model against data', ...cells(modelAgainstData)] },
    { cells: ['data against data', ...cells(dataAgainstData)] },
  ];
  return `${htmlTable(['samples', 'balanced accuracy', '95 % interval', 'unseen windows'], rows)}
<p class="note">Fresh networks learn in ${steps} steps to tell windows of ${window} × ${window} pixels (${numberText(windowLength)} ${escapeHtml(unitText(unit))}) of one sample from those of the other, and are
scored on windows that they have not seen. 0.5: they guess, the samples cannot be told apart at this size; 1: they are always right. The second row puts one part of the
data against another: what a perfect model would score.</p>`;
}
