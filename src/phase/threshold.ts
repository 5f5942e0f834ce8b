import type { Parameter } from '../correlation/index.ts';

/** The scalar at which a latent of unit-variance fields is cut. */
export const threshold = (name: string, latent: string): Parameter => ({
  name,
  meaning: `threshold of latent ${latent}`,
  dimension: 'number',
  transform: { kind: 'identity' },
  start: 0,
  spread: 0.15,
});
