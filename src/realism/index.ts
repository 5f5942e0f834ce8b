export { type RealismTest, realismTest, type Separation } from './two-sample.ts';
