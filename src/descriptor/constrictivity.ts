import { axisNames, type ByAxis, byAxis } from '../grid/index.ts';
import { measureConnectivity } from './connectivity.ts';
import { type Descriptor, isUnmeasured, type Measuring, type Unmeasured } from './descriptor.ts';
import { type BallCounts, pooledCounts, sharedOpenings, withoutSizes } from './openings.ts';
import { distributionOf, smallestEdge } from './size-distribution.ts';
import type { Specimen } from './specimen.ts';
import { errorOf } from './standard-errors.ts';

/** (neck / bulge)^2: of the medians of the intruded and of the continuous size distribution. */
export interface Constrictivity {
  readonly value: number;
  /** r50 of the intrusion - `unit`. */
  readonly neck: number;
  /** r50 of the continuous size distribution - `unit`. */
  readonly bulge: number;
  /** Standard error of the value, from parts of the window. */
  readonly error: number | null;
  readonly unit: string;
}

function constriction(
  opened: BallCounts,
  intruded: BallCounts,
  edge: number,
  unit: string,
): Constrictivity | Unmeasured {
  const medians = (a: Float64Array, b: Float64Array) => [
    distributionOf(a, edge).median,
    distributionOf(b, edge).median,
  ];
  const [bulge, neck] = medians(pooledCounts(opened), pooledCounts(intruded));
  if (neck === null || bulge === null) {
    return { value: null, reason: 'less than half of the phase is reached from the face' };
  }
  const parts = opened.flatMap((own, part) => {
    if (own.every((n) => n === 0)) return [];
    const [wide, narrow] = medians(own, intruded[part]);
    return wide === null || narrow === null ? [null] : [(narrow / wide) ** 2];
  });
  return { value: (neck / bulge) ** 2, neck, bulge, error: errorOf(parts), unit };
}

/**
 * Constrictivity of every phase along every axis: (r50 of the intrusion / r50 of the sizes)^2, both medians by volume
 * of the whole phase, interpolated linearly; 1 for a straight tube. Where no part of the phase crosses the window along
 * the axis nothing is constricted, and there is none. Estimators and edges: see the size distribution and the
 * intrusion.
 * @source muench2008; holzer2013
 */
async function measureConstrictivity(
  specimen: Specimen,
  measuring: Pick<Measuring, 'share'>,
): Promise<ByAxis<Constrictivity | Unmeasured>[]> {
  const openings = await sharedOpenings(specimen, measuring);
  const edge = smallestEdge(specimen);
  const connected = measuring.share(measureConnectivity);
  return specimen.phases.map((_, phase) => {
    const none = withoutSizes(specimen, phase);
    return byAxis(specimen.rank, (axis) => {
      if (none) return none;
      const own = connected[phase];
      if (!isUnmeasured(own) && own.percolating[axisNames[axis]] === 0) {
        return { value: null, reason: 'phase does not percolate along the axis' };
      }
      const { opened, intruded } = openings[phase];
      return constriction(opened, intruded[axis]!, edge, specimen.unit);
    });
  });
}

/** Constrictivity of every phase. */
export const constrictivity: Descriptor<ByAxis<Constrictivity | Unmeasured>, 'constrictivity', 'slow'> = {
  name: 'constrictivity',
  summary: '(r50 of the intrusion / r50 of the sizes)^2, by axis',
  estimator: '1 for a straight tube',
  cost: 'slow',
  measure: measureConstrictivity,
  quantities: [
    {
      name: 'constrictivity',
      title: 'constrictivity',
      unit: 'number',
      definition: '(r50 of the simulated intrusion of mercury / r50 of sizes)^2. Without an axis: mean over the axes.',
      byAxis: true,
      pick: (values, axis) => {
        const own = values[axis];
        return own && (isUnmeasured(own) ? own : own.value);
      },
      standardError: (values, axis) => {
        const own = values[axis];
        return own === undefined || isUnmeasured(own) ? null : own.error;
      },
      compared: true,
      shows: 'connectivity',
    },
  ],
};
