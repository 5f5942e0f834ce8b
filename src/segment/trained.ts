import { RandomForestClassifier } from 'ml-random-forest';
import { ExcursaError } from '../errors.ts';
import { createPhaseMap, type Phase, type PhaseMap } from '../grid/index.ts';
import type { GreyImage } from '../io/index.ts';

/** A line drawn over pixels of one phase. */
export interface Stroke {
  /** Number of the image that it is drawn in. */
  readonly image: number;
  /** Number of the phase. */
  readonly phase: number;
  /** Half the width of the brush, pixels. */
  readonly radius: number;
  readonly points: readonly (readonly [x: number, y: number])[];
}

/**
 * Pixels of a phase that the forest learns from, at most, and its trees; `quick` is for previews. The time goes with
 * the square of the pixels.
 */
const sizes = { whole: { mostPixels: 150, trees: 24 }, quick: { mostPixels: 60, trees: 12 } } as const;

/** Numbers of the pixels whose centres a brush covered. */
function pixelsUnder({ points, radius }: Stroke, ny: number, nx: number): Set<number> {
  const found = new Set<number>();
  points.forEach(([x1, y1], i) => {
    const [x0, y0] = points[Math.max(0, i - 1)];
    const [dx, dy] = [x1 - x0, y1 - y0];
    const square = dx * dx + dy * dy;
    for (let y = Math.max(0, Math.floor(Math.min(y0, y1) - radius)); y < Math.min(ny, Math.max(y0, y1) + radius); y++) {
      for (
        let x = Math.max(0, Math.floor(Math.min(x0, x1) - radius));
        x < Math.min(nx, Math.max(x0, x1) + radius);
        x++
      ) {
        const [px, py] = [x + 0.5 - x0, y + 0.5 - y0];
        const along = square === 0 ? 0 : Math.min(1, Math.max(0, (px * dx + py * dy) / square));
        if (Math.hypot(px - along * dx, py - along * dy) <= radius) found.add(y * nx + x);
      }
    }
  });
  return found;
}

/** A node of a tree as the library has it. */
interface TreeNode {
  readonly left?: TreeNode;
  readonly right?: TreeNode;
  readonly splitColumn: number;
  readonly splitValue: number;
  /** Shares of the classes, those behind the last one missing. */
  readonly distribution?: { readonly columns: number; get(row: number, column: number): number };
}

/**
 * All trees in flat arrays, by which a million pixels take a second: of a node the feature, or -1 - class in a leaf,
 * the value, and the place of the right branch; the left one follows its node.
 */
interface FlatForest {
  readonly roots: readonly number[];
  readonly feature: readonly number[];
  readonly value: readonly number[];
  readonly right: readonly number[];
}

function flatten(forest: RandomForestClassifier): FlatForest {
  const flat = { roots: [] as number[], feature: [] as number[], value: [] as number[], right: [] as number[] };
  const add = (node: TreeNode, columns: readonly number[]): void => {
    const own = flat.feature.length;
    const { left, right, distribution } = node;
    flat.value.push(node.splitValue ?? 0);
    flat.right.push(0);
    if (left && right) {
      flat.feature.push(columns[node.splitColumn]);
      add(left, columns);
      flat.right[own] = flat.feature.length;
      add(right, columns);
      return;
    }
    const shares = Array.from({ length: distribution!.columns }, (_, c) => distribution!.get(0, c));
    flat.feature.push(-1 - shares.indexOf(Math.max(...shares)));
  };
  const { estimators, indexes } = forest as unknown as {
    readonly estimators: readonly { readonly root: TreeNode }[];
    readonly indexes: readonly (readonly number[])[];
  };
  estimators.forEach(({ root }, t) => {
    flat.roots.push(flat.feature.length);
    add(root, indexes[t]);
  });
  return flat;
}

/** A forest that takes pixels by their features. */
export interface PixelForest {
  /**
   * Phases of the pixels of one page - shape [ny, nx] - uint8.
   * @param stride - every how manieth pixel is looked at; the square behind it gets the same phase.
   */
  classify(features: readonly Float32Array[], shape: readonly number[], stride?: number): Uint8Array;
}

/**
 * Trains a random forest on the pixels under brush strokes.
 * @param features - of every image - shape [image, feature, pixel].
 * @throws ExcursaError (usage) where strokes cover pixels of fewer than two phases.
 * @source Breiman 2001, doi:10.1023/A:1010933404324
 */
export function trainForest(
  features: readonly (readonly Float32Array[])[],
  images: readonly Pick<GreyImage, 'grid'>[],
  {
    strokes,
    classes,
    seed = 1,
    size = 'whole',
  }: {
    readonly strokes: readonly Stroke[];
    readonly classes: number;
    readonly seed?: number;
    readonly size?: keyof typeof sizes;
  },
): PixelForest {
  const { mostPixels, trees } = sizes[size];
  const rows: number[][] = [];
  const labels: number[] = [];
  for (let phase = 0; phase < classes; phase++) {
    const places: (readonly [image: number, pixel: number])[] = [];
    images.forEach(({ grid }, image) => {
      const [, ny, nx] = grid.shape;
      const covered = new Set<number>();
      for (const stroke of strokes) {
        if (stroke.phase !== phase || stroke.image !== image) continue;
        for (const pixel of pixelsUnder(stroke, ny, nx)) covered.add(pixel);
      }
      for (const pixel of covered) places.push([image, pixel]);
    });
    // Evenly over all strokes of the phase.
    const count = Math.min(mostPixels, places.length);
    for (let i = 0; i < count; i++) {
      const [image, pixel] = places[Math.floor((i * places.length) / count)];
      rows.push(features[image].map((page) => page[pixel]));
      labels.push(phase);
    }
  }
  if (new Set(labels).size < 2) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'strokes',
      expected: 'strokes of at least two phases',
      got: `${new Set(labels).size}`,
      remedy: 'a stroke in another phase',
    });
  }
  const forest = new RandomForestClassifier({
    ...{ seed, nEstimators: trees, maxFeatures: 5, replacement: false, useSampleBagging: true, noOOB: true },
    treeOptions: { maxDepth: 12, minNumSamples: 2 },
  } as ConstructorParameters<typeof RandomForestClassifier>[0]);
  forest.train(rows, labels);
  const { roots, ...nodes } = flatten(forest);
  const feature = Int16Array.from(nodes.feature);
  const value = Float64Array.from(nodes.value);
  const right = Int32Array.from(nodes.right);
  const votes = new Uint8Array(classes);
  return {
    classify(pages, [ny, nx], stride = 1) {
      const out = new Uint8Array(ny * nx);
      for (let y = 0; y < ny; y += stride) {
        for (let x = 0; x < nx; x += stride) {
          // The middle of the square.
          const pixel = Math.min(ny - 1, y + (stride >> 1)) * nx + Math.min(nx - 1, x + (stride >> 1));
          votes.fill(0);
          for (const root of roots) {
            let node = root;
            while (feature[node] >= 0) node = pages[feature[node]][pixel] < value[node] ? node + 1 : right[node];
            votes[-1 - feature[node]]++;
          }
          let best = 0;
          for (let c = 1; c < classes; c++) if (votes[c] > votes[best]) best = c;
          if (stride === 1) out[pixel] = best;
          else {
            for (let v = y; v < Math.min(ny, y + stride); v++) {
              out.fill(best, v * nx + x, v * nx + Math.min(nx, x + stride));
            }
          }
        }
      }
      return out;
    },
  };
}

/** Labels of grey images by a trained forest. */
export const classifyImages = (
  forest: PixelForest,
  features: readonly (readonly Float32Array[])[],
  images: readonly Pick<GreyImage, 'grid'>[],
  { phases, stride = 1 }: { readonly phases: readonly Phase[]; readonly stride?: number },
): PhaseMap[] =>
  images.map(({ grid }, i) => createPhaseMap(grid, forest.classify(features[i], grid.shape.slice(1), stride), phases));
