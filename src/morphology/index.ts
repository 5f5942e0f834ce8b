export { looksAlike, type ShrunkCovariance, shrunkCovariance } from './covariance.ts';
export { type FeatureKind, featureList, type MorphologyFeature } from './feature-list.ts';
export { createFeatureMeter, type FeatureMeter } from './features.ts';
export { featurePlaces, type ReferenceLook, referenceLook } from './reference.ts';
export { type MeasuredWindows, meanFeatures, measureWindows } from './windows.ts';
export { describeFeature, firstOfKinds, meaningOf } from './words.ts';
