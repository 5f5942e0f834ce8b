import type { ClosedFormSummary, FittedQuantity } from '../../calibrate/index.ts';
import { escapeHtml, htmlTable, note, numberText, percentText, signedPercentText, swatch } from '../html-text.ts';
import { misfitColour } from '../style.ts';
import { unitText } from '../units.ts';
import { ownerText } from './phase-names.ts';

/** Standard errors of the data beyond which a quantity is marked. */
const limit = 2;

/** Error in standard errors of the data, not finite where the data's scatter is unknown. */
const inStandardErrors = ({ error, dataStandardError }: FittedQuantity): number => error / dataStandardError;

const errorsText = (errors: number): string =>
  Number.isFinite(errors) ? `${errors > 0 ? '+' : ''}${errors.toFixed(2).replace('-', '−')}` : '–';

/** The table of the fitted quantities. */
export function quantityTable({ quantities, curves, continuumInterfaceAreas }: ClosedFormSummary): string {
  const continuum = continuumInterfaceAreas.map(
    ({ of, value, unit }) => `${ownerText(of, curves)} ${numberText(value)} ${escapeHtml(unitText(unit))}`,
  );
  const rows = quantities.map((entry) => {
    const errors = inStandardErrors(entry);
    const isBeyond = Number.isFinite(errors) && Math.abs(errors) > limit;
    const unit = unitText(entry.unit);
    const cells = [
      ownerText(entry.of, curves),
      escapeHtml(unit ? `${entry.quantity} [${unit}]` : entry.quantity),
      numberText(entry.model),
      numberText(entry.data),
      signedPercentText(entry.error),
      errorsText(errors),
      percentText(entry.dataStandardError),
      percentText(entry.modelStandardError),
      entry.inLoss ? 'yes' : 'no',
      isBeyond ? 'beyond&nbsp;±&nbsp;2' : '',
    ];
    return { cells, ...(isBeyond && { mark: 'misfit' }) };
  });
  const errorHeads = ['error', 'error / standard error', 'standard error, data', 'standard error, model'];
  const head = ['phase(s)', 'quantity', 'model', 'data', ...errorHeads, 'in the loss', ''];
  return `${htmlTable(head, rows, 'remarks')}
${note(`${swatch(misfitColour)}beyond ± 2: the error exceeds two standard errors of the data; about one row in twenty does so by chance.`)}
<dl class="note">
<dt>Model</dt><dd>exact expectation under the fitted model.</dd>
<dt>Error</dt><dd>(model − data) / data.</dd>
<dt>Standard error, data</dt><dd>of the data's value, from the scatter of the image's blocks, relative.</dd>
<dt>Standard error, model</dt><dd>of the model's value, propagated from the data through the fit, relative.</dd>
<dt>In the loss</dt><dd>whether the loss holds the quantity as a residual of its own; the others test the fit.</dd>
</dl>
${continuum.length > 0 ? note(`Interface areas of the model in the continuum, by Rice's formula (pixel images read a few per cent less): ${continuum.join(', ')}.`) : ''}`;
}
