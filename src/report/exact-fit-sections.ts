import type { ExactFitSummary } from '../calibrate/index.ts';
import type { Phase } from '../grid/index.ts';
import type { Block, Section } from './blocks.ts';
import { singularValueFigure, smoothnessFigure, startFigures } from './figures/exact-fit.ts';
import { exactTwoPointFigures } from './figures/exact-two-point.ts';
import {
  combinationTable,
  determinedText,
  exactQuantityTable,
  goodnessOfFitTable,
  predictionTable,
  quadratureTable,
  startTable,
} from './tables/exact-fit.ts';

const aboutCurves =
  "C_ij(h): probability that a point lies in phase i and another at distance h in phase j. The model's curves are exact expectations: nothing was drawn at random. Neighbouring lags of the data vary together, so a curve that strays leaves the lines at ± 2 over a whole stretch. Whether the misfit is more than sampling is the question of the goodness of fit below, not of single lags.";

/**
 * The sections of a calibration of the exact two-point functions; `phases` name the labels in the orders where they are
 * known.
 */
export function exactFitSections(fit: ExactFitSummary, phases?: readonly Phase[]): Section[] {
  const { goodnessOfFit, identifiability, predictions, smoothness } = fit;
  const isMisfit = goodnessOfFit.verdict === 'misfit';
  const verdict: Block = {
    text: goodnessOfFit.sentence,
    ...(isMisfit ? { look: 'warning', strong: 'Misfit.' } : { look: 'verdict', strong: 'Compatible.' }),
  };
  const starts = startFigures(fit.starts, phases);
  return [
    {
      id: 'exact-two-point',
      title: 'Exact two-point functions',
      blocks: [{ text: aboutCurves, look: 'note' }, { figures: exactTwoPointFigures(fit) }],
    },
    {
      id: 'exact-quantities',
      title: 'Exact quantities',
      blocks: [
        { table: exactQuantityTable(fit) },
        ...(predictions.length > 0 ? [{ table: predictionTable(fit) }] : []),
      ],
    },
    { id: 'goodness-of-fit', title: 'Goodness of fit', blocks: [verdict, { table: goodnessOfFitTable(fit) }] },
    {
      id: 'identifiability',
      title: 'What the data determine',
      blocks: [
        { text: determinedText(identifiability), look: 'plain' },
        { figures: [singularValueFigure(identifiability)] },
        { table: combinationTable(identifiability) },
      ],
    },
    {
      id: 'starts',
      title: 'Starts and precision',
      blocks: [
        ...(starts.length > 0 ? [{ figures: starts }] : []),
        { table: startTable(fit.starts) },
        { table: quadratureTable(fit.quadrature) },
        ...(smoothness ? [{ heading: 'Smoothness' }, { figures: [smoothnessFigure(smoothness)] }] : []),
      ],
    },
  ];
}
