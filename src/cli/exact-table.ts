import type { ClosedFormSummary } from '../calibrate/index.ts';
import { percent, short, table } from './table.ts';

/** What the exact calibration found, for the terminal: quantities, the test, what the data determine. */
export function exactTable({ quantities, goodnessOfFit, identifiability, discrepancy }: ClosedFormSummary): string {
  const rows = quantities.map(({ of, quantity, model, data, error, dataStandardError, inLoss }) => [
    of,
    quantity,
    short(model),
    short(data),
    percent(error),
    percent(dataStandardError).slice(1),
    inLoss ? 'fitted' : 'not fitted',
  ]);
  const { chiSquare, expected, pValue, sentence } = goodnessOfFit;
  const p = pValue < 1e-6 ? 'p < 1e-6' : `p = ${pValue.toPrecision(2)}`;
  return [
    table(['phase', 'quantity (exact)', 'model', 'data', 'error', 'standard error', ''], rows),
    '',
    `goodness of fit: chi-square ${chiSquare.toPrecision(3)}, expected ${expected.toPrecision(3)}, ${p}`,
    sentence,
    `discrepancy granted to the model class: ${(100 * discrepancy).toFixed(1)} % of each two-point probability`,
    `the data determine ${identifiability.determined} combinations of the ${identifiability.parameters} parameters`,
  ].join('\n');
}
