import type { AxisConductivity, Conductivity, TwinAxisConductivity, TwinConductivity } from '../../transport/index.ts';
import { type Cell, type Column, countCell, missingCell, percentCell, type Table } from './table.ts';

/** What the columns of a conductivity are, for a reader who does not know them. */
const definitions = {
  effective: 'Conductivity of a homogeneous body of the same shape that would carry the same current.',
  solver: 'How far the value can be above the exact solution on these voxels.',
  voxels: 'Estimated error of the voxel size: value less its extrapolation to voxels of no size, over the value.',
  relative: 'Effective conductivity over the largest conductivity of a phase.',
  macMullin: 'The reciprocal of it: MacMullin number, or formation factor.',
  all: 'Share of the volume that conducts.',
  connected: 'Share of the volume that conducts and is connected with both faces.',
  tauAll: 'Tortuosity factor: all of the conducting share times the MacMullin number.',
  tauConnected: 'Tortuosity factor: the connected share times the MacMullin number.',
};

const columnsOf = (unit: string | undefined, first: readonly Column[], last: readonly Column[]): Column[] => [
  { name: 'axis' },
  { name: 'conductivity', ...(unit !== undefined && { unit }), definition: definitions.effective },
  ...first,
  { name: 'relative', definition: definitions.relative },
  { name: 'N_M', definition: definitions.macMullin },
  { name: 'porosity', definition: definitions.all },
  { name: 'connected', definition: definitions.connected },
  { name: 'tau (all)', definition: definitions.tauAll },
  { name: 'tau (connected)', definition: definitions.tauConnected },
  ...last,
];

/** Why an axis has no current. */
const whyBlocked = ({ all }: AxisConductivity['porosity']): string =>
  all === 0 ? 'no phase in the volume conducts' : 'blocked: no way leads through what conducts';

/** Numbers that volumes and models have alike. */
function ratios({
  relative,
  macMullin,
  porosity,
  tortuosityFactor,
}: Pick<AxisConductivity, 'relative' | 'macMullin' | 'porosity' | 'tortuosityFactor'>): Cell[] {
  const orBlocked = (value: number | null): Cell => (value === null ? missingCell(whyBlocked(porosity)) : { value });
  return [
    { value: relative },
    orBlocked(macMullin),
    { value: porosity.all },
    { value: porosity.connected },
    orBlocked(tortuosityFactor.all),
    orBlocked(tortuosityFactor.connected),
  ];
}

const entries = <T>(axes: { readonly [axis: string]: T }): [string, T][] => Object.entries(axes);

/** Conductivity of a volume: a row for each axis. @param unit - of the conductivities, as the user names it. */
export function conductivityTables({ axes }: Conductivity, unit?: string): Table[] {
  const rows = entries<AxisConductivity>(axes).map(([axis, own]): Cell[] => [
    axis,
    { value: own.effective, ...(own.status === 'unfinished' && { remark: 'not converged' }) },
    own.status === 'blocked'
      ? missingCell(whyBlocked(own.porosity))
      : { value: 100 * (1 - own.bounds[0] / own.bounds[1]), digits: 1 },
    'relative' in own.discretisation
      ? percentCell(own.discretisation.relative, { signed: true })
      : missingCell(own.status === 'blocked' ? whyBlocked(own.porosity) : own.discretisation.reason),
    ...ratios(own),
    countCell(own.iterations),
  ]);
  const columns = columnsOf(
    unit,
    [
      { name: 'solver', unit: '%', definition: definitions.solver },
      { name: 'voxel size', unit: '%', definition: definitions.voxels },
    ],
    [{ name: 'iterations' }],
  );
  const notes = [
    'solver: bound of the error on these voxels. voxel size: its estimated error, from voxels of twice the edge.',
    'tau is the tortuosity factor, porosity times N_M. It is not the geodesic tortuosity.',
  ];
  return [{ name: 'conductivity', title: 'Effective conductivity', columns, rows, notes }];
}

/** Conductivity of a model: a row for each axis. @param length - unit of length. */
export function twinConductivityTables(twin: TwinConductivity, length: string, unit?: string): Table[] {
  const rows = entries<TwinAxisConductivity>(twin.axes).map(([axis, own]): Cell[] => [
    axis,
    { value: own.effective, error: own.standardError },
    own.scatter === null ? missingCell(whyBlocked(own.porosity)) : percentCell(own.scatter),
    own.discretisation === null ? missingCell('no estimate') : percentCell(own.discretisation, { signed: true }),
    ...ratios(own),
    own.edgeForOnePercent === null ? missingCell(whyBlocked(own.porosity)) : { value: own.edgeForOnePercent },
  ]);
  const columns = columnsOf(
    unit,
    [
      { name: 'scatter', unit: '%', definition: 'Standard deviation of one volume of this size, over the mean.' },
      { name: 'voxel size', unit: '%', definition: definitions.voxels },
    ],
    [
      {
        name: 'edge for 1 %',
        unit: length,
        definition: 'Edge of a cube whose conductivity scatters by 1 %, if the variance falls as 1 / volume.',
      },
    ],
  );
  const blocked = entries<TwinAxisConductivity>(twin.axes).filter(([, own]) => own.blocked > 0);
  const notes = [
    `${twin.realisations} realisations of ${twin.shape.join(' x ')} voxels; ± is the standard error of their mean.`,
    ...(twin.reached ? [] : ['The precision was not reached: draw more realisations or larger ones.']),
    ...blocked.map(([axis, own]) => `Along ${axis}, ${own.blocked} realisations have no way through; they count as 0.`),
    'tau is the tortuosity factor, porosity times N_M. It is not the geodesic tortuosity.',
  ];
  return [{ name: 'conductivity', title: 'Effective conductivity of the model', columns, rows, notes }];
}
