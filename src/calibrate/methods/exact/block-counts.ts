import { fastLength, fft } from '../../../compute/index.ts';
import { distinctPairs, type PhaseMap } from '../../../grid/index.ts';

/**
 * The lags at which exact and measured two-point functions are compared. The four nearest neighbours and the four
 * diagonal ones make classes of their own, for they carry the pixel surface area; then come rings of nearest-integer
 * lag: 2, ..., 10, every second one to 50, and then with a distance that grows by 8 %.
 */
export interface LagClasses {
  /** Mean lag of each class, voxels - [class] - float64. */
  readonly lags: Float64Array;
  /**
   * Weights of a function's values at `lags` in its mean over the lattice points of a class - [class] of [class,
   * weight].
   */
  readonly averages: readonly (readonly (readonly [number, number])[])[];
  /** Largest offset along an axis, voxels. */
  readonly reach: number;
  /** Class of an offset, or -1 - shape [2 reach + 1, 2 reach + 1], offsets (y, x) from -reach. */
  readonly classOf: Int16Array;
}

/** Classes 0 and 1. */
export const axisClass = 0;
/** Class of the diagonal neighbours. */
export const diagonalClass = 1;

/** Builds the classes for lags up to `maxLag` voxels. */
export function lagClasses(maxLag: number): LagClasses {
  const rings: number[] = [];
  for (let r = 2; r <= maxLag; r += r < 10 ? 1 : r < 50 ? 2 : Math.round(0.08 * r)) rings.push(r);
  const ofRing = new Int16Array(maxLag + 2).fill(-1);
  rings.forEach((r, i) => {
    ofRing[r] = i + 2;
  });
  const reach = maxLag;
  const edge = 2 * reach + 1;
  const classOf = new Int16Array(edge * edge).fill(-1);
  const members: number[][] = Array.from({ length: rings.length + 2 }, () => []);
  for (let y = -reach, k = 0; y <= reach; y++) {
    for (let x = -reach; x <= reach; x++, k++) {
      const squared = x * x + y * y;
      const lag = Math.sqrt(squared);
      const c = squared === 1 ? axisClass : squared === 2 ? diagonalClass : (ofRing[Math.round(lag)] ?? -1);
      if (c < 0) continue;
      classOf[k] = c;
      members[c].push(lag);
    }
  }
  const lags = Float64Array.from(members, (own) => own.reduce((sum, lag) => sum + lag, 0) / own.length);
  return { lags, averages: averagesOf(lags, members), reach, classOf };
}

/** Neighbouring classes whose polynomial stands for a function inside a class. */
const mostNodes = 5;

/**
 * Mean of a function over the lattice points of a class from its values at the mean lags of the classes: the mean of
 * the polynomial through the class and its neighbours, two on each side where there are as many.
 * @param members - lags of the lattice points of each class.
 */
function averagesOf(lags: Float64Array, members: readonly (readonly number[])[]): (readonly [number, number])[][] {
  const nodes = Math.min(mostNodes, lags.length);
  return members.map((own, c) => {
    // All lattice points of the first two classes have the same lag.
    if (c < 2) return [[c, 1] as const];
    const first = Math.min(Math.max(0, c - (nodes >> 1)), lags.length - nodes);
    const used = Array.from({ length: nodes }, (_, k) => first + k);
    return used.map((k) => {
      const basis = (lag: number): number =>
        used.reduce((product, q) => (q === k ? product : (product * (lag - lags[q])) / (lags[k] - lags[q])), 1);
      return [k, own.reduce((sum, lag) => sum + basis(lag), 0) / own.length] as const;
    });
  });
}

/** A rectangle of a section. */
export interface Block {
  readonly section: number;
  readonly y: number;
  readonly x: number;
  readonly height: number;
  readonly width: number;
  /** Blocks of one column, above each other in one volume, tell together what one independent block tells. */
  readonly column?: number;
}

/** What a block contributes to the two-point functions of its section: pairs whose first pixel lies in it. */
export interface BlockCounts {
  /** Pixels by phase - [phase]. */
  readonly pixels: Float64Array;
  /** Pairs with ends in two different phases, by pair (0,1), (0,2), ..., (1,2), ... and class - shape [pair, class]. */
  readonly cross: Float64Array;
  /** Pairs of unmasked pixels - [class]. */
  readonly all: Float64Array;
}

/**
 * Cuts sections into nearly square blocks, about `wanted` in all and none below `smallest` pixels wide where the
 * section allows it.
 */
export function cutBlocks(sections: readonly PhaseMap[], wanted: number, smallest: number): Block[] {
  const area = sections.reduce((sum, { data }) => sum + data.length, 0);
  const edge = Math.max(smallest, Math.sqrt(area / wanted));
  return sections.flatMap(({ grid }, section) => {
    const [, ny, nx] = grid.shape;
    const parts = (n: number): number => Math.max(1, Math.min(Math.round(n / edge), Math.floor(n / smallest + 1e-9)));
    const rows = parts(ny);
    const columns = parts(nx);
    const out: Block[] = [];
    for (let r = 0; r < rows; r++) {
      const y = Math.floor((r * ny) / rows);
      const height = Math.floor(((r + 1) * ny) / rows) - y;
      for (let c = 0; c < columns; c++) {
        const x = Math.floor((c * nx) / columns);
        out.push({ section, y, x, height, width: Math.floor(((c + 1) * nx) / columns) - x });
      }
    }
    return out;
  });
}

/**
 * Counts the pairs of one block by Fourier transforms: first pixels in the block, second ones in the block and a margin
 * of the largest lag. The counts of all blocks add up to those of the sections.
 */
export function countBlock({ data, grid, phases }: PhaseMap, block: Block, classes: LagClasses): BlockCounts {
  const [, ny, nx] = grid.shape;
  const { reach, classOf, lags } = classes;
  // Around a whole section there is nothing: the block and the block with its margin are one.
  const isWhole = block.height === ny && block.width === nx;
  const margin = isWhole ? 0 : reach;
  const height = fastLength(block.height + margin + reach);
  const width = fastLength(block.width + margin + reach);
  const size = height * width;
  const n = phases.length;
  // Real arrays two by two in complex ones: indicators of the phases inside the block, then in the block with its
  // margin.
  const around = isWhole ? 0 : n;
  const filled = n + around;
  const arrays = Array.from({ length: filled + (filled % 2) }, () => new Float64Array(size));
  const pixels = new Float64Array(n);
  for (let y = 0; y < block.height + 2 * margin; y++) {
    const fromY = block.y + y - margin;
    if (fromY < 0 || fromY >= ny) continue;
    const insideY = y >= margin && y < margin + block.height;
    for (let x = 0; x < block.width + 2 * margin; x++) {
      const fromX = block.x + x - margin;
      if (fromX < 0 || fromX >= nx) continue;
      const phase = data[fromY * nx + fromX];
      if (phase >= n) continue;
      arrays[around + phase][y * width + x] = 1;
      if (insideY && x >= margin && x < margin + block.width) {
        arrays[phase][y * width + x] = 1;
        pixels[phase]++;
      }
    }
  }
  const shape = [height, width];
  for (let a = 0; a < arrays.length; a += 2) fft(shape, arrays[a], arrays[a + 1], 'forward');

  const pairs = distinctPairs(n);
  const outputs = Array.from({ length: pairs.length + 1 + ((pairs.length + 1) % 2) }, () => new Float64Array(size));
  const re = new Float64Array(arrays.length);
  const im = new Float64Array(arrays.length);
  for (let y = 0, k = 0; y < height; y++) {
    const row = ((height - y) % height) * width;
    for (let x = 0; x < width; x++, k++) {
      const o = row + (x === 0 ? 0 : width - x);
      if (o < k) continue;
      for (let a = 0; a < arrays.length; a += 2) {
        const [p, q] = [arrays[a], arrays[a + 1]];
        re[a] = 0.5 * (p[k] + p[o]);
        im[a] = 0.5 * (q[k] - q[o]);
        re[a + 1] = 0.5 * (q[k] + q[o]);
        im[a + 1] = 0.5 * (p[o] - p[k]);
      }
      // Classes are symmetric in h, so only the even part of a count matters, which is the real part of its spectrum.
      for (let s = 0; s < pairs.length; s++) {
        const [i, j] = pairs[s];
        const value =
          0.5 * (re[i] * re[around + j] + im[i] * im[around + j] + re[j] * re[around + i] + im[j] * im[around + i]);
        outputs[s][k] = outputs[s][o] = value;
      }
      let [ar, ai, br, bi] = [0, 0, 0, 0];
      for (let i = 0; i < n; i++) {
        ar += re[i];
        ai += im[i];
        br += re[around + i];
        bi += im[around + i];
      }
      outputs[pairs.length][k] = outputs[pairs.length][o] = ar * br + ai * bi;
    }
  }
  for (let s = 0; s < outputs.length; s += 2) fft(shape, outputs[s], outputs[s + 1], 'inverse');

  const cross = new Float64Array(pairs.length * lags.length);
  const all = new Float64Array(lags.length);
  for (let y = -reach, k = 0; y <= reach; y++) {
    const row = ((y + height) % height) * width;
    for (let x = -reach; x <= reach; x++, k++) {
      const c = classOf[k];
      if (c < 0) continue;
      const place = row + ((x + width) % width);
      for (let s = 0; s < pairs.length; s++) cross[s * lags.length + c] += outputs[s][place];
      all[c] += outputs[pairs.length][place];
    }
  }
  return { pixels, cross, all };
}
