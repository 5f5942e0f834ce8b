export { prepareDense } from './dense-lags.ts';
export type { Correlation, CorrelationEvaluator, CorrelationFamily, CorrelationOptions } from './family.ts';
export {
  type Dimension,
  type Parameter,
  type Role,
  roles,
  type Transform,
  toRaw,
  toSlope,
  toValue,
} from './parameter.ts';
export { type FamilyName, families } from './registry.ts';
export { prepareTapered, wendland } from './taper.ts';
