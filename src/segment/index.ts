export { findBar } from './border.ts';
export { median, noiseLevel, nonLocalMeans } from './filters.ts';
export { applyThresholds, multiOtsu, type Thresholds } from './multi-otsu.ts';
export { pixelFeatures } from './pixel-features.ts';
export { type Segmented, type SegmentOptions, segment } from './segment.ts';
export type { SegmentationDoubt } from './verdict.ts';
