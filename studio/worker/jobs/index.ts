/** What the studio computes, each job by the functions of the library. */

import { cite, fromProject, modelFile, toProject } from './files.ts';
import { check, compareClasses, fit } from './fit.ts';
import { byStrokes, doubtsOf, edit, encode, encodeSections, example, open, toLabels } from './images.ts';
import { flow, transport } from './transport.ts';
import { draw, follow, followMean, measure, memoryOf } from './twin.ts';

export type { SegmentationTold } from '../../../src/report/index.ts';
export type { Reopened } from './files.ts';
export type { Calibrated, Checked, Chosen } from './fit.ts';
export type { Doubts, Opened } from './images.ts';
export { failureText } from './naming.ts';
export type { GivenFile, Progress, Setting, ShownTable } from './setting.ts';
export type { Flow } from './transport.ts';
export type { Drawn, Followed, Measured } from './twin.ts';

/** All jobs by name. */
export const jobs = {
  open,
  example,
  fit,
  check,
  compareClasses,
  draw,
  memoryOf,
  measure,
  transport,
  follow,
  followMean,
  flow,
  toLabels,
  byStrokes,
  edit,
  doubtsOf,
  encodeSections,
  encode,
  modelFile,
  toProject,
  fromProject,
  cite,
};

/** Their types. */
export type Jobs = typeof jobs;
