import { axesOf, distinctPairs, masked, type PhaseMap, unitOf } from '../grid/index.ts';
import type { BlockSums, Descriptor, Unmeasured } from './descriptor.ts';
import type { Specimen } from './specimen.ts';

/** Lines along which three phases meet, of those that a phase takes part in. */
export interface TripleLines {
  /** Length per volume, L_V = 2 P_A - `unit`. */
  readonly value: number;
  /** Triple points per area of sections, P_A - `unit`. */
  readonly pointsPerArea: number;
  /** '1/um^2', for instance. */
  readonly unit: string;
}

/** Vertices of sections where phases meet. */
interface Vertices {
  /** Triple points that each phase takes part in - [phase] - points - float64. */
  readonly points: Float64Array;
  /** Vertices whose four pixels are all unmasked. */
  seen: number;
}

/**
 * Adds the vertices of all sections of a map whose pixels are neighbours along two axes. Periodic axes wrap.
 * @param verticesAt - those to add to, by the first pixel [z, y, x].
 */
function addVertices(
  { grid, data }: PhaseMap,
  [row, column]: readonly [number, number],
  verticesAt: (z: number, y: number, x: number) => Vertices,
): void {
  const [nz, ny, nx] = grid.shape;
  const strides = [ny * nx, nx, 1];
  /** Step to the neighbour along an axis, 0 where there is none. */
  const stepFrom = (axis: number, at: number): number => {
    if (at + 1 < grid.shape[axis]) return strides[axis];
    return grid.periodic[axis] && grid.shape[axis] > 1 ? -at * strides[axis] : 0;
  };
  const place: [number, number, number] = [0, 0, 0];
  for (place[0] = 0; place[0] < nz; place[0]++) {
    for (place[1] = 0; place[1] < ny; place[1]++) {
      for (place[2] = 0; place[2] < nx; place[2]++) {
        const down = stepFrom(row, place[row]);
        const right = stepFrom(column, place[column]);
        if (down === 0 || right === 0) continue;
        const i = (place[0] * ny + place[1]) * nx + place[2];
        const [a, b, c, d] = [data[i], data[i + right], data[i + down], data[i + down + right]];
        if (a === masked || b === masked || c === masked || d === masked) continue;
        const vertices = verticesAt(...place);
        vertices.seen++;
        // Of two diagonal pixels of one phase that phase is read to pass between the others, which do not meet then.
        if (a === d || b === c) continue;
        const distinct = new Set([a, b, c, d]);
        if (distinct.size < 3) continue;
        // Four phases at a vertex are two triple points a fraction of a pixel apart; which two is not known, and a
        // phase is in 3/2 of them.
        const share = distinct.size === 3 ? 1 : 1.5;
        for (const phase of distinct) vertices.points[phase] += share;
      }
    }
  }
}

/**
 * Lines along which three phases meet, by their length per volume L_V: of every phase those that it takes part in. With
 * three phases they are the same lines for all.
 *
 * Estimator: in sections along the grid's planes, a vertex between four pixels of three phases is a triple point if the
 * two pixels of one phase share an edge; two diagonal ones are read as a narrow neck of that phase, which keeps the
 * others apart. Four phases make two points. L_V = 2 P_A with P_A their number per area: exact for lines of isotropic
 * directions, in an image of an isotropic material as in a volume, where P_A is the mean over the three families of
 * planes. A volume's edges between voxels of three phases have 3/2 of that length: staircases.
 * Bias of pixels: none where straight boundaries meet at angles of 45 degrees or more (within the 0.3 % to which it was
 * measured). Near the tip of a sharper wedge its phase breaks up into further points: 2 % more at 30 degrees, 31 % at
 * 15 (docs/results/triple-points.md), whatever the size of the pixels. Details finer than a pixel are lost.
 * Edges: vertices inside the window whose four pixels are unmasked count, and their number is what is divided by, so
 * the border brings no bias; periodic axes wrap. Several maps: vertices are pooled. Unmeasured with fewer than three
 * phases, for an absent phase, and for windows one voxel thin.
 * @source underwood1970: L_V = 2 P_A; docs/results/triple-points.md
 */
export function measureTripleLines(specimen: Specimen): (TripleLines | Unmeasured)[] {
  return linesOf(
    specimen,
    planesOf(specimen).map((plane) => countVertices(specimen, plane)),
  );
}

/** Pairs of axes of the grid's planes. */
function planesOf({ rank }: Specimen): (readonly [number, number])[] {
  const axes = axesOf(rank);
  return distinctPairs(axes.length).map(([i, j]) => [axes[i], axes[j]] as const);
}

const noVertices = (phases: number): Vertices => ({ points: new Float64Array(phases), seen: 0 });

function countVertices(
  { maps, phases }: Pick<Specimen, 'maps' | 'phases'>,
  plane: readonly [number, number],
): Vertices {
  const vertices = noVertices(phases.length);
  for (const map of maps) addVertices(map, plane, () => vertices);
  return vertices;
}

/** Lines from the vertices in each family of planes. */
function linesOf(specimen: Specimen, families: readonly Vertices[]): (TripleLines | Unmeasured)[] {
  const { phases, rank, spacing, unit, voxels } = specimen;
  if (phases.length < 3) return phases.map(() => ({ value: null, reason: 'fewer than three phases' }));
  const areas = planesOf(specimen).map(([row, column]) => spacing[row] * spacing[column]);
  return phases.map(({ name }, phase) => {
    if (voxels[phase] === 0) return { value: null, reason: `phase ${name} is absent` };
    if (families.some(({ seen }) => !(seen > 0))) {
      return { value: null, reason: 'some plane has no four unmasked pixels that meet' };
    }
    const densities = families.map(({ points, seen }, f) => points[phase] / seen / areas[f]);
    const pointsPerArea = densities.reduce((sum, density) => sum + density, 0) / densities.length;
    return { value: 2 * pointsPerArea, pointsPerArea, unit: unitOf('perArea', unit, rank) };
  });
}

/** Vertices by the block of their first pixel. */
const verticesByBlock: BlockSums<TripleLines | Unmeasured> = {
  count: (specimen, blocks) => {
    const families = planesOf(specimen).map((plane) => {
      const own = Array.from({ length: blocks.count }, () => noVertices(specimen.phases.length));
      specimen.maps.forEach((map, m) => {
        const { count, row, along } = blocks.parts(map);
        addVertices(map, plane, (z, y, x) => own[m * count + row(z, y) + along[x]]);
      });
      return own;
    });
    return Array.from({ length: blocks.count }, (_, block) =>
      Float64Array.from(families.flatMap((own) => [own[block].seen, ...own[block].points])),
    );
  },
  value: (specimen, counts) => {
    const width = specimen.phases.length + 1;
    const families = planesOf(specimen).map((_, f) => ({
      seen: counts[f * width],
      points: counts.slice(f * width + 1, (f + 1) * width),
    }));
    return linesOf(specimen, families);
  },
};

/** Lines along which three phases meet. */
export const tripleLines: Descriptor<TripleLines | Unmeasured, 'tripleLines', 'fast'> = {
  name: 'tripleLines',
  summary: 'length per volume of the lines along which three phases meet, L_V = 2 P_A; triple points per area P_A',
  estimator:
    'vertices between four pixels of sections; no bias from the border; none from pixels where boundaries meet at 45 degrees or more (docs/results/triple-points.md)',
  cost: 'fast',
  measure: (specimen) => measureTripleLines(specimen),
  byBlock: verticesByBlock,
  quantities: [
    {
      name: 'tripleLines',
      title: 'triple lines',
      unit: 'perArea',
      definition:
        'Length per volume of the lines along which three phases meet: twice the number of triple points per area of sections. Of three phases the lines are the same for all, and a comparison has them for the first.',
      pick: ({ value }) => value,
      errorFromWindows: true,
      ofPoints: true,
      compared: true,
      shows: 'triple lines',
      comparedOf: (phases) => (phases < 3 ? 'none' : phases === 3 ? 'first' : 'each'),
    },
  ],
};
