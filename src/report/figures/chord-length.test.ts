import { expect, it } from 'vitest';
import { chordLengthFigures, toDensity } from './chord-length.ts';

it('turns a histogram into a density that integrates to 1 and keeps the mean', () => {
  const spacing = 0.25;
  const histogram = [3, 0, 4, 1];
  const { points, chords, end } = toDensity(histogram, spacing);
  expect(chords).toBe(8);
  expect(end).toBe(4);
  // Sums of four quotients: a few roundings.
  expect(points.reduce((sum, { y }) => sum + y * spacing, 0)).toBeCloseTo(1, 14);
  const mean = ((3 * 1 + 4 * 3 + 1 * 4) / 8) * spacing;
  expect(points.reduce((sum, { x, y }) => sum + x * y * spacing, 0)).toBeCloseTo(mean, 14);
});

it('leaves the longest half percent beyond the right end', () => {
  // 995 of 1000 chords have one voxel: the first bin holds all but half a percent.
  expect(toDensity([995, 0, 0, 5], 1).end).toBe(1);
  expect(toDensity([994, 0, 0, 6], 1).end).toBe(4);
});

it('draws a side without chords as no curve, and says so', () => {
  const [figure] = chordLengthFigures([{ phase: 'p', axis: 'x', unit: 'um', spacing: 1, data: [1, 2], model: [] }]);
  expect(figure.caption).toBe('Complete chords: 3 in the data, 0 in the model.');
  expect(figure.svg()).not.toContain('NaN');
});
