import { conductivityAlong, describe, describedQuantities, descriptors } from '../descriptor/index.ts';
import { ExcursaError, type Phrase } from '../errors.ts';
import type { AxisName, PhaseMap } from '../grid/index.ts';
import type { ConductivityFinding, ElectrodeFindings } from '../report/index.ts';
import { type AxisConductivity, type Conductivity, conductivity } from '../transport/index.ts';

/** What the parameters are taken from, and what tells of how many objects the errors are. */
const measuredNames = ['volumeFraction', 'specificSurfaceArea', 'connectivity', 'eulerNumber'];
const parameterDescriptors = descriptors.filter(({ name }) => measuredNames.includes(name));

/** What battery parameters are asked of. */
export interface ParameterRequest {
  readonly electrolyte?: string | undefined;
  readonly active?: string | undefined;
  readonly electrode: string;
  readonly conductivity: Readonly<Record<string, number>>;
  readonly unit?: string | undefined;
  readonly axis: string;
  readonly threads: number;
}

/** Refuses a request for battery parameters that the volume cannot serve, before anything is solved. */
export function checkParameters({ grid, phases }: PhaseMap, given: ParameterRequest): void {
  const refuse = (expected: Phrase, got: string, remedy: Phrase) => {
    throw new ExcursaError({ kind: 'usage', what: { setting: 'parameters' }, expected, got, remedy });
  };
  if (given.axis === 'tensor') refuse('one axis, or all', 'a tensor', { setting: 'axis', value: 'z' });
  if (grid.rank === 2) refuse('a volume', 'an image', 'a volume of the material, or of a model');
  const names = phases.map(({ name }) => name);
  for (const [setting, other] of [
    ['electrolyte', 'active'],
    ['active', 'electrolyte'],
  ] as const) {
    if (names.includes(given[setting] ?? '') && given[setting] !== given[other]) continue;
    const others = names.filter((name) => name !== given[other]);
    refuse([{ setting }, ` as one of the phases ${others.join(', ')}`], given[setting] ?? 'none', [
      { setting, value: others[0] },
    ]);
  }
}

/** What battery parameters need besides the result: areas, and the electrolyte's phase as the only conductor. */
export async function electrodeFindings(
  map: PhaseMap,
  { axes, reference }: Conductivity,
  given: ParameterRequest,
): Promise<ElectrodeFindings> {
  const { threads } = given;
  const [electrolyte, active] = [given.electrolyte ?? '', given.active ?? ''];
  const axis = (given.axis === 'all' ? 'z' : given.axis) as AxisName;
  const alone = await conductivity(map, { conductivities: { [electrolyte]: 1 }, axis, threads });
  // In S/m, and with no current in the electrolyte, the result is that of the solids.
  const isMatrix = given.unit === 'S/m' && !(given.conductivity[electrolyte] > 0);
  const through = alone.axes[axis]!;
  const solids = isMatrix ? axes[axis] : undefined;
  for (const [name, status] of [
    [electrolyte, through.status],
    ['the solids', solids?.status ?? 'converged'],
  ]) {
    if (status === 'converged') continue;
    // A battery model would take the number for true.
    throw new ExcursaError({
      kind: 'numeric',
      what: { setting: 'parameters' },
      expected: `a conductivity of ${name} along ${axis}`,
      got: status === 'blocked' ? 'no way through' : 'one that did not converge',
      remedy:
        status === 'blocked' ? [{ setting: 'axis' }, ', a larger volume, or other phases'] : [{ setting: 'tolerance' }],
    });
  }
  // Each in a row of the description, for its error from blocks.
  const cases = { [electrolyte]: { [electrolyte]: 1 }, ...(solids && { [active]: given.conductivity }) };
  const description = await describe(map, {
    descriptors: [...parameterDescriptors, conductivityAlong(axis, cases)],
    threads,
  });
  const finding = (phase: string, own: AxisConductivity, scale: number): ConductivityFinding => {
    const row = describedQuantities(description).find(
      ({ name, phase: other }) => name === 'relativeConductivity' && other === phase,
    );
    const { discretisation } = own;
    return {
      value: own.relative * scale,
      standardError: typeof row?.standardError === 'number' ? row.standardError * scale : null,
      voxelError: 'relative' in discretisation ? discretisation.relative : null,
    };
  };
  return {
    ...{ electrode: given.electrode as 'positive' | 'negative', electrolyte, active, description },
    through: finding(electrolyte, through, 1),
    matrix: solids && finding(active, solids, reference),
  };
}
