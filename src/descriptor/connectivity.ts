import { axesOf, type ByAxis, byAxis, type PhaseMap } from '../grid/index.ts';
import type { Descriptor, Unmeasured } from './descriptor.ts';
import type { Specimen } from './specimen.ts';

/** Connected components by faces; shares are of the phase's voxels. Windows do not wrap. */
export interface Connectivity {
  /** Number of components, those cut by the border included. */
  readonly components: number;
  /** Share in the largest component. */
  readonly largest: number;
  /** Share in components that touch no border of the window. */
  readonly isolated: number;
  /** Share in components that touch both faces across an axis. */
  readonly percolating: ByAxis<number>;
}

/** Components of one map: root of every voxel, its first voxel. */
function uniteNeighbours({ grid, data }: PhaseMap): Uint32Array {
  const [nz, ny, nx] = grid.shape;
  const roots = new Uint32Array(data.length);
  const find = (i: number): number => {
    let root = i;
    while (roots[root] !== root) root = roots[root];
    // Path compression: what was passed points at the root from now on.
    while (roots[i] !== root) {
      const next = roots[i];
      roots[i] = root;
      i = next;
    }
    return root;
  };
  const plane = ny * nx;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) {
      for (let x = 0; x < nx; x++, i++) {
        const label = data[i];
        const left = x > 0 && data[i - 1] === label;
        roots[i] = left ? roots[i - 1] : i;
        let root = left ? find(i - 1) : i;
        if (y > 0 && data[i - nx] === label) root = join(find(i - nx), root);
        if (z > 0 && data[i - plane] === label) root = join(find(i - plane), root);
        roots[i] = root;
      }
    }
  }
  function join(a: number, b: number): number {
    if (a === b) return a;
    // The smaller index is the root, so that roots are the first voxels of their components.
    if (a < b) {
      roots[b] = a;
      return a;
    }
    roots[a] = b;
    return b;
  }
  for (let i = 0; i < roots.length; i++) roots[i] = roots[roots[i]];
  return roots;
}

/** Faces of the window that a component touches, as bits: z low, z high, y low, y high, x low, x high. */
function touchedFaces({ grid }: PhaseMap, roots: Uint32Array): Uint8Array {
  const { shape } = grid;
  const strides = [shape[1] * shape[2], shape[2], 1];
  const touched = new Uint8Array(roots.length);
  for (let axis = 0; axis < 3; axis++) {
    const [a, b] = [0, 1, 2].filter((other) => other !== axis);
    for (const side of [0, 1]) {
      const face = side * (shape[axis] - 1) * strides[axis];
      for (let u = 0; u < shape[a]; u++) {
        for (let v = 0; v < shape[b]; v++) {
          touched[roots[face + u * strides[a] + v * strides[b]]] |= 1 << (2 * axis + side);
        }
      }
    }
  }
  return touched;
}

/** Sums over the components of one phase. */
interface Sums {
  components: number;
  largest: number;
  isolated: number;
  readonly percolating: number[];
}

function addComponents(map: PhaseMap, rank: 2 | 3, sums: readonly Sums[]): void {
  const roots = uniteNeighbours(map);
  const touched = touchedFaces(map, roots);
  const sizes = new Uint32Array(roots.length);
  for (let i = 0; i < roots.length; i++) sizes[roots[i]]++;
  // A plane of an image is no border.
  const borders = axesOf(rank).reduce((bits, axis) => bits | (3 << (2 * axis)), 0);
  for (let i = 0; i < roots.length; i++) {
    const size = sizes[i];
    const sum = sums[map.data[i]];
    if (size === 0 || !sum) continue;
    sum.components++;
    sum.largest = Math.max(sum.largest, size);
    if ((touched[i] & borders) === 0) sum.isolated += size;
    for (const axis of axesOf(rank)) if (((touched[i] >> (2 * axis)) & 3) === 3) sum.percolating[axis] += size;
  }
}

/**
 * Connected components of every phase: voxels that share faces (edges of pixels in an image) belong together.
 *
 * Estimator: the number of components, with all that the border of the window cuts off; shares of the phase's voxels in
 * the largest one, in components that touch no border, and, by axis, in components that touch both faces of the window
 * across it (percolating fraction).
 * Edges: windows do not wrap, also where an axis is periodic; masked voxels connect nothing. Several maps: components
 * are counted together, shares are pooled by voxels, and the largest component is that of all.
 * @source hoshen1976
 */
export function measureConnectivity({ maps, phases, rank, voxels }: Specimen): (Connectivity | Unmeasured)[] {
  const sums = phases.map((): Sums => ({ components: 0, largest: 0, isolated: 0, percolating: [0, 0, 0] }));
  for (const map of maps) addComponents(map, rank, sums);
  return sums.map(({ components, largest, isolated, percolating }, phase) => {
    const total = voxels[phase];
    if (total === 0) return { value: null, reason: `phase ${phases[phase].name} is absent` };
    return {
      components,
      largest: largest / total,
      isolated: isolated / total,
      percolating: byAxis(rank, (axis) => percolating[axis] / total),
    };
  });
}

/** What of every phase connects. */
export const connectivity: Descriptor<Connectivity | Unmeasured, 'connectivity', 'fast'> = {
  name: 'connectivity',
  summary:
    'components by faces; shares of the largest, of isolated ones, of those that cross the window (percolating fraction)',
  estimator: 'union-find; windows do not wrap',
  cost: 'fast',
  measure: (specimen) => measureConnectivity(specimen),
  quantities: [
    {
      name: 'components',
      title: 'components',
      unit: 'count',
      definition:
        'Number of connected components, those cut by the border included. Voxels that share faces belong together.',
      pick: ({ components }) => components,
    },
    {
      name: 'largestComponent',
      title: 'largest component',
      unit: 'number',
      definition: "Share of the phase's volume in its largest component.",
      pick: ({ largest }) => largest,
      detail: true,
    },
    {
      name: 'isolatedFraction',
      title: 'isolated fraction',
      unit: 'number',
      definition: "Share of the phase's volume in components that touch no border of the window.",
      pick: ({ isolated }) => isolated,
      detail: true,
    },
    {
      name: 'percolatingFraction',
      title: 'percolating fraction',
      label: 'percolating',
      unit: 'number',
      definition:
        'Share of the phase in components, by faces, that touch both sides of the window across an axis. Without an axis: mean over the axes. What connects has no standard error from one window.',
      byAxis: true,
      pick: ({ percolating }, axis) => percolating[axis],
      compared: true,
      shows: 'connectivity',
    },
  ],
};
