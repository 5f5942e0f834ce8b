export { type AdamOptions, type AdamState, adamStep, createAdamState, type ParameterArray } from './adam.ts';
export { bivariateTail, fillBivariateTails, type PreparedBivariate, prepareBivariate } from './bivariate-normal.ts';
export { addGram, factorise, solveLower, solveLowerColumns, solveUpper } from './cholesky.ts';
export { fisherTail } from './fisher.ts';
export { type FitState, type LeastSquares, levenbergMarquardt } from './levenberg-marquardt.ts';
export { fastExp, fillNormalDensities, fillNormalTails, normalDensity, normalQuantile, normalTail } from './normal.ts';
export { type ExpectationOptions, normalExpectation, normalReach } from './normal-expectation.ts';
export { sobolDimensions, sobolNormals } from './sobol.ts';
export { studentQuantile, studentTail } from './student.ts';
