export {
  checkRealism,
  drawForRealism,
  type RealismTest,
  realismTest,
  type Separation,
  seesKnownDifference,
  separateData,
  separateModel,
  testRealism,
} from './two-sample.ts';
