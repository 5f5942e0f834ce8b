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

/** What the model predicts beyond the images: one row a phase or interface, one column a quantity. */
function predictionTable(predictions: ClosedFormSummary['predictions'], curves: ClosedFormSummary['curves']): string {
  if (predictions.length === 0) return '';
  const columns = [...new Set(predictions.map(({ quantity }) => quantity))];
  const owners = [...new Set(predictions.map(({ of }) => of))];
  const values = new Map(predictions.map(({ quantity, of, value }) => [`${quantity}\n${of}`, value] as const));
  const unit = unitText(predictions[0].unit);
  const rows = owners.map((of) => ({
    cells: [
      ownerText(of, curves),
      ...columns.map((quantity) => {
        const value = values.get(`${quantity}\n${of}`);
        return value === undefined ? '–' : numberText(value);
      }),
    ],
  }));
  return `<h3>What the model predicts beyond the images</h3>
${htmlTable(['phase(s)', ...columns.map((quantity) => escapeHtml(`${quantity} [${unit}]`))], rows)}
${note("Continuum: Rice's formula. Volume images: cubic voxels of the images' size, Crofton's formula with 13 directions, which sees a few per cent less than the continuum has, and the area of voxel faces, which is about half as large again.")}`;
}

/** The table of the fitted quantities. */
export function quantityTable({ quantities, curves, predictions }: ClosedFormSummary): string {
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
${predictionTable(predictions, curves)}`;
}
