export { fillNormals, type NoiseAddress, normals, uniforms } from './noise.ts';
export { type Key, philox } from './philox.ts';
export {
  fieldNumbers,
  firstRealisations,
  firstTrainingImages,
  keyOf,
  purposes,
  realisationNumbers,
  realismPurposes,
  streamWord,
  usualSeed,
} from './streams.ts';
