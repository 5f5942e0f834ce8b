export { type AdamOptions, type AdamState, adamStep, createAdamState, type ParameterArray } from './adam.ts';
export { bivariateTail, fillBivariateTails, type PreparedBivariate, prepareBivariate } from './bivariate-normal.ts';
export { addGram, factorise, solveLower, solveLowerColumns, solvePositive, solveUpper } from './cholesky.ts';
export { digamma, fisherTail, logGamma } from './fisher.ts';
export { type GaussianProcess, gaussianProcess, type Prediction } from './gaussian-process.ts';
export { dot, sumOfSquares } from './inner-product.ts';
export {
  type FitOptions,
  type FitState,
  type LeastSquares,
  type LeastSquaresAnswer,
  levenbergMarquardt,
  marquardtQuestions,
} from './levenberg-marquardt.ts';
export { type LinearFit, linearRegression } from './linear-regression.ts';
export { fastExp, fillNormalDensities, fillNormalTails, normalDensity, normalQuantile, normalTail } from './normal.ts';
export { type ExpectationOptions, normalExpectation, normalReach } from './normal-expectation.ts';
export { sobolDimensions, sobolNormals, sobolUniforms } from './sobol.ts';
export { studentQuantile, studentTail } from './student.ts';
export { type EigenPair, symmetricEigen } from './symmetric-eigen.ts';
