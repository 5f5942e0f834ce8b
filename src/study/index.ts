export { type AblationRequest, runAblation } from './ablation.ts';
export { type AblationResult, type Budget, readStudies, type Study, studyNames } from './results.ts';
export {
  directionOf,
  type Interval,
  intervalOf,
  type PairedDifference,
  pairedDifference,
  quantitiesOf,
  type StudyQuantity,
  studyQuantities,
} from './statistics.ts';
export { type Variant, type VariantName, variantNames, variants } from './variants.ts';
