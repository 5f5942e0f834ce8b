export { type RealismTest, realismTest, type Separation, separateData, separateModel } from './two-sample.ts';
