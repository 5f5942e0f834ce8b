import { sumOfComponents } from './components.ts';
import { shell } from './gaussian-shell.ts';
import { generalisedCauchy } from './generalised-cauchy.ts';
import { stretched } from './low.ts';
import { matern } from './matern.ts';

/**
 * One component of each kind, 15 numbers a field: a decay of free shape with a hole effect, one of free smoothness at
 * lag 0, one with a free tail, and an oscillation of free wavenumber. The family asks the images which of them they
 * need.
 */
export const mixtureFamily = sumOfComponents(
  'mixture',
  'a stretched exponential with hole effect, a Matern and a generalised Cauchy correlation, a Gaussian shell and a mollifier, 15 parameters a field',
  [stretched, matern, generalisedCauchy, shell],
);
