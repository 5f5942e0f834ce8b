/** Arguments that the functions of both doors accept: what the law of arguments makes wrong calls of. */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { settingsSchema } from '../../src/calibrate/settings.ts';
import type * as pure from '../../src/index.ts';
import * as door from '../../src/node.ts';
import type { ReportData } from '../../src/report/index.ts';

/** An argument with all of its options, so that none is left out of the walk. */
type Whole<T> = T extends
  | ReportData
  | pure.SettingsInput
  | readonly unknown[]
  | ArrayBufferView
  | ((...given: never[]) => unknown)
  ? T
  : T extends object
    ? Required<T>
    : T;

/** How a function is called in this law. */
export interface Entry<Given extends readonly unknown[]> {
  /** Arguments that it accepts, every one of them, with every option. */
  readonly valid: { readonly [place in keyof Given]-?: Whole<Given[place]> };
  /** Values that are no mistake at a place ('1', or '1.seed'), and why. */
  readonly accepts?: Readonly<Record<string, readonly [values: readonly unknown[], reason: string]>>;
  /** Options without a default. */
  readonly needed?: readonly string[];
}

type Functions = {
  [name in keyof typeof door as (typeof door)[name] extends (...given: never[]) => unknown ? name : never]: Entry<
    (typeof door)[name] extends (...given: infer Given) => unknown ? Given : never
  >;
};

/** Work that was begun: calls of what reports progress or reads, and programs of kernels. */
export const work = { begun: 0 };
const count = (): void => {
  work.begun++;
};
const platform = globalThis as unknown as { WebAssembly: { Instance: new (...given: unknown[]) => object } };
const { Instance } = platform.WebAssembly;
platform.WebAssembly.Instance = class extends Instance {
  constructor(...given: unknown[]) {
    super(...given);
    count();
  }
};

/** Folder of the files that the arguments name. */
export const folder = mkdtempSync(join(tmpdir(), 'excursa-arguments-'));

export const phases = ['a', 'b'].map((name, label) => ({ name, label }));
const grid = door.createGrid([2, 2]);
export const large = door.createGrid([96, 96]);
const section = { stack: 'sample', height: 0 };
export const map = { ...door.createPhaseMap(grid, Uint8Array.of(0, 1, 1, 0), phases), section };
const volume = { ...door.createPhaseMap(door.createGrid([2, 2, 2]), new Uint8Array(8), phases), section };
const errors = [{ phase: 'a', quantity: 'volumeFraction', standardError: 0.1, degreesOfFreedom: 8 }];
const evidence = { sources: [], sentence: 'for all', unusable: [], reason: 'a fixture', errors };
const record = { cells: [0, 1], grains: undefined as never, fine: ['X'], ...door.presets['level-set'] };
export const model = { ...door.createModel(door.presets['level-set'], { phases }), evidence };
export const modelFile = door.toModelFile(model, door.version);
const family = Object.values(door.families)[0];
const content = await door.joinBytes(door.encodePhaseMap(map, 'a.tif'));
const bytes = door.byteSource(content, 'a.tif');
const read = (offset: number, length: number) => {
  count();
  return bytes.read(offset, length);
};
const source = { ...bytes, read, companion: () => undefined, close: () => undefined };
export const table = {
  name: 'shares',
  title: 'Shares',
  columns: [{ name: 'phase' }],
  rows: [['pore']],
  notes: [],
  terms: [],
  folded: false,
};
const own = { ...family, name: 'own' };
const { descriptors } = door;
export const signal = AbortSignal.abort();
const made = { calibration: { sources: [], settings: {}, descriptorErrors: [], step: 0 } };
const tif = join(folder, 'map.tif');
const modelPath = join(folder, 'model.json');
const recordPath = join(folder, 'record.json');
await door.writePhaseMap(tif, map);
await door.writeModel(modelPath, model);
await door.writeFileAtomic(recordPath, JSON.stringify(door.presets['level-set']));
const checker = {
  section,
  ...door.createPhaseMap(
    large,
    Uint8Array.from(door.uniforms(96 ** 2, door.keyOf(1, 'pixels'), 0), (u) => Math.round(u)),
    phases,
  ),
} as Required<pure.PhaseMap>;
const description = await door.describe(checker, { detail: 'basic' });
export const grey = { grid, values: Float64Array.of(1, 200, 1, 200) };
const calibration = { model, settings: {}, errors: undefined, step: 0 } as unknown as Required<pure.Calibration>;

/** Thrown by the example of `calibrate` when its arguments are accepted, in place of a fit. */
export const accepted = new Error('accepted');
const settings = {
  ...Object.fromEntries(Object.keys(settingsSchema.shape).map((name) => [name, undefined])),
  ...{ model: 'level-set', order: '0,1', starts: 1, points: 256 },
};
const fieldOptions = { spacing: { spacing: [1, 1, 1], unit: 'um' }, as: 'sections', stride: [1, 1, 1] } as const;
const readOptions = {
  ...fieldOptions,
  region: [
    [0, 2],
    [0, 2],
  ],
  onNote: count,
} as const;
const mapOptions = {
  ...{
    ...readOptions,
    labels: phases,
    mayLack: ['a'],
    mask: 255,
    relabel: 'order' as const,
    fallbackSpacing: fieldOptions.spacing,
  },
} as const;
const request = {
  shape: [8, 8],
  seed: 1,
  realisation: 0,
  periodic: false,
  origin: [0, 0, 0],
  threads: 1,
  signal,
} as const;
const solver = { sides: 'insulated', tolerance: 1e-4, mostIterations: 200, threads: 1 } as const;
const conduct = { conductivities: { a: 1 }, axis: 'x', discretisation: false, ...solver } as const;

const twin = { shape: [8, 8, 8], seed: 1 };
const projectText = await door.encodeProject({ images: [map], settings: {} });

const anyText: [readonly unknown[], string] = [['x'], 'any text is one'];
const none: [readonly unknown[], string] = [[undefined, {}], 'options have defaults'];
const aFunction: [readonly unknown[], string] = [[() => 1], 'is one'];
const noPieces: [readonly unknown[], string] = [[[]], 'a sequence of no pieces'];
const anyContent: [readonly unknown[], string] = [['x', []], 'a text, and a sequence of no pieces'];
const axis: [readonly unknown[], string] = [['x'], 'is one'];
const mask: [readonly unknown[], string] = [[-1], 'a value that a file may hold'];
const noFile = 'becomes a file of that name in the working folder';

const functions: Functions = {
  adjustModel: {
    valid: [model, { lengths: { X: 2 }, parameters: { scalars: { lambda1: 0.1 } }, volumeFractions: [0.4, 0.6] }],
    accepts: { 1: none, '1.lengths': [[{}], 'changes no length'] },
  },
  browserThreads: { valid: [{ worker: () => ({}) as never }], accepts: { 0: none, '0.worker': aFunction } },
  byteFile: { valid: [tif] },
  byteSource: { valid: [new Uint8Array(4), 'a.tif'], accepts: { 1: anyText } },
  calibrate: {
    valid: [
      [checker],
      settings,
      {
        ...{ record: door.presets['level-set'], family: own, starts: () => [], across: [checker], threads: 1, signal },
        ...{ onProgress: count, onWarning: () => undefined, store: door.memoryStore(), inputs: ['a'] },
        ...{
          exactFit: { setup: {}, summary: {}, discrepancy: 0, raw: new Float64Array(1), order: [0, 1] } as never,
          onChecked: () => Promise.reject(accepted),
        },
      },
    ],
    accepts: { 1: none, 2: none },
  },
  calibrationFile: { valid: [calibration, { version: door.version, sources: [] }], needed: ['1.version', '1.sources'] },
  compare: {
    valid: [
      [description, description],
      description,
      {
        halves: [description, description],
        descriptors,
        delta: 0.05,
        model: 'a',
        fittedToReference: true,
        fitErrors: errors,
      },
    ],
    accepts: { 2: none },
  },
  conductivity: { valid: [volume, { ...conduct, fields: false }], accepts: { '1.axis': axis } },
  countVoxels: { valid: [map] },
  createGrid: { valid: [[2, 2], { spacing: 1, unit: 'um', periodic: false }], accepts: { 1: none } },
  createModel: {
    valid: [record, { phases, family, spacing: 1, unit: 'um', parameters: {}, taper: 8, zScale: 1 }],
    accepts: { 1: none },
  },
  createPhaseMap: { valid: [grid, new Uint8Array(4), phases] },
  createTwoPointLaw: { valid: [record, { points: 16, seed: 1 }], needed: ['1.points', '1.seed'] },
  crop: { valid: [map, [0, 0, 0], [1, 1, 1]] },
  decodeGrey: { valid: [[source], readOptions], accepts: { 1: none } },
  decodePhaseMaps: { valid: [[source], mapOptions], accepts: { 1: none, '1.mask': mask } },
  decodeProject: { valid: [projectText, 'a.json'], accepts: { 0: anyText, 1: anyText } },
  describe: {
    valid: [
      map,
      { maxLag: 0, detail: 'basic', sectionDistance: 1, threads: 1, descriptors, signal, onProgress: count },
    ],
    accepts: { 1: none },
  },
  electrodeTransport: {
    valid: [volume, { pore: 'a', reactive: ['b'], axis: 'z', separator: 'lower', frequencies: [1], ...solver }],
    accepts: { '1.axis': axis },
    needed: ['1.pore', '1.axis'],
  },
  encodeProject: {
    valid: [
      {
        ...{ images: [map], settings: {}, colours: ['#000000'], twin, changes: {}, conductivities: { a: 1 } },
        grey: {
          images: [grey],
          segmentation: { classes: 2, filter: 'none', method: 'thresholds' },
          edits: { masks: [] },
        },
      },
    ],
    accepts: {
      '0.settings': [[{}], 'settings have defaults'],
      '0.changes': [[{}], 'changes nothing'],
      '0.conductivities': [[{}], 'nothing conducts'],
      '0.colours': [[[]], 'no colour of its own'],
      '0.grey.edits.masks': [[[]], 'masks nothing'],
    },
  },
  encodePhaseMap: { valid: [map, 'map.tif'] },
  folderStore: { valid: [folder], accepts: { 0: anyText } },
  expectedVolumeFractions: { valid: [model] },
  fromModelFile: { valid: [modelFile, 'model.json', door.families], accepts: { 1: anyText, 2: none } },
  hashFile: { valid: [tif] },
  joinBytes: { valid: [door.encodePhaseMap(map, 'map.npy')], accepts: { 0: noPieces } },
  keepFields: { valid: [2 ** 20], accepts: { 0: [[undefined], 'has a default'] } },
  keyOf: { valid: [1, 'mine'], accepts: { 1: anyText } },
  lengthIn: { valid: [1, 'um', 'nm'], accepts: { 0: [[-1], 'differences are lengths'], 1: anyText, 2: anyText } },
  memoryStore: { valid: [] },
  modelSchema: { valid: [] },
  openRunFolder: { valid: [join(folder, 'run'), false], accepts: { 0: anyText } },
  parametersOf: {
    valid: [record, family],
    accepts: { '1.parameters': [[[]], 'a family of one correlation function has no parameters'] },
  },
  parseRecord: { valid: [door.presets['level-set'], 'record.json'], accepts: { 1: anyText } },
  provideNetworkRuntime: {
    valid: [{ ...door.nativeNetworks, load: async () => undefined }],
    accepts: { 0: [[undefined], 'takes it away'] },
  },
  provideThreads: {
    valid: [{ ...door.noThreads, startKernels: () => undefined as never, startTasks: () => undefined as never }],
    accepts: { 0: [[undefined], 'takes it away'] },
  },
  readGrey: { valid: [[tif], readOptions], accepts: { 1: none } },
  readModel: { valid: [modelPath] },
  readPhaseMaps: { valid: [[tif], mapOptions], accepts: { 1: none, '1.mask': mask } },
  readRecord: { valid: [recordPath] },
  realisationBytes: { valid: [model, request], needed: ['1.shape'] },
  realise: { valid: [model, { ...request, kept: door.keepFields() }], needed: ['1.shape'] },
  renderCsv: { valid: [table] },
  renderReport: {
    valid: [{ title: 'a', provenance: { version: '1', command: 'a', seed: 1, inputs: [] }, citations: [] }],
  },
  renderText: { valid: [table, 80], accepts: { 1: [[undefined], 'has a default'] } },
  renderVolume: { valid: [volume, { width: 16, phases: [0] }], needed: ['1.width'] },
  runCommand: { valid: [['--version']], accepts: { 0: [[[]], 'shows the help'] } },
  sectionsOf: { valid: [volume, 'sample'], accepts: { 1: anyText } },
  segment: {
    valid: [
      [grey],
      {
        ...{ classes: 2, filter: 'median', radius: 1, strength: 0.8, method: 'thresholds', shading: false },
        ...{ thresholds: [100], phases },
      },
    ],
    needed: ['1.classes', '1.filter'],
  },
  slicePng: { valid: [map] },
  tableJson: { valid: [table] },
  toModelFile: { valid: [model, door.version, made.calibration], accepts: { 1: anyText, 2: none } },
  twinConductivity: {
    valid: [
      model,
      {
        ...conduct,
        shape: [8, 8],
        seed: 1,
        precision: 0.02,
        mostRealisations: 1,
        onProgress: () => {
          throw accepted;
        },
      },
    ],
    accepts: { '1.axis': axis },
    needed: ['1.shape'],
  },
  uniforms: { valid: [4, door.keyOf(1, 'mine'), 0] },
  validate: {
    valid: [
      model,
      checker,
      {
        ...{ seed: 1, plane: 'xy', threads: 1, signal, realisations: 2, full: false, descriptors, sectionDistance: 1 },
        ...{ delta: 0.05, fittedToReference: true, fitErrors: errors, onProgress: count },
      },
    ],
    accepts: { 2: none },
  },
  writeFileAtomic: { valid: [join(folder, 'a.txt'), 'a'], accepts: { 0: [['x'], noFile], 1: anyContent } },
  writeModel: { valid: [join(folder, 'b.json'), model], accepts: { 0: [['x'], noFile] } },
  writePhaseMap: { valid: [join(folder, 'c.tif'), map] },
};
/** The table by names. */
export const entries: Readonly<Record<string, Entry<readonly unknown[]>>> = functions;
