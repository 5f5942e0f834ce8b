export { compare } from './compare.ts';
export { SimilarityCollector } from './compare-similarity.ts';
export {
  chordSurvival,
  type Distances,
  type Distribution,
  type DistributionName,
  distancesBetween,
  distributions,
  halvesOf,
  isDistance,
  meanOf,
  type Survival,
} from './distances/index.ts';
export { structuralSimilarity } from './structural-similarity.ts';
