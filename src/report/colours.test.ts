import { describe, expect, it } from 'vitest';
import { phaseColours, toRgb } from './notation.ts';

type Rgb = readonly number[];

/**
 * What a colour looks like with full colour blindness of each kind, on linear red, green and blue.
 * @source Machado, Oliveira and Fernandes, A physiologically-based model for simulation of color vision deficiency,
 * IEEE TVCG 2009
 */
const visions: Record<string, readonly Rgb[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

const toLinear = (c: number): number => (c <= 10.3 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4);
const seen = (colour: string, matrix: readonly Rgb[]): number[] => {
  const linear = toRgb(colour).map(toLinear);
  return matrix.map((row) =>
    Math.min(
      1,
      Math.max(
        0,
        row.reduce((sum, m, i) => sum + m * linear[i], 0),
      ),
    ),
  );
};
/** CIE L*a*b* under daylight D65; its distances are about those an eye sees. */
function toLab([r, g, b]: Rgb): number[] {
  const f = (t: number): number => (t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116);
  const x = f((0.4124 * r + 0.3576 * g + 0.1805 * b) / 0.9505);
  const y = f(0.2126 * r + 0.7152 * g + 0.0722 * b);
  const z = f((0.0193 * r + 0.1192 * g + 0.9505 * b) / 1.089);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const pairs = (n: number): [number, number][] =>
  Array.from({ length: n }, (_, i) => Array.from({ length: i }, (_, j): [number, number] => [i, j])).flat();

describe('phase colours', () => {
  // A distance of 2.3 is just noticeable side by side; areas that are apart need several times as much.
  it.each(Object.keys(visions))('differ clearly with %s vision: three phases by 40, eight by 15', (vision) => {
    const labs = phaseColours.map((colour) => toLab(seen(colour, visions[vision])));
    const nearest = (n: number): number =>
      Math.min(...pairs(n).map(([i, j]) => Math.hypot(...labs[i].map((c, k) => c - labs[j][k]))));
    expect(nearest(3)).toBeGreaterThan(40);
    expect(nearest(8)).toBeGreaterThan(15);
  });

  it('of three phases differ in lightness, for black-and-white print', () => {
    const lightness = phaseColours.map((colour) => toLab(seen(colour, visions.normal))[0]);
    for (const [i, j] of pairs(3)) expect(Math.abs(lightness[i] - lightness[j])).toBeGreaterThan(15);
  });
});
