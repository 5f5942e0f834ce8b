export { connectivity } from './connectivity.ts';
export { eulerNumber } from './euler-number.ts';
export { geodesicTortuosity } from './geodesic-tortuosity.ts';
