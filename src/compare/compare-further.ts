import type { FurtherComparison, PhaseDescription, Unmeasured } from '../descriptor/index.ts';
import type { ByAxis } from '../grid/index.ts';
import { compareValues } from './compare-values.ts';

/** A number of a phase, why there is none, or undefined where it was not asked for. */
type Pick = (phase: PhaseDescription) => number | string | undefined;

/** Mean over the axes; the reason of the first axis that has no value. */
function meanOverAxes<T extends object>(byAxis: ByAxis<T | Unmeasured> | undefined, pick: (value: T) => number) {
  if (!byAxis) return undefined;
  const values = Object.values(byAxis) as (T | Unmeasured)[];
  const missing = values.find((value): value is Unmeasured => 'reason' in value);
  if (missing) return missing.reason;
  return values.reduce((sum, value) => sum + pick(value as T), 0) / values.length;
}

const sizes = ({ sizeDistribution }: PhaseDescription, key: 'median' | 'mean'): number | string | undefined => {
  if (!sizeDistribution) return undefined;
  if (!('radii' in sizeDistribution)) return sizeDistribution.reason;
  return sizeDistribution[key] ?? 'no radius covers half of the phase';
};

/** Quantities beside volume fraction, surface area, chords and lineal path; those by axis as means over the axes. */
const quantities: readonly { readonly name: string; readonly unit: FurtherComparison['unit']; readonly pick: Pick }[] =
  [
    {
      name: 'Euler number density',
      unit: 'perVolume',
      pick: ({ eulerNumber }) => ('reason' in eulerNumber ? eulerNumber.reason : eulerNumber.value),
    },
    {
      name: 'percolating fraction',
      unit: 'none',
      pick: ({ connectivity }) => {
        if ('reason' in connectivity) return connectivity.reason;
        const shares = Object.values(connectivity.percolating);
        return shares.reduce((sum, share) => sum + share, 0) / shares.length;
      },
    },
    {
      name: 'geodesic tortuosity',
      unit: 'none',
      pick: ({ geodesicTortuosity }) => meanOverAxes(geodesicTortuosity, ({ mean }) => mean),
    },
    {
      name: 'triple lines',
      unit: 'lengthPerVolume',
      pick: ({ tripleLines }) => ('reason' in tripleLines ? undefined : tripleLines.value),
    },
    { name: 'median radius of sizes (r50)', unit: 'length', pick: (phase) => sizes(phase, 'median') },
    { name: 'mean radius of sizes', unit: 'length', pick: (phase) => sizes(phase, 'mean') },
    {
      name: 'constrictivity',
      unit: 'none',
      pick: ({ constrictivity }) => meanOverAxes(constrictivity, ({ value }) => value),
    },
  ];

/** Compares what realisations and reference both describe, triple lines only where asked to. */
export function compareFurther(
  models: readonly PhaseDescription[],
  reference: PhaseDescription,
  withTripleLines: boolean,
): FurtherComparison[] {
  return quantities.flatMap(({ name, unit, pick }) => {
    if (unit === 'lengthPerVolume' && !withTripleLines) return [];
    const wanted = pick(reference);
    const drawn = models.map(pick).filter((value) => value !== undefined);
    if (wanted === undefined || drawn.length < models.length) return [];
    return [{ name, unit, compared: compareValues(drawn, wanted) }];
  });
}
