import { type ByAxis, byAxis } from '../grid/index.ts';
import { type Descriptor, isUnmeasured, type Measuring, type Unmeasured } from './descriptor.ts';
import { sharedOpenings, withoutSizes } from './openings.ts';
import { distributionWithErrors, type SizeDistribution, smallestEdge } from './size-distribution.ts';
import type { Specimen } from './specimen.ts';

/**
 * Simulated intrusion of mercury into every phase along every axis.
 *
 * Estimator: as for the size distribution, from balls whose centres are reached from the face of the axis' lowest
 * coordinate by a path of face neighbours along which the ball fits. Edges: as there; paths do not wrap, also where an
 * axis is periodic.
 * @source muench2008; holzer2013
 */
async function measureIntrusion(
  specimen: Specimen,
  measuring: Pick<Measuring, 'share'>,
): Promise<ByAxis<SizeDistribution | Unmeasured>[]> {
  const openings = await sharedOpenings(specimen, measuring);
  const edge = smallestEdge(specimen);
  return specimen.phases.map((_, phase) => {
    const none = withoutSizes(specimen, phase);
    return byAxis(specimen.rank, (axis) => {
      if (none) return none;
      const { intruded, largest } = openings[phase];
      return distributionWithErrors(intruded[axis]!, { edge, largest, unit: specimen.unit });
    });
  });
}

/** Simulated intrusion of mercury into every phase. */
export const intrusion: Descriptor<ByAxis<SizeDistribution | Unmeasured>, 'intrusion', 'slow'> = {
  name: 'intrusion',
  summary: 'the same for balls pushed in from a face (simulated mercury intrusion), by axis',
  estimator: 'from the face of the lowest coordinate',
  cost: 'slow',
  measure: measureIntrusion,
  quantities: [
    {
      name: 'intrusionRadius',
      title: 'median radius of intrusion',
      unit: 'length',
      definition:
        "Radius of the balls (discs) that can be pushed in from the face of the axis' lowest coordinate and cover half of the phase.",
      byAxis: true,
      pick: (sizes, axis) => {
        const own = sizes[axis];
        if (own === undefined || isUnmeasured(own)) return own;
        return own.median ?? { value: null, reason: 'less than half of the phase is reached from the face' };
      },
      standardError: (sizes, axis) => {
        const own = sizes[axis];
        return own === undefined || isUnmeasured(own) ? null : own.errors.median;
      },
      detail: true,
    },
  ],
};
