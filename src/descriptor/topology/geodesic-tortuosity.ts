import type { GeodesicTortuosity, PhaseDescription, Unmeasured } from '../description.ts';
import { errorOf } from '../parts.ts';
import { axesOf, axisNames, type Sample } from '../sample.ts';
import { measurePaths, type PathLengths } from './paths.ts';

function summarise(parts: readonly PathLengths[] | undefined, name: string): GeodesicTortuosity | Unmeasured {
  if (!parts) return { value: null, reason: 'a map is one voxel thick along this axis' };
  const total = (key: keyof PathLengths): number => parts.reduce((sum, part) => sum + part[key], 0);
  const count = total('count');
  if (count === 0) return { value: null, reason: `no path through phase ${name}` };
  const mean = total('sum') / count;
  return {
    mean,
    std: Math.sqrt(Math.max(0, total('squares') / count - mean * mean)),
    reached: count / total('face'),
    error: errorOf(parts.map((part) => (part.count > 0 ? part.sum / part.count : null))),
  };
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
 * `error` compares up to 4 x 4 parts of the far faces (4 of an image's edge), taken for independent; neighbouring paths share their way, so it is rather
 * too small.
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
