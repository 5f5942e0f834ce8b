import type {
  AxisConductivity,
  Conductivity,
  ConductivityTensor,
  TwinAxisConductivity,
  TwinConductivity,
  TwinMean,
} from '../../transport/index.ts';
import { type Cell, type Column, countCell, missingCell, percentCell, type Table } from './table.ts';

/** What the columns of a conductivity are, for a reader who does not know them. */
const definitions = {
  effective: 'Conductivity of a homogeneous body of the same shape that would carry the same current.',
  solver: 'How far the value can be above the exact solution on these voxels.',
  voxels:
    'Estimated error by the size of the voxels: value less its extrapolation to voxels of no size, over the value. Negative: the value is too low.',
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
export function conductivityTables({ axes, tensor }: Conductivity, unit?: string): Table[] {
  if (tensor) return tensorTables(tensor, unit);
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

/** The matrix of a tensor: a row for each axis. @param error - of an entry, as `errorName` names it. */
function matrixTable(
  axes: readonly string[],
  tensor: readonly (readonly number[])[],
  errors: readonly (readonly number[])[],
  own: Pick<Table, 'title' | 'notes'> & { readonly errorName?: string; readonly unit?: string | undefined },
): Table {
  const { title, notes, errorName, unit } = own;
  return {
    name: 'tensor',
    title,
    columns: [
      { name: 'axis' },
      ...axes.map(
        (axis): Column => ({
          ...{ name: axis, ...(unit !== undefined && { unit }), ...(errorName !== undefined && { errorName }) },
          definition: `Flux along the row's axis for a gradient along ${axis}.`,
        }),
      ),
    ],
    rows: axes.map((axis, i) => [axis, ...tensor[i].map((value, j) => ({ value, error: errors[i][j] }))]),
    notes,
  };
}

/** A direction in words: its components along the axes. */
const directionCells = (direction: readonly number[]): Cell[] =>
  direction.map((value) => ({ value: Math.abs(value) < 5e-5 ? 0 : value, decimals: 3 }));

const noWay = 'no way leads around in this direction';

/** Conductivity tensor of a volume, and its principal values. */
function tensorTables(tensor: ConductivityTensor, unit?: string): Table[] {
  const { axes, effective, errors, principal, discretisation, porosity, ways } = tensor;
  const voxels =
    'relative' in discretisation
      ? `Estimated error of the voxel size: ${(100 * discretisation.relative).toFixed(1)} % of the mean of the values.`
      : `Error of the voxel size: no estimate, as ${discretisation.reason}.`;
  const orNone = (value: number | null): Cell => (value === null ? missingCell(noWay) : { value });
  return [
    matrixTable(axes, effective, errors, {
      title: 'Effective conductivity tensor',
      errorName: 'largest error of the solver',
      unit,
      notes: [
        'Opposite faces of the volume are joined. What was cut from a larger volume does not fit itself there.',
        ...(tensor.status === 'unfinished' ? ['The solver did not converge.'] : []),
      ],
    }),
    {
      name: 'principalConductivities',
      title: 'Principal conductivities',
      columns: [
        { name: 'principal conductivity', ...(unit !== undefined && { unit }), definition: definitions.effective },
        { name: 'solver', unit: '%', definition: definitions.solver },
        ...axes.map((axis): Column => ({ name: `along ${axis}`, definition: 'Component of its unit vector.' })),
        { name: 'relative', definition: definitions.relative },
        { name: 'N_M', definition: definitions.macMullin },
        { name: 'tau (all)', definition: definitions.tauAll },
        { name: 'tau (connected)', definition: definitions.tauConnected },
      ],
      rows: principal.map((own) => [
        { value: own.effective },
        own.effective > 0 ? { value: 100 * (1 - own.bounds[0] / own.bounds[1]), digits: 1 } : missingCell(noWay),
        ...directionCells(own.direction),
        { value: own.relative },
        orNone(own.macMullin),
        orNone(own.tortuosityFactor.all),
        orNone(own.tortuosityFactor.connected),
      ]),
      notes: [
        `Porosity ${porosity.all.toFixed(4)}; ${porosity.connected.toFixed(4)} has ways around, in ${ways} directions.`,
        voxels,
      ],
    },
  ];
}

/** Error of the voxel size of a model, in percent. */
const voxelCell = ({ discretisation, discretisationError, blocked }: TwinMean & { readonly blocked: number }): Cell =>
  discretisation === null
    ? missingCell(blocked > 0 ? 'not known: too few of the finer realisations have a way through' : 'no estimate')
    : {
        ...percentCell(discretisation, { signed: true }),
        ...(discretisationError !== null && { error: 100 * discretisationError }),
      };

/** Edge of a representative cube, with its interval of 95 %. */
const edgeCell = ({ edgeForOnePercent, edgeInterval }: TwinMean, reason: string): Cell =>
  edgeForOnePercent === null
    ? missingCell(reason)
    : { value: edgeForOnePercent, digits: 3, ...(edgeInterval && { interval: edgeInterval }) };

const edgeDefinition =
  'Edge of a cube whose conductivity scatters by 1 %, if the variance falls as 1 / volume; interval of 95 %.';

/** Conductivity tensor of a model, and its principal values. */
function twinTensorTables(twin: TwinConductivity, length: string, unit?: string): Table[] {
  const tensor = twin.tensor!;
  const none = tensor.effective > 0 ? 'no estimate' : noWay;
  const mean: Table = {
    name: 'conductivity',
    title: 'Mean of the principal conductivities',
    columns: [
      {
        name: 'mean',
        ...(unit !== undefined && { unit }),
        definition: 'A third of the trace; half of it in an image.',
      },
      { name: 'scatter', unit: '%', definition: 'Standard deviation of one volume of this size, over the mean.' },
      { name: 'voxel size', unit: '%', definition: definitions.voxels },
      { name: 'relative', definition: definitions.relative },
      { name: 'N_M', definition: definitions.macMullin },
      { name: 'porosity', definition: definitions.all },
      { name: 'edge for 1 %', unit: length, definition: edgeDefinition },
    ],
    rows: [
      [
        { value: tensor.effective, error: tensor.standardError },
        tensor.scatter === null ? missingCell(none) : percentCell(tensor.scatter),
        voxelCell(tensor),
        { value: tensor.relative },
        tensor.macMullin === null ? missingCell(none) : { value: tensor.macMullin },
        { value: tensor.porosity.all },
        edgeCell(tensor, none),
      ],
    ],
    notes: [
      ...(twin.reached ? [] : ['The precision was not reached: draw more realisations or larger ones.']),
      ...(tensor.blocked > 0 ? [`In ${tensor.blocked} realisations no way leads around; they count as 0.`] : []),
    ],
  };
  return [
    matrixTable(tensor.axes, tensor.tensor, tensor.standardErrors, {
      title: 'Effective conductivity tensor of the model',
      unit,
      notes: [
        `${twin.realisations} periodic realisations of ${twin.shape.join(' x ')} voxels; ± is the standard error of their mean.`,
      ],
    }),
    {
      name: 'principalConductivities',
      title: 'Principal conductivities of the mean',
      columns: [
        { name: 'principal conductivity', ...(unit !== undefined && { unit }), definition: definitions.effective },
        ...tensor.axes.map((axis): Column => ({ name: `along ${axis}`, definition: 'Component of its unit vector.' })),
        { name: 'relative', definition: definitions.relative },
        { name: 'N_M', definition: definitions.macMullin },
      ],
      rows: tensor.principal.map((own) => [
        { value: own.effective, error: own.standardError },
        ...directionCells(own.direction),
        { value: own.relative },
        own.macMullin === null ? missingCell(noWay) : { value: own.macMullin },
      ]),
      notes: ['Where principal values differ by less than their errors, their directions mean nothing.'],
    },
    mean,
  ];
}

/** Conductivity of a model: a row for each axis. @param length - unit of length. */
export function twinConductivityTables(twin: TwinConductivity, length: string, unit?: string): Table[] {
  if (twin.tensor) return twinTensorTables(twin, length, unit);
  const rows = entries<TwinAxisConductivity>(twin.axes).map(([axis, own]): Cell[] => [
    axis,
    { value: own.effective, error: own.standardError },
    own.scatter === null ? missingCell(whyBlocked(own.porosity)) : percentCell(own.scatter),
    voxelCell(own),
    ...ratios(own),
    edgeCell(own, whyBlocked(own.porosity)),
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
        definition: edgeDefinition,
      },
    ],
  );
  const blocked = entries<TwinAxisConductivity>(twin.axes).filter(([, own]) => own.blocked > 0);
  const notes = [
    `${twin.realisations} realisations of ${twin.shape.join(' x ')} voxels; ± is the standard error of their mean.`,
    ...(twin.reached ? [] : ['The precision was not reached: draw more realisations or larger ones.']),
    'voxel size: from four more realisations in voxels of half the edge; negative where the value is too low. edge for 1 %: with its interval of 95 %.',
    ...blocked.map(([axis, own]) =>
      own.blocked === 1
        ? `Along ${axis}, one realisation has no way through; it counts as 0.`
        : `Along ${axis}, ${own.blocked} realisations have no way through; they count as 0.`,
    ),
    'tau is the tortuosity factor, porosity times N_M. It is not the geodesic tortuosity.',
  ];
  return [{ name: 'conductivity', title: 'Effective conductivity of the model', columns, rows, notes }];
}
