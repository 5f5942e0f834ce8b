// A user's program with all functions of the pure door, for the strictest compiler. It is compiled, and not run.
import {
  adjustModel,
  browserThreads,
  byteSource,
  type Calibration,
  type CalibrationOptions,
  type CalibrationProgress,
  type CheckpointStore,
  type Comparison,
  type Conductivity,
  type ConductivityOptions,
  type CorrelationFamily,
  calibrate,
  calibrationFile,
  compare,
  conductivity,
  countVoxels,
  createGrid,
  createModel,
  createPhaseMap,
  createTwoPointLaw,
  crop,
  type DescribeOptions,
  type Description,
  type Descriptor,
  decodeGrey,
  decodePhaseMaps,
  decodeProject,
  describe,
  descriptors,
  type ElectrodeTransport,
  type ErrorKind,
  ExcursaError,
  type ExcursionModel,
  electrodeTransport,
  encodePhaseMap,
  encodeProject,
  expectedVolumeFractions,
  families,
  formats,
  fromModelFile,
  type Grid,
  joinBytes,
  type KeptFields,
  keepFields,
  keyOf,
  lengthIn,
  type ModelChanges,
  type ModelFile,
  type ModelOptions,
  type ModelRecord,
  memoryStore,
  modelSchema,
  type NetworkRuntime,
  noThreads,
  type Phase,
  type PhaseDescription,
  type PhaseMap,
  type Project,
  parametersOf,
  parseRecord,
  presets,
  provideNetworkRuntime,
  provideThreads,
  type Quantity,
  type ReadOptions,
  type Realisation,
  realisationBytes,
  realise,
  renderCsv,
  renderReport,
  renderText,
  renderVolume,
  type Segmented,
  type SettingsInput,
  type Specimen,
  sectionsOf,
  segment,
  slicePng,
  type Table,
  type ThreadHost,
  type Triple,
  type TwinConductivity,
  type TwoPointLaw,
  tableJson,
  toModelFile,
  twinConductivity,
  type Unmeasured,
  uniforms,
  type ValidateOptions,
  type Validation,
  validate,
  version,
} from 'excursa';

const phases: readonly Phase[] = [
  { label: 0, name: 'dark' },
  { label: 1, name: 'bright' },
];
const grid: Grid = createGrid([64, 64], { spacing: 0.1, unit: 'um' });
const data = Uint8Array.from({ length: 64 * 64 }, (_, i) => (Math.floor(i / 8) % 2 === 0 ? 0 : 1));
const map: PhaseMap = createPhaseMap(grid, data, phases);
const [count] = countVoxels(map);
if (count === undefined || count < 1) throw new Error('no voxels');

const controller = new AbortController();
const options: DescribeOptions = { detail: 'basic', threads: 2, signal: controller.signal };
const description: Description = await describe(map, options);
const dark: PhaseDescription | undefined = description.phases[0];
const mean: number | null | undefined = dark && 'mean' in (dark.chordLength.x ?? {}) ? 1 : null;
const fraction: number | undefined = dark?.volumeFraction.value;
const boxes = crop(map, [0, 0, 0], [1, 8, 8]);
const stack: PhaseMap[] = sectionsOf(createPhaseMap(createGrid([2, 8, 8]), new Uint8Array(128), phases), 's');

const store: CheckpointStore = memoryStore();
const settings: SettingsInput = { model: 'level-set', order: '0,1', starts: 1, points: 256 };
const onProgress = (progress: CalibrationProgress): void => console.log(progress.kind, progress.done, progress.total);
const fitOptions: CalibrationOptions = { store, threads: 1, onProgress, signal: controller.signal };
const fit: Calibration = await calibrate([map], settings, fitOptions);
const model: ExcursionModel = fit.model;
const file: ModelFile = calibrationFile(fit, { version, sources: [] });
const again: ExcursionModel = fromModelFile(JSON.parse(JSON.stringify(file)), 'model.json');
const plain: ModelFile = toModelFile(model, version);

const modelOptions: ModelOptions = { spacing: 0.1, unit: 'um', parameters: { scalars: { lambda1: 0.5 } } };
const drawn = createModel(presets.plurigaussian, modelOptions);
const preset: ModelRecord = presets.assb;
const unknown: ModelRecord | undefined = presets.other;
const family: CorrelationFamily = families.low;
const kept: KeptFields = keepFields(2 ** 20);
const request: Realisation = { shape: [16, 16, 16], seed: 1, periodic: true, kept };
const bytes: number = realisationBytes(drawn, request);
const { map: twin, clippedShares } = await realise(drawn, request);
const share: number | undefined = clippedShares.X;
const validateOptions: ValidateOptions = { realisations: 2, seed: 1, full: false, delta: 0.05 };
const validation: Validation = await validate(model, [map], validateOptions);
const comparison: Comparison = validation.comparison;
const verdict = comparison.phases[0]?.quantities[0]?.verdict;
const own: Comparison = compare([description, description], description);

interface Runs {
  readonly mean: number;
}
const runs: Descriptor<Runs | Unmeasured, 'runs', 'fast'> = {
  name: 'runs',
  summary: 'runs',
  estimator: 'all runs',
  cost: 'fast',
  measure: ({ phases: all }: Specimen) => all.map(() => ({ mean: 1 })),
  quantities: [
    {
      name: 'runs',
      title: 'runs',
      unit: 'length',
      definition: 'Runs.',
      pick: ({ mean: m }) => m,
      compared: true,
      errorFromWindows: true,
    },
  ],
};
const withRuns = await describe(map, { descriptors: [...descriptors, runs], detail: 'basic' });
const run = withRuns.phases[0]?.runs;
if (run && 'mean' in run) console.log(run.mean.toFixed(1));
const quantity: Quantity | undefined = descriptors[0].quantities[0];
const valid2 = await validate(model, [map], { descriptors: [...descriptors, runs], realisations: 2, full: false });
const ownRun = valid2.reference.phases[0]?.runs;

const cauchy: CorrelationFamily = {
  name: 'cauchy',
  summary: 's',
  source: 'x',
  isCurve: false,
  parameters: [
    {
      name: 'range',
      meaning: 'm',
      role: 'range',
      dimension: 'length',
      transform: { kind: 'interval', lower: 1, upper: 40, logarithmic: true },
      start: 4,
      spread: 0.3,
    },
  ],
  prepare:
    ({ lags }) =>
    ([range]) => {
      const a = range ?? 1;
      const rho = lags.map((h) => 1 / (1 + (h / a) ** 2));
      const jacobian = (): Float64Array[] => [rho.map((v, i) => (2 * v * v * (lags[i] ?? 0) ** 2) / a ** 3)];
      return {
        rho,
        curvature: 2 / a ** 2,
        jacobian,
        pullback: (g) => Float64Array.from(jacobian(), (row) => row.reduce((s, v, i) => s + v * (g[i] ?? 0), 0)),
      };
    },
};
const list = parametersOf(presets.plurigaussian, cauchy);
const names: string[] = Object.keys(families);
const record: ModelRecord = parseRecord({}, 'mine');
const law: TwoPointLaw = createTwoPointLaw(record, { points: 64, seed: 1 });
const { values } = law([0, 0], [new Float64Array(1)], false);
const changes: ModelChanges = { lengths: { X: 2 }, volumeFractions: [0.4, 0.3, 0.3] };
const shares: Float64Array | undefined = expectedVolumeFractions(adjustModel(model, changes));

const volumeOptions: ConductivityOptions = { conductivities: { am: 1, se: 10 }, axis: 'z', fields: true };
const flow: Conductivity = await conductivity(twin, volumeOptions);
const effective: number | undefined = flow.axes.z?.effective;
const mac: number | null | undefined = flow.axes.z?.macMullin;
const bare: Conductivity = await conductivity({ grid, data: new Float32Array(64 * 64) });
const labelled: Conductivity = await conductivity({ grid, data, conductivities: [0, 1] });
const cell: ElectrodeTransport = await electrodeTransport(twin, { pore: 'pore', axis: 'z', frequencies: [0.1, 1] });
const many: TwinConductivity = await twinConductivity(drawn, { conductivities: { am: 1 }, shape: [24, 24, 24] });

const reading: ReadOptions = {
  as: 'sections',
  labels: [...phases],
  mayLack: ['am'],
  spacing: { spacing: [0.1, 0.1, 0.1], unit: 'um' },
  onNote: () => undefined,
};
const content: Uint8Array<ArrayBuffer> = await joinBytes(encodePhaseMap(map, 'map.tif'));
const maps: PhaseMap[] = await decodePhaseMaps(
  [
    byteSource(content, 'map.tif'),
    byteSource(new Blob([content]), 'b.tif'),
    byteSource(new File([content], 'c.tif'), 'c.tif'),
  ],
  reading,
);
const project: Project = await decodeProject(await encodeProject({ images: maps, settings: { seed: 7 } }), 'a.json');
const [grey] = await decodeGrey([byteSource(content.buffer, 'map.tif')], { as: 'sections' });
const segmented: Segmented = segment(grey ? [grey] : [], { classes: 2, filter: 'median', method: 'boundary-aware' });
const table: Table = {
  name: 'shares',
  title: 'Shares',
  columns: [{ name: 'phase' }, { name: 'share', unit: '%' }],
  rows: [
    ['pore', { value: 12.5, error: 0.1 }],
    ['solid', { missing: 'none' }],
  ],
  notes: [],
};
const text: string = renderText(table) + renderCsv(table) + JSON.stringify(tableJson(table));
const page: string = await renderReport({
  title: 'Example',
  provenance: { version, command: 'x', seed: 1, inputs: [] },
  citations: [],
  twin,
  comparisons: [{ title: 'a', comparison }],
  description,
});
const { width, height, rgba } = renderVolume(twin, { width: 64, phases: [0] });
const png: Uint8Array = slicePng(map);
const key = keyOf(7, 'mine');
const u: Float64Array = uniforms(4, key, 0);
const um: number | undefined = lengthIn(50, 'nm', 'um');
const host: ThreadHost = browserThreads({
  worker: () => new Worker(new URL('./fits.js', import.meta.url), { type: 'module' }),
});
provideThreads(host);
provideThreads(noThreads);
provideThreads(undefined);
const runtime: NetworkRuntime = { open: async () => ({ run: async () => ({}), close: async () => undefined }) };
provideNetworkRuntime(runtime);
provideNetworkRuntime(undefined);
const schema: object = modelSchema();
const readable: string[] = Object.entries(formats).map(([name, { summary }]) => `${name}: ${summary}`);
const box: Triple = [1, 2, 3];
try {
  createGrid([0, 8]);
} catch (error) {
  if (error instanceof ExcursaError) {
    const kind: ErrorKind = error.kind;
    console.log(kind, error.message, error.failure.what);
  }
}

export {
  again,
  bare,
  box,
  boxes,
  bytes,
  cell,
  effective,
  family,
  fraction,
  height,
  labelled,
  list,
  mac,
  many,
  maps,
  mean,
  names,
  own,
  ownRun,
  page,
  plain,
  png,
  preset,
  project,
  quantity,
  readable,
  rgba,
  schema,
  segmented,
  share,
  shares,
  stack,
  text,
  u,
  um,
  unknown,
  values,
  verdict,
  width,
};

// @ts-expect-error A shape is numbers.
await realise(drawn, { shape: 'large', seed: 1 });
// @ts-expect-error A detail has a name.
await describe(map, { detail: 'bogus' });
