import type { ClosedFormSummary } from '../../calibrate/index.ts';
import type { Phase } from '../../grid/index.ts';
import type { Section } from '../report-data.ts';
import { exactCurves } from './curves.ts';
import { goodnessOfFit } from './goodness.ts';
import { identifiability } from './identifiability.ts';
import { quadratureFacts, smoothnessFigure } from './precision.ts';
import { quantityTable } from './quantities.ts';
import { startsOverview } from './starts.ts';

/** The sections of a calibration of the exact two-point functions; `phases` name the labels in the orders where they are known. */
export function exactFitSections(fit: ClosedFormSummary, phases?: readonly Phase[]): Section[] {
  const precision = `<h3>Quadrature</h3>${quadratureFacts(fit.quadrature)}`;
  const smoothness = fit.smoothness ? `<h3>Smoothness</h3>${smoothnessFigure(fit.smoothness)}` : '';
  return [
    { id: 'exact-two-point', title: 'Exact two-point functions', body: exactCurves(fit) },
    { id: 'exact-quantities', title: 'Exact quantities', body: quantityTable(fit) },
    { id: 'goodness-of-fit', title: 'Goodness of fit', body: goodnessOfFit(fit) },
    { id: 'identifiability', title: 'What the data determine', body: identifiability(fit.identifiability) },
    { id: 'starts', title: 'Starts and precision', body: startsOverview(fit.starts, phases) + precision + smoothness },
  ];
}
