export { createMarginals, type Marginals } from './marginals.ts';
export { type ExactRefusal, exactRefusal, structureOf } from './structure.ts';
export { type CrossPairs, createTwoPointLaw, type QuadratureOptions, type TwoPointLaw } from './two-point.ts';
