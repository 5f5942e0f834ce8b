import { type AnyDescription, type DescribedQuantity, describedQuantities } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { lengthIn } from '../grid/index.ts';
import { missingCell, percentCell, type Table } from './tables/table.ts';

/** What battery parameters are taken from. */
export interface ElectrodeFindings {
  readonly electrode: 'positive' | 'negative';
  /** Phases that hold the electrolyte, and the active material. */
  readonly electrolyte: string;
  readonly active: string;
  /** Of the volume: volume fractions and specific surface areas at least. */
  readonly description: AnyDescription;
  /** Through-plane relative conductivity of the electrolyte's phase alone. */
  readonly through: ConductivityFinding;
  /** Through-plane conductivity of the solids - S/m; undefined where theirs are not known. */
  readonly matrix?: ConductivityFinding | undefined;
}

/** A conductivity with its errors, null where they are not known. */
export interface ConductivityFinding {
  readonly value: number;
  /** Standard error, from blocks of the volume. */
  readonly standardError: number | null;
  /** Estimated relative error of the voxel size; negative where the value is too low. */
  readonly voxelError: number | null;
}

/** Names and units of the Battery Parameter eXchange, version 1. @source https://bpxstandard.com */
const names = {
  porosity: 'Porosity',
  efficiency: 'Transport efficiency',
  area: 'Surface area per unit volume [m-1]',
  conductivity: 'Conductivity [S.m-1]',
} as const;

/** One number of the electrode with its errors. */
interface Parameter {
  readonly name: string;
  readonly value: number;
  readonly standardError: number | null;
  /** Relative error of the voxel size; undefined for what has no estimate of it. */
  readonly voxelError?: number | null;
}

const sectionOf = ({ electrode }: ElectrodeFindings): string =>
  electrode === 'positive' ? 'Positive electrode' : 'Negative electrode';

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
    { name: names.efficiency, ...through },
    { name: names.area, ...interfaceArea(description, active, electrolyte) },
    ...(matrix === undefined ? [] : [{ name: names.conductivity, ...matrix }]),
  ];
}

/** The share of the active material, which models with spheres need beside the area: BPX has no name for it. */
function activeShare(findings: ElectrodeFindings): Parameter {
  const share = shareOf(findings.description, findings.active);
  const name = `${sectionOf(findings)} active material volume fraction`;
  return { name, value: share?.value ?? 0, standardError: share?.standardError ?? null };
}

/** The errors of a parameter by names of their own: 'Positive electrode porosity, standard error'. */
function namedErrors(section: string, { name, value: _, standardError, voxelError }: Parameter): [string, number][] {
  const [, words, unit = ''] = /^(.*?)( \[.*\])?$/.exec(name) ?? [];
  const title = words.startsWith(section) ? words : `${section} ${words[0].toLowerCase()}${words.slice(1)}`;
  const errors: [string, number | null | undefined][] = [
    [`${title}, standard error${unit}`, standardError],
    [`${title}, relative error of the voxel size`, voxelError],
  ];
  return errors.flatMap(([own, error]) => (typeof error === 'number' ? [[own, error]] : []));
}

/**
 * The section of an electrode of a BPX file, to be merged into one: `Parameterisation` / `Positive electrode`. BPX has
 * no place for errors, so that these stand under `User-defined`, which takes numbers of any name.
 */
export function bpxFragment(findings: ElectrodeFindings): Readonly<Record<string, unknown>> {
  const section = sectionOf(findings);
  const found = parametersOf(findings);
  const share = activeShare(findings);
  const values = Object.fromEntries(found.map(({ name, value }) => [name, value]));
  const errors = [...found, share].flatMap((parameter) => namedErrors(section, parameter));
  const own = { [share.name]: share.value, ...Object.fromEntries(errors) };
  return { Header: { BPX: '1.0.0', Model: 'Partial' }, Parameterisation: { [section]: values, 'User-defined': own } };
}

/** The same as a table, with errors where they are known. */
export function electrodeTable(findings: ElectrodeFindings): Table {
  return {
    name: 'battery-parameters',
    title: `Parameters of the ${findings.electrode} electrode`,
    columns: [
      { name: 'parameter' },
      { name: 'value' },
      {
        name: 'voxel size',
        unit: '%',
        definition: 'Estimated error of the voxel size, from voxels of twice the edge. Negative: the value is too low.',
      },
    ],
    rows: [...parametersOf(findings), activeShare(findings)].map(({ name, value, standardError, voxelError }) => [
      name,
      { value, error: standardError },
      typeof voxelError === 'number' ? percentCell(voxelError, { signed: true }) : missingCell('no estimate'),
    ]),
    notes: [
      '±: standard error, from eight blocks of the volume. It tells how far another piece of the material may differ.',
      `Porosity: volume fraction of ${findings.electrolyte}. Transport efficiency: its relative conductivity along the axis. Surface area: interface of ${findings.active} and ${findings.electrolyte}.`,
    ],
  };
}
