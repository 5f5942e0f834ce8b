export { createMarginals, type Marginals } from './law/marginals.ts';
export { structureOf } from './law/structure.ts';
export { type CrossPairs, createTwoPointLaw, type QuadratureOptions, type TwoPointLaw } from './law/two-point.ts';
export { bivariateTail } from './normal/bivariate.ts';
export { normalDensity, normalQuantile, normalTail } from './normal/normal.ts';
export { sobolNormals } from './quadrature/sobol.ts';
