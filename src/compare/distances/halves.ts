import { crop, type PhaseMap, type Triple } from '../../grid/index.ts';

/** The two halves of a map across its longest axis; of an odd number of voxels the last layer is left out. */
function cutInTwo(map: PhaseMap): [PhaseMap, PhaseMap] {
  const { shape } = map.grid;
  const axis = shape.indexOf(Math.max(...shape));
  const half = shape[axis] >> 1;
  const along = (at: number): Triple => shape.map((_, a) => (a === axis ? at : 0)) as unknown as Triple;
  const size = shape.map((n, a) => (a === axis ? half : n)) as unknown as Triple;
  return [crop(map, along(0), size), crop(map, along(half), size)];
}

/**
 * Two halves of the data that share no voxel: several maps dealt out in turn, so that windows keep their size, or the two sides of a single one.
 * Undefined for a single map of one voxel, and where a half holds nothing that is not masked.
 */
export function halvesOf(maps: readonly PhaseMap[]): readonly [readonly PhaseMap[], readonly PhaseMap[]] | undefined {
  if (maps.length === 1 && Math.max(...maps[0].grid.shape) < 2) return undefined;
  const halves: [PhaseMap[], PhaseMap[]] = [[], []];
  if (maps.length > 1) {
    maps.forEach((map, i) => {
      halves[i % 2].push(map);
    });
  } else {
    cutInTwo(maps[0]).forEach((half, i) => {
      halves[i].push(half);
    });
  }
  return halves.every((half) => half.some(({ data }) => data.some((label) => label !== 255))) ? halves : undefined;
}
