/**
 * Colours for numbers, from dark to bright and in order also for readers who see few colours.
 * @source viridis by Smith and van der Walt (CC0), at nine places
 */
const places = ['440154', '472d7b', '3b528b', '2c728e', '21918c', '28ae80', '5ec962', 'addc30', 'fde725'];
const stops = places.map((colour) => [0, 2, 4].map((at) => Number.parseInt(colour.slice(at, at + 2), 16)));

/** 256 colours as the words of a picture: opacity, blue, green, red. */
const table = Uint32Array.from({ length: 256 }, (_, i) => {
  const place = (i / 255) * (stops.length - 1);
  const first = Math.min(stops.length - 2, Math.floor(place));
  const [r, g, b] = [0, 1, 2].map((c) =>
    Math.round(stops[first][c] + (place - first) * (stops[first + 1][c] - stops[first][c])),
  );
  return (255 << 24) | (b << 16) | (g << 8) | r;
});

/** The colour of a share from 0 to 1; of what is beyond, that of the end. */
export const rampOf = (share: number): number => table[Math.max(0, Math.min(255, Math.round(255 * share)))];

/** The same as a background of a page. */
export const rampCss = `linear-gradient(to right, ${places.map((colour) => `#${colour}`).join(', ')})`;
