import { type AnyDescription, type DescribedQuantity, describedQuantities } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { lengthIn } from '../grid/index.ts';
import type { AxisConductivity } from '../transport/index.ts';
import type { Table } from './tables/table.ts';

/** What battery parameters are taken from. */
export interface ElectrodeFindings {
  readonly electrode: 'positive' | 'negative';
  /** Phases that hold the electrolyte, and the active material. */
  readonly electrolyte: string;
  readonly active: string;
  /** Of the volume: volume fractions and specific surface areas at least. */
  readonly description: AnyDescription;
  /** Through-plane conductivity of the electrolyte's phase alone. */
  readonly through: AxisConductivity;
  /** Through-plane conductivity of the solids - S/m; undefined where theirs are not known. */
  readonly matrix?: number | undefined;
}

/** Names and units of the Battery Parameter eXchange, version 1. @source https://bpxstandard.com */
const names = {
  porosity: 'Porosity',
  efficiency: 'Transport efficiency',
  area: 'Surface area per unit volume [m-1]',
  conductivity: 'Conductivity [S.m-1]',
} as const;

/** One number of the electrode with its standard error. */
interface Parameter {
  readonly name: string;
  readonly value: number;
  readonly standardError: number | null;
}

/** Area of the interface of two phases out of at most three, from the surface areas of all of them. */
function interfaceArea(description: AnyDescription, one: string, other: string): Omit<Parameter, 'name'> {
  const areas = describedQuantities(description).filter(({ name }) => name === 'specificSurfaceArea');
  if (areas.length > 3) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'parameters',
      expected: 'a volume of two or three phases',
      got: `${areas.length}`,
      remedy: ['merging phases with ', { setting: 'labels' }],
    });
  }
  const sign = (phase: string): number => (phase === one || phase === other ? 1 : -1);
  const value = areas.reduce((sum, own) => sum + (sign(own.phase) * (own.value ?? 0)) / 2, 0);
  // The errors of the areas are correlated: half of their sum is an upper bound.
  const errors = areas.map(({ standardError }) => standardError);
  const bound = errors.includes(null) ? null : errors.reduce<number>((sum, e) => sum + e! / 2, 0);
  const metres = lengthIn(1, description.grid.unit, 'm');
  if (metres === undefined) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'parameters',
      expected: 'a voxel size in a unit of length, as areas per metre need it',
      got: description.grid.unit,
      remedy: { setting: 'spacing', value: '0.1um' },
    });
  }
  return { value: value / metres, standardError: bound === null ? null : bound / metres };
}

const shareOf = (description: AnyDescription, own: string): DescribedQuantity | undefined =>
  describedQuantities(description).find(({ name, phase }) => name === 'volumeFraction' && phase === own);

/** The parameters of an electrode by their BPX names. @throws ExcursaError (usage) for phases that are not there. */
function parametersOf(findings: ElectrodeFindings): Parameter[] {
  const { description, electrolyte, active, through, matrix } = findings;
  const { phases } = description;
  for (const [setting, name] of Object.entries({ electrolyte, active })) {
    if (phases.some((phase) => phase.name === name) && electrolyte !== active) continue;
    throw new ExcursaError({
      kind: 'usage',
      what: { setting },
      expected: `two phases among ${phases.map((phase) => phase.name).join(', ')}`,
      got: name,
      remedy: { setting, value: phases[setting === 'active' ? 1 : 0].name },
    });
  }
  const share = shareOf(description, electrolyte);
  return [
    { name: names.porosity, value: share?.value ?? 0, standardError: share?.standardError ?? null },
    { name: names.efficiency, value: through.relative, standardError: null },
    { name: names.area, ...interfaceArea(description, active, electrolyte) },
    ...(matrix === undefined ? [] : [{ name: names.conductivity, value: matrix, standardError: null }]),
  ];
}

/** The section of an electrode of a BPX file, to be merged into one: `Parameterisation` / `Positive electrode`. */
export function bpxFragment(findings: ElectrodeFindings): Readonly<Record<string, unknown>> {
  const section = findings.electrode === 'positive' ? 'Positive electrode' : 'Negative electrode';
  const values = Object.fromEntries(parametersOf(findings).map(({ name, value }) => [name, value]));
  // BPX has no name for the share of the active material, which models with spheres need beside the area.
  const own = { [`${section} active material volume fraction`]: shareOf(findings.description, findings.active)?.value };
  return { Header: { BPX: '1.0.0', Model: 'Partial' }, Parameterisation: { [section]: values, 'User-defined': own } };
}

/** The same as a table, with standard errors where they are known. */
export function electrodeTable(findings: ElectrodeFindings): Table {
  return {
    name: 'battery-parameters',
    title: `Parameters of the ${findings.electrode} electrode`,
    columns: [{ name: 'parameter' }, { name: 'value' }],
    rows: parametersOf(findings).map(({ name, value, standardError }) => [name, { value, error: standardError }]),
    notes: [
      `Porosity: volume fraction of ${findings.electrolyte}. Transport efficiency: its relative conductivity along the axis. Surface area: interface of ${findings.active} and ${findings.electrolyte}.`,
    ],
  };
}
