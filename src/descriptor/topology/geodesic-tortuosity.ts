import type { GeodesicTortuosity, PhaseDescription, Unmeasured } from '../description.ts';
import { axesOf, axisNames, type Sample } from '../sample.ts';
import { measurePaths, type PathLengths } from './paths.ts';

function summarise(paths: PathLengths | undefined, name: string): GeodesicTortuosity | Unmeasured {
  if (!paths) return { value: null, reason: 'a map is one voxel thick along this axis' };
  const { count, face, sum, squares } = paths;
  if (count === 0) return { value: null, reason: `no path through phase ${name}` };
  const mean = sum / count;
  return { mean, std: Math.sqrt(Math.max(0, squares / count - mean * mean)), reached: count / face };
}

/**
 * Mean geodesic tortuosity of every phase along every axis: length of the shortest path inside the phase from the face of the axis' lowest
 * coordinate, over the distance of the two faces, averaged over the voxels of the phase on the far face that a path reaches.
 *
 * Estimator: paths step between the centres of neighbouring voxels, 26 in a volume and 8 in an image, each step as long as it is: straight
 * channels along an axis and along diagonals come out exactly, other directions at most 13 % (8 % in an image) too long. `reached` is the
 * share of the phase's voxels on the far face that have a path.
 * Edges: paths stay inside the window, also where an axis is periodic, and do not cross masked voxels. In an image a path cannot leave the
 * plane, so its tortuosity is larger than the volume's. Several maps are pooled path by path.
 * @source neumann2019
 */
export async function geodesicTortuosity(
  sample: Sample,
  threads: number,
): Promise<PhaseDescription['geodesicTortuosity'][]> {
  const paths = await measurePaths(sample, threads);
  return sample.phases.map(({ name }, phase) =>
    Object.fromEntries(
      axesOf(sample.rank).map((axis) => {
        const absent = { value: null, reason: `phase ${name} is absent` };
        return [axisNames[axis], sample.voxels[phase] === 0 ? absent : summarise(paths[phase][axis], name)];
      }),
    ),
  );
}
