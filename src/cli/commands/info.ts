import { extname } from 'node:path';
import { familyOf } from '../../correlation/index.ts';
import { countVoxels } from '../../grid/index.ts';
import { readableFormats } from '../../io/index.ts';
import { readModel } from '../../node/index.ts';
import {
  contentTables,
  type LabelCount,
  type ParameterRow,
  parameterRows,
  parameterTables,
} from '../../report/index.ts';
import { type Call, defineCommand } from '../command.ts';
import { inputOptions, readInputs } from '../inputs.ts';

/** What a model file holds. */
function modelInfo(path: string): Record<string, unknown> {
  const model = readModel(path);
  return {
    kind: 'model',
    model: model.record.name,
    summary: model.record.summary,
    family: familyOf(model.family).name,
    parameters: model.values.length,
    phases: model.phases,
    excursionSets: model.order.map((phase) => model.phases[phase].name),
    spacing: model.spacing,
    unit: model.unit,
    taperVoxels: model.taper,
    // Bounds belong to a calibration; they stand in its report.
    values: parameterRows(model).map(({ bounds: _, ...row }) => row),
  };
}

/** What image or volume files hold. */
async function imageInfo(path: string, call: Call<typeof inputOptions>): Promise<Record<string, unknown>> {
  // What is assumed stands in the table.
  const console = { ...call.console, note: () => undefined };
  const { maps, sources, assumptions } = await readInputs([path], call.options, { console });
  const [{ grid, phases }] = maps;
  const counts = phases.map((_, i) => maps.reduce((sum, map) => sum + countVoxels(map)[i], 0));
  const total = counts.reduce((a, b) => a + b, 0);
  const volume = grid.rank === 3;
  const [first] = sources;
  return {
    kind: volume ? 'volume' : maps.length > 1 ? 'sections' : 'image',
    ...(volume ? {} : { pages: maps.length }),
    shape: volume ? grid.shape : grid.shape.slice(1),
    spacing: volume ? grid.spacing : grid.spacing.slice(1),
    unit: grid.unit,
    ...(maps[1]?.section && { layerDistance: maps[1].section.height }),
    ...(assumptions.length > 0 && { assumptions }),
    labels: phases.map(({ label, name }, i) => ({ label, name, voxels: counts[i], fraction: counts[i] / total })),
    ...(sources.length > 1 ? { files: sources.length } : { sha256: first.sha256 }),
  };
}

/** `excursa info`: what a file holds. */
export const infoCommand = defineCommand({
  description: 'Shows what an image, a volume or a model.json holds: size, voxel size, labels, parameters.',
  arguments: [{ name: 'file', summary: `${readableFormats} file, a folder of them, or model.json`, path: 'file' }],
  options: inputOptions,
  examples: ['excursa info slice.tif'],
  run: async (call) => {
    const [path] = call.words;
    const info = extname(path).toLowerCase() === '.json' ? modelInfo(path) : await imageInfo(path, call);
    const { labels, assumptions, values, ...properties } = info as Record<string, unknown> & {
      readonly values?: readonly ParameterRow[];
      readonly labels?: readonly LabelCount[];
      readonly assumptions?: readonly string[];
    };
    // Who asks for a model's contents sees all of them, long lists too.
    const parameters = parameterTables(values ?? []).map((table) => ({ ...table, folded: false }));
    const tables = [...contentTables(properties, labels), ...parameters];
    return { json: info, tables: [{ ...tables[0], notes: assumptions ?? [] }, ...tables.slice(1)] };
  },
});
