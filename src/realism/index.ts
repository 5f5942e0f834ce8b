export { checkRealism, drawForRealism, testRealism } from './model-test.ts';
export { type RealismTest, realismTest, type Separation, separateData, separateModel } from './two-sample.ts';
