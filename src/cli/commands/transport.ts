import { extname } from 'node:path';
import { descriptionBytes } from '../../descriptor/index.ts';
import { ExcursaError } from '../../errors.ts';
import { type AxisName, masked, type PhaseMap, voxelCount } from '../../grid/index.ts';
import { readableFormats } from '../../io/index.ts';
import { hashFile, readModel, writeFileAtomic } from '../../node/index.ts';
import { caveatOf, realisationBytes } from '../../phase/index.ts';
import {
  bpxFragment,
  conductivityTables,
  electrodeTable,
  electrodeTables,
  renderCsv,
  twinConductivityTables,
} from '../../report/index.ts';
import {
  type Conductivity,
  conductivity,
  contrastOfFaces,
  electrodeBytes,
  electrodeTransport,
  modelOfFiner,
  transportBytes,
  twinConductivity,
} from '../../transport/index.ts';
import { checkParameters, electrodeFindings } from '../battery-parameters.ts';
import { defineCommand, groups } from '../command.ts';
import { caveatOfFile } from '../conclusion.ts';
import type { Console } from '../console.ts';
import {
  checkElectrode,
  checkReactive,
  conductingPhases,
  impedanceFrequencies,
  noteElectrode,
} from '../electrode-request.ts';
import { inputOptions, readInputs, warnOfLayers } from '../inputs.ts';
import { budgetMemory } from '../machine.ts';
import { makeManifest, writeManifest } from '../manifest.ts';
import { type Condition, checkEffect } from '../options-in-use.ts';
import { fieldNote, fieldUnits, writeFields } from '../transport-fields.ts';
import { choice, file, fileNamed, folder, number, text, type ValueKind, whole, wholes, wrongValue } from '../values.ts';

/** Conductivities by phase: 'am=1e-2,se=1'; in the configuration file also { "am": 0.01, "se": 1 }. */
const conductivities: ValueKind<Readonly<Record<string, number>>> = {
  placeholder: 'list',
  parse: (word, name) => {
    const pairs = word.split(',').map((part) => part.split('=').map((s) => s.trim()));
    const wrong = pairs.some(
      ([phase, value, ...more]) =>
        !phase || !value || more.length > 0 || !(Number(value) >= 0 && Number(value) < 1e300),
    );
    const repeated = new Set(pairs.map(([phase]) => phase)).size < pairs.length;
    const unnamed = pairs.some(([phase, ...values]) => phase === '' || (values.length === 0 && Number(phase) >= 0));
    const expected = repeated
      ? 'each phase once'
      : unnamed
        ? 'the name of a phase before each conductivity'
        : 'a conductivity for each phase, 0 or more and below 1e300';
    if (wrong || repeated || unnamed) throw wrongValue(name, expected, word, 'am=1e-2,se=1');
    return Object.fromEntries(pairs.map(([phase, value]) => [phase, Number(value)]));
  },
  schema: {
    anyOf: [{ type: 'string' }, { type: 'object', additionalProperties: { type: 'number', minimum: 0 } }],
    examples: ['am=1e-2,se=1', { am: 0.01, se: 1 }],
  },
  wordOf: (value) =>
    typeof value === 'object' && value !== null
      ? Object.entries(value)
          .map(([phase, sigma]) => `${phase}=${sigma}`)
          .join(',')
      : String(value),
};

/** Flags that have an effect with others or with some inputs alone. */
const conditionsOf = (
  isModel: boolean,
  { axis, impedance, parameters }: { readonly axis: string; readonly impedance?: string; readonly parameters?: string },
): Condition[] => [
  {
    ...{ options: ['shape', 'precision', 'realisations', 'seed'], holds: isModel },
    ...{ expected: 'a model', got: 'a volume, which is measured as it is' },
  },
  {
    ...{ options: Object.keys(inputOptions), holds: !isModel },
    ...{ expected: 'a volume or an image', got: 'a model, which has phases and a voxel size of its own' },
  },
  {
    ...{ options: ['separator'], holds: impedance !== undefined, got: 'none' },
    expected: [{ setting: 'impedance' }, ' beside it'],
  },
  {
    ...{ options: ['electrolyte', 'active', 'electrode'], holds: parameters !== undefined, got: 'none' },
    expected: [{ setting: 'parameters' }, ' beside it'],
    remedy: [{ setting: 'parameters', value: 'electrode.json' }],
  },
  {
    ...{ options: ['fields'], holds: axis !== 'tensor', expected: 'one axis, or all', got: 'a tensor' },
    remedy: [{ setting: 'axis', value: 'all' }],
  },
];

/** What two dimensions are. */
const noteOfImages =
  'An image is a material that never changes along z: its phases are less connected than in the volume.';

/** Says of what did not converge how far it may be off, and what helps. */
function noteUnfinished({ axes, tensor }: Conductivity, console: Console): void {
  const open = Object.entries(axes).filter(([, { status }]) => status === 'unfinished');
  const names = tensor?.status === 'unfinished' ? ['the tensor'] : open.map(([axis]) => `axis ${axis}`);
  if (names.length === 0) return;
  console.warn(
    `the solver did not converge for ${names.join(', ')}: values lie somewhere within the error beside them. Contrasts beyond 1e8 leave few digits; try 0 for the phase that conducts least, which tells whether the others connect without it, or another --tolerance.`,
  );
}

const maskedShare = ({ data }: PhaseMap): number =>
  data.reduce((sum, own) => sum + Number(own === masked), 0) / data.length;

/** The result as JSON has it: without the fields. */
const withoutFields = ({ reference, axes, tensor }: Conductivity): unknown => ({
  reference,
  ...(tensor && { tensor }),
  axes: Object.fromEntries(Object.entries(axes).map(([axis, { potential: _, flux: __, ...own }]) => [axis, own])),
});

/** `excursa transport`: effective conductivity of a volume or of a model. */
export const transportCommand = defineCommand({
  description:
    'Computes the effective conductivity (or diffusivity) of a volume, or of the realisations of a model: what a homogeneous body would need to carry the same current between two opposite faces. Reports MacMullin number and tortuosity factor, and the errors of the solver and of the voxel size.',
  arguments: [{ name: 'input', summary: `a volume or image (${readableFormats}), or model.json`, path: 'file' }],
  options: {
    ...inputOptions,
    conductivity: {
      summary: 'conductivities of phases, for example am=1e-2,se=1; phases that are not named do not conduct',
      group: groups.measure,
      value: conductivities,
      required: true,
    },
    unit: {
      summary: 'unit of the conductivities, for the tables, for example S/m',
      group: groups.measure,
      value: text('unit'),
    },
    axis: {
      summary: 'axis along which the current flows; tensor: the full tensor, opposite faces joined',
      group: groups.measure,
      value: choice(['z', 'y', 'x', 'all', 'tensor'], 'axis'),
      fallback: 'all',
    },
    sides: {
      summary: 'walls that are parallel to the current',
      group: groups.measure,
      value: choice(['insulated', 'periodic'], 'kind'),
      otherwise: 'insulated, and periodic for a tensor',
    },
    impedance: {
      summary: 'also electrode tortuosity factor and impedance: phases whose surface reacts, for example am,binder',
      group: groups.measure,
      value: text('phases'),
    },
    separator: {
      summary: 'with --impedance: face of the axis at which the separator is',
      group: groups.measure,
      value: choice(['lower', 'upper'], 'face'),
      fallback: 'lower',
    },
    tolerance: {
      summary: 'relative error of the solver',
      group: groups.measure,
      value: number({ low: 1e-6, high: 0.1, example: 1e-4 }),
      fallback: 1e-4,
      expert: true,
    },
    shape: {
      summary: 'of a model: voxels of a realisation along z, y and x',
      group: groups.model,
      value: wholes('z,y,x', '128,128,128'),
      otherwise: '100,100,100',
    },
    precision: {
      summary: 'of a model: relative standard error at which no more realisations are drawn',
      group: groups.model,
      value: number({ above: 0, below: 1, example: 0.02 }),
      fallback: 0.02,
    },
    realisations: {
      summary: 'of a model: realisations that are drawn at most, 8 or more',
      group: groups.model,
      value: whole({ low: 8, example: 64 }),
      fallback: 64,
    },
    seed: {
      summary: 'of a model: seed of the realisations',
      group: groups.model,
      value: whole({ example: 1 }),
      fallback: 1,
      shared: true,
    },
    parameters: {
      summary: 'of a volume: file for parameters of an electrode by their BPX names, for PyBaMM; .json or .csv',
      group: groups.output,
      value: fileNamed('.json', '.csv'),
    },
    electrolyte: {
      summary: 'for --parameters: phase that holds the electrolyte',
      group: groups.output,
      value: text('phase'),
    },
    active: { summary: 'for --parameters: phase of the active material', group: groups.output, value: text('phase') },
    electrode: {
      summary: 'for --parameters: which electrode the volume is of',
      group: groups.output,
      value: choice(['positive', 'negative'], 'electrode'),
      fallback: 'positive',
    },
    fields: {
      summary: 'folder to write potential and flux to, as NPY, VTI and OME-Zarr',
      group: groups.output,
      value: folder,
    },
    out: { summary: 'JSON file to write', group: groups.output, value: file },
  },
  examples: [
    'excursa transport twin.tif --labels 0=pore,1=am,2=se --conductivity se=1',
    'excursa transport twin.tif --labels 0=pore,1=am,2=se --conductivity pore=1 --impedance am --axis z',
    'excursa transport twin.tif --labels 0=pore,1=am,2=se --conductivity se=1 --axis tensor',
    'excursa transport run/model.json --conductivity am=1e-2,se=1 --unit S/m --precision 0.01',
  ],
  run: async ({ words: [path], options, console, threads, memory, invocation }) => {
    const { axis, sides, tolerance, unit, seed } = options;
    const common = {
      conductivities: options.conductivity,
      axis: axis as AxisName | 'all' | 'tensor',
      ...(sides !== undefined && { sides: sides as 'insulated' | 'periodic' }),
      tolerance,
      threads,
    };
    const outputs = [options.out, options.fields, options.parameters].filter((f) => f !== undefined);
    const finish = async (json: object, sources: Parameters<typeof makeManifest>[2]): Promise<object> => {
      const result = { ...(unit !== undefined && { unit }), ...json };
      if (options.out) {
        await writeFileAtomic(options.out, `${JSON.stringify(result, null, 1)}\n`);
        await writeManifest(`${options.out}.manifest.json`, makeManifest(invocation, seed, sources, outputs));
      }
      return result;
    };
    const isModel = extname(path).toLowerCase() === '.json';
    checkEffect(invocation.typed, conditionsOf(isModel, options));
    if (options.impedance !== undefined) checkElectrode(options.conductivity, axis, path);
    if (isModel) {
      if (options.fields || options.parameters) {
        throw new ExcursaError({
          kind: 'usage',
          what: { setting: options.fields ? 'fields' : 'parameters' },
          expected: 'a volume',
          got: 'a model',
          remedy: 'drawing a volume with excursa generate first',
        });
      }
      const model = readModel(path);
      const caveat = caveatOf(model);
      if (caveat) console.note(caveat);
      const shape = options.shape ?? [100, 100, 100];
      budgetMemory(
        console,
        `a realisation of ${shape.join(' x ')}`,
        Math.max(...[model, modelOfFiner(model, shape) ?? model].map((own) => realisationBytes(own, { shape, seed }))) +
          2 ** 28,
        memory,
      );
      const twin = await twinConductivity(model, {
        ...common,
        shape,
        seed,
        precision: options.precision,
        mostRealisations: options.realisations,
        onProgress: ({ done }) => {
          console.progress({ task: 'solving', done, total: options.realisations, unit: 'realisations' });
          return console.pause();
        },
      });
      const json = await finish(twin, [await hashFile(path)]);
      const tables = twinConductivityTables(twin, model.unit, unit);
      if (shape.length > 2) return { json, tables };
      return { json, tables: tables.map((table) => ({ ...table, notes: [...table.notes, noteOfImages] })) };
    }
    const caveat = caveatOfFile(path);
    if (caveat) console.note(caveat);
    const { maps, sources } = await readInputs([path], options, { console });
    if (maps.length !== 1) {
      throw new ExcursaError({
        kind: 'usage',
        what: path,
        expected: 'one volume or one image',
        got: `${maps.length} sections`,
        remedy: [{ setting: 'as', value: 'volume' }],
      });
    }
    const [map] = maps;
    warnOfLayers(maps, console);
    const voxels = voxelCount(map.grid);
    const contrast = contrastOfFaces({ ...map, conductivities: Object.values(options.conductivity) });
    const bytes = Math.max(
      transportBytes(
        voxels,
        axis === 'tensor' ? 'tensor' : options.fields !== undefined ? 'fields' : 'value',
        contrast,
      ),
      options.impedance === undefined ? 0 : electrodeBytes(voxels),
      options.parameters === undefined ? 0 : descriptionBytes(maps, { threads, detail: 'standard' }),
    );
    budgetMemory(console, `transport through ${map.grid.shape.join(' x ')}`, bytes + 2 ** 26, memory);
    if (options.parameters !== undefined) checkParameters(map, { ...options, threads });
    if (options.impedance !== undefined) checkReactive(map, options.impedance, conductingPhases(options.conductivity));
    const result = await conductivity(map, { ...common, fields: options.fields !== undefined });
    noteUnfinished(result, console);
    if (options.fields) await writeFields(options.fields, map, result);
    const findings =
      options.parameters === undefined ? undefined : await electrodeFindings(map, result, { ...options, threads });
    if (findings && findings.matrix === undefined) {
      console.note(
        'the parameters hold no conductivity of the solids: it needs --unit S/m, and --conductivity without the phase of the electrolyte',
      );
    }
    if (findings && options.parameters) {
      const isTable = extname(options.parameters).toLowerCase() === '.csv';
      const content = isTable
        ? renderCsv(electrodeTable(findings))
        : `${JSON.stringify(bpxFragment(findings), null, 1)}\n`;
      await writeFileAtomic(options.parameters, content);
    }
    const electrode =
      options.impedance === undefined
        ? undefined
        : await electrodeTransport(map, {
            pore: conductingPhases(options.conductivity)[0],
            reactive: options.impedance.split(',').map((name) => name.trim()),
            axis: axis as AxisName,
            separator: options.separator as 'lower' | 'upper',
            sides: common.sides ?? 'insulated',
            frequencies: impedanceFrequencies,
            tolerance,
            threads,
          });
    if (electrode) noteElectrode(electrode, console);
    const share = maskedShare(map);
    const found = {
      ...(share > 0 && { masked: share }),
      ...(withoutFields(result) as object),
      ...(options.fields !== undefined && { fields: fieldUnits(map, unit) }),
      ...(electrode && { electrode }),
    };
    const json = await finish(found, sources);
    const tables = [
      ...conductivityTables(result, unit),
      ...(findings ? [electrodeTable(findings)] : []),
      ...(electrode ? electrodeTables(electrode, map.grid.unit) : []),
    ];
    const notes = [
      ...(share > 0
        ? [
            `${(100 * share).toPrecision(2)} % of the volume is masked: it does not conduct, and counts as a part of the volume.`,
          ]
        : []),
      ...(options.fields === undefined ? [] : [fieldNote(map, unit)]),
      ...(map.grid.rank === 2 ? [noteOfImages] : []),
    ];
    return { json, tables: tables.map((table) => ({ ...table, notes: [...table.notes, ...notes] })) };
  },
});
