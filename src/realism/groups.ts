import { ExcursaError } from '../errors.ts';
import { crop, masked, type PhaseMap } from '../grid/index.ts';

/** Four parts of a set of sections that share no pixel. */
export type Quarters = readonly [PhaseMap[], PhaseMap[], PhaseMap[], PhaseMap[]];

/** Edges of windows that are tried, pixels: multiples of 16, as the network wants. */
const edges = [128, 96, 80, 64, 48, 32];
/** So many windows that share no pixel make the accuracy known to about 0.05. */
const wanted = 100;

/** Windows that share no pixel in sections, counted by their size alone. */
const capacity = (sections: readonly PhaseMap[], edge: number): number =>
  sections.reduce((sum, { grid }) => sum + Math.floor(grid.shape[1] / edge) * Math.floor(grid.shape[2] / edge), 0);

/**
 * Four quarters: whole sections dealt out in turn where there are at least eight, else the quadrants of each, so that
 * opposite ones make a pair.
 */
export function quartersOf(sections: readonly PhaseMap[]): Quarters {
  const out: Quarters = [[], [], [], []];
  sections.forEach((section, s) => {
    if (sections.length >= 8) {
      out[s % 4].push(section);
      return;
    }
    const [, ny, nx] = section.grid.shape;
    const [hy, hx] = [ny >> 1, nx >> 1];
    const corners = [
      [0, 0],
      [hy, hx],
      [0, hx],
      [hy, 0],
    ];
    corners.forEach(([y, x], q) => {
      out[q].push(crop(section, [0, y, x], [1, hy, hx]));
    });
  });
  return out;
}

/**
 * Edge of the windows that a two-sample test looks through: the largest of 128, 96, ... 32 pixels of which the sections
 * hold at least a hundred that share no pixel, else the smallest that every quarter holds.
 * @throws ExcursaError (input) when a quarter holds none.
 */
export function windowEdge(sections: readonly PhaseMap[]): number {
  const quarters = quartersOf(sections);
  const fits = edges.filter((edge) => quarters.every((quarter) => capacity(quarter, edge) > 0));
  if (fits.length === 0) {
    const [, ny, nx] = sections[0].grid.shape;
    throw new ExcursaError(
      'input',
      `realism: expected quarters of the images of at least 32 x 32 pixels, got images of ${ny} x ${nx}; try larger images`,
    );
  }
  return fits.find((edge) => capacity(sections, edge) >= wanted) ?? fits[fits.length - 1];
}

/**
 * One-hot indicators of all windows of sections that share no pixel and hold no masked one - shape [window, phase,
 * edge, edge] - float32.
 */
export function disjointWindows(sections: readonly PhaseMap[], edge: number): { count: number; images: Float32Array } {
  const phases = sections[0].phases.length;
  const images = new Float32Array(capacity(sections, edge) * phases * edge * edge);
  let count = 0;
  for (const { grid, data } of sections) {
    const [, ny, nx] = grid.shape;
    for (let y0 = 0; y0 + edge <= ny; y0 += edge) {
      for (let x0 = 0; x0 + edge <= nx; x0 += edge) {
        const image = images.subarray(count * phases * edge * edge, (count + 1) * phases * edge * edge);
        let whole = true;
        for (let i = 0; i < edge * edge && whole; i++) {
          const label = data[(y0 + Math.floor(i / edge)) * nx + x0 + (i % edge)];
          if (label === masked) whole = false;
          else image[label * edge * edge + i] = 1;
        }
        if (whole) count++;
        else image.fill(0);
      }
    }
  }
  return { count, images: images.subarray(0, count * phases * edge * edge) };
}
