/** Colours of phases in their order, told apart with any colour vision; the same in slices, volumes and curves. */
const phaseColours = ['#3b4a5c', '#e8a33d', '#7fb7d6', '#b5485d', '#5b8c5a', '#8b6bb1', '#d9d2c5', '#6e5a47'];

/** Colour of phase i as '#rrggbb'. */
export const phaseColour = (i: number): string => phaseColours[i % phaseColours.length];

/** Red, green and blue of phase i, 0 to 255. Masked voxels (any index beyond the phases) are white. */
export function phaseRgb(i: number, phases: number): readonly [number, number, number] {
  if (i >= phases) return [255, 255, 255];
  const value = Number.parseInt(phaseColour(i).slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Colours of data and model in curves. */
export const dataColour = '#111111';
/** Colour of the model in curves. */
export const modelColour = '#c0392b';
