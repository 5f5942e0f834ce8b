import type { ClosedFormSummary } from '../../calibrate/index.ts';
import { escapeHtml, htmlTable, note, numberText, percentText } from '../html-text.ts';

/** Least p-value that is printed as a number: the tail of an estimated covariance is not known further out. */
const leastP = 1e-6;

/** A p-value with two digits; tiny ones only bounded. */
export function pValueText(p: number): string {
  if (!Number.isFinite(p)) return 'not finite';
  if (p < leastP) return '< 1e-6';
  return p < 1e-3 ? p.toExponential(1).replace('-', '−') : p.toPrecision(2);
}

/** Verdict of the goodness of fit, its numbers and what they mean. */
export function goodnessOfFit({ goodnessOfFit: fit, discrepancy }: ClosedFormSummary): string {
  const isMisfit = fit.verdict === 'misfit';
  const cells = [
    isMisfit ? 'misfit' : 'compatible',
    escapeHtml(pValueText(fit.pValue)),
    numberText(fit.chiSquare),
    numberText(fit.expected),
    String(fit.components),
    String(fit.blocks),
    String(Number(fit.blockEdge.toPrecision(4))),
  ];
  const table = htmlTable(
    ['verdict', 'p&#8209;value', 'χ²', 'χ² expected', 'components', 'blocks', 'edge of a block [pixels]'],
    [{ cells, ...(isMisfit && { mark: 'misfit' }) }],
  );
  return `<div class="${isMisfit ? 'warning' : 'verdict'}"><p><strong>${isMisfit ? 'Misfit.' : 'Compatible.'}</strong> ${escapeHtml(fit.sentence)}</p></div>
${table}
${note(`The image was cut into ${fit.blocks} blocks, and the covariance of its curves and volume fractions is estimated from how the blocks scatter about their mean. χ² is the
squared misfit along the ${fit.components} leading principal components of that scatter, each in units of its standard error; "expected" is what it would be on average if the
model were true. The quantity that deviates most is tested beside it; the p-value is that of both tests together.`)}
${note(`Discrepancy granted to the model in the loss: ${percentText(discrepancy)} of each value, beside the scatter of the data. It is the least with which the misfit is explained (not below
0.3 %); without it, a class that cannot follow the data would be torn by what large images determine best.`)}
${note(`p-value: the probability of a misfit this large or larger if the model were true and only the choice of the image made a difference. A small one says that the
fitted model does not have the curves of this material; a large one does not prove the model, it says that an image of this size shows nothing against it in two-point functions.`)}`;
}
