export {
  checkRealism,
  drawForRealism,
  type RealismTest,
  realismTest,
  type Separation,
  separateData,
  separateModel,
  testRealism,
} from './two-sample.ts';
