export { type CompareOptions, compare, type FitErrors, fitErrorsOf } from './compare.ts';
export {
  type Compared,
  type ComparedCurve,
  type ComparedQuantity,
  type Comparison,
  type Conclusion,
  type CurveComparison,
  type DistanceValues,
  type DistributionComparison,
  type ExactNumber,
  type ExactNumbers,
  findCompared,
  isCompared,
  isOverall,
  isSame,
  type Missing,
  type NextStep,
  type PhaseComparison,
  type SimilarityComparison,
  type Verdict,
} from './comparison.ts';
export { conclude } from './conclusion.ts';
export { type Distances, distancesBetween, isDistance, meanOf } from './distances.ts';
export { exactDifferences, withExactNumbers } from './exact-differences.ts';
export { type DrawOptions, drawLike, realisationProgram } from './realisations.ts';
export { structuralSimilarity } from './structural-similarity.ts';
export { isLeftOpen, measureUnseen, type Unseen, unseenProgram } from './unseen.ts';
export { allAxes, type UnseenQuantity } from './unseen-quantities.ts';
export { halvesOf, type ValidateOptions, type Validation, validate } from './validate.ts';
export { defaultDelta } from './verdict.ts';
