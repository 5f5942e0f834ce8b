export {
  type DiscriminantTest,
  discriminantTest,
  type LookDistance,
  lookDistance,
  type TellingFeature,
} from './discriminant.ts';
export type { Separation } from './separation.ts';
export {
  checkRealism,
  drawForRealism,
  type Realism,
  type RealismTest,
  realismTest,
  seesKnownDifference,
  testRealism,
} from './two-sample.ts';
