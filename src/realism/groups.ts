import { ExcursaError } from '../errors.ts';
import { crop, masked, type PhaseMap } from '../grid/index.ts';

/** Four parts of a set of sections that share no pixel. */
export type Quarters = readonly [PhaseMap[], PhaseMap[], PhaseMap[], PhaseMap[]];

/** Edges of windows that are tried, pixels: multiples of 16, as the network wants. */
const edges = [128, 96, 80, 64, 48, 32];
/** So many windows that share no pixel make the accuracy known to about 0.05. */
const wanted = 100;
/** A window has to hold so many correlation lengths: smaller ones do not show how parts are arranged. */
const lengthsPerWindow = 4;
/** Lags of the covariance reach so far at most, pixels. */
const longestLag = 64;

/** Windows that share no pixel in sections, counted by their size alone. */
const capacity = (sections: readonly PhaseMap[], edge: number): number =>
  sections.reduce((sum, { grid }) => sum + Math.floor(grid.shape[1] / edge) * Math.floor(grid.shape[2] / edge), 0);

/**
 * Longest lag along a row at which the covariance of a phase falls to 1/e, pixels; at most 64, and no more than a
 * quarter of a row. Masked pixels are left out.
 */
export function correlationLength(sections: readonly PhaseMap[]): number {
  const most = Math.min(longestLag, ...sections.map(({ grid }) => grid.shape[2] >> 2));
  const covariance = (phase: number, lag: number): number => {
    let [pairs, both, first] = [0, 0, 0];
    for (const { grid, data } of sections) {
      const nx = grid.shape[2];
      for (let row = 0; row < data.length; row += nx) {
        for (let x = row; x + lag < row + nx; x++) {
          if (data[x] === masked || data[x + lag] === masked) continue;
          pairs++;
          if (data[x] !== phase) continue;
          first++;
          if (data[x + lag] === phase) both++;
        }
      }
    }
    return both / pairs - (first / pairs) ** 2;
  };
  const lengths = sections[0].phases.map((_, phase) => {
    const variance = covariance(phase, 0);
    let lag = 1;
    while (lag < most && covariance(phase, lag) > variance / Math.E) lag++;
    return variance > 0 ? lag : 0;
  });
  return Math.max(1, ...lengths);
}

/**
 * Four quarters: consecutive sections where there are at least eight, else the quadrants of each, so that opposite ones
 * make a pair.
 * @param gap - pixels that are left out between quadrants, so that neighbouring places do not resemble each other.
 */
export function quartersOf(sections: readonly PhaseMap[], gap = 0): Quarters {
  const out: Quarters = [[], [], [], []];
  sections.forEach((section, s) => {
    if (sections.length >= 8) {
      // Neighbours in a list may be neighbours in a volume: quarters of them meet at three places only.
      out[Math.floor((4 * s) / sections.length)].push(section);
      return;
    }
    const [, ny, nx] = section.grid.shape;
    const size = [ny, nx].map((n) => Math.max(1, (n - gap) >> 1));
    const [y1, x1] = [ny - size[0], nx - size[1]];
    const corners = [
      [0, 0],
      [y1, x1],
      [0, x1],
      [y1, 0],
    ];
    corners.forEach(([y, x], q) => {
      out[q].push(crop(section, [0, y, x], [1, size[0], size[1]]));
    });
  });
  return out;
}

/**
 * Edge of the windows, pixels: the largest of which the images hold at least a hundred that share no pixel, and at
 * least four correlation lengths as far as every quarter holds such windows.
 * @param length - correlation length, pixels: also the gap between quarters.
 * @throws ExcursaError (input) when a quarter holds none.
 */
export function windowEdge(sections: readonly PhaseMap[], length: number): number {
  const quarters = quartersOf(sections, length);
  const fits = edges.filter((edge) => quarters.every((quarter) => capacity(quarter, edge) > 0));
  if (fits.length === 0) {
    const [, ny, nx] = sections[0].grid.shape;
    throw new ExcursaError({
      kind: 'input',
      what: { setting: 'realism' },
      expected: 'quarters of the images of at least 32 x 32 pixels',
      got: `images of ${ny} x ${nx}, with a gap of ${length} between quarters`,
      remedy: 'larger images',
    });
  }
  const usual = fits.find((edge) => capacity(sections, edge) >= wanted) ?? fits[fits.length - 1];
  const wide = fits.filter((edge) => edge >= lengthsPerWindow * length);
  return Math.max(usual, wide.length > 0 ? wide[wide.length - 1] : fits[0]);
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
