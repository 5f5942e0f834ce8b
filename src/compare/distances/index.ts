export { compareDistributions, isDistance } from './compare-distributions.ts';
export { halvesOf } from './halves.ts';
export { chordSurvival, type Distribution, type DistributionName, distributions } from './registry.ts';
export { type Distances, distancesBetween, meanOf, type Survival } from './survival.ts';
