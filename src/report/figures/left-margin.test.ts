import { parseHTML } from 'linkedom';
import { describe, expect, it } from 'vitest';
import { chordLengthFigures } from './chord-length.ts';

/** The part of an element that is used here. */
interface Placed {
  readonly parentElement: Placed | null;
  getAttribute(name: string): string | null;
}

/** Horizontal places in a figure's plot: where the widest tick label begins, and the axis' name. */
function placesOf(spacing: number, unit: string) {
  const data = [4, 3, 2, 1];
  const histogram = { phase: 'pore', axis: 'x', unit, spacing, data, model: data } as const;
  const [figure] = chordLengthFigures([histogram as never]);
  const { document } = parseHTML(figure.svg());
  const ticks = [...document.querySelectorAll('[aria-label="y-axis tick label"] text')];
  const longest = Math.max(...ticks.map(({ textContent }) => [...(textContent ?? '')].length));
  const shift = (element: Placed): number =>
    Number(/translate\(([-\d.]+)/.exec(element.getAttribute('transform') ?? '')?.[1]);
  const place = (element: Placed): number => shift(element) + shift(element.parentElement!);
  const [name] = document.querySelectorAll('[aria-label="y-axis label"] text');
  // A digit of the fonts of figures is 0.62 letter sizes wide, and labels end at their places.
  return { start: Math.min(...ticks.map(place)) - longest * 0.62 * 11, name: place(name), longest };
}

describe('the left margin of a figure', () => {
  it.each([
    ['um', 0.1],
    ['nm', 65],
    ['nm', 20000],
    ['m', 1e-7],
  ])('keeps the axis name off the tick labels, in %s with voxels of %f', (unit, spacing) => {
    const { start, name, longest } = placesOf(spacing, unit);
    expect(longest).toBeGreaterThan(0);
    // The name is turned by a quarter: its letters of 11 pixels reach at most 11 pixels right of its place.
    expect(start).toBeGreaterThan(name + 11);
  });
});
