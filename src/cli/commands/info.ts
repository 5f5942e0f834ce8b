import { extname } from 'node:path';
import { familyOf } from '../../correlation/index.ts';
import { countVoxels } from '../../grid/index.ts';
import { readModel, readPhaseMaps } from '../../node/index.ts';
import { contentTables, type LabelCount } from '../../report/index.ts';
import { defineCommand } from '../command.ts';

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
  };
}

/** What an image or volume file holds. */
async function imageInfo(path: string): Promise<Record<string, unknown>> {
  const { maps, sources } = await readPhaseMaps([path], { as: 'sections' });
  const [{ grid, phases }] = maps;
  const counts = phases.map((_, i) => maps.reduce((sum, map) => sum + countVoxels(map)[i], 0));
  const total = counts.reduce((a, b) => a + b, 0);
  return {
    kind: 'image',
    pages: maps.length,
    shape: grid.shape.slice(1),
    spacing: grid.spacing,
    unit: grid.unit,
    labels: phases.map(({ label }, i) => ({ label, voxels: counts[i], fraction: counts[i] / total })),
    sha256: sources[0].sha256,
  };
}

/** `excursa info`: what a file holds. */
export const infoCommand = defineCommand({
  description: 'Shows what an image, a volume or a model.json holds: size, voxel size, labels, parameters.',
  arguments: [{ name: 'file', summary: 'TIFF, PNG, NPY or model.json', path: 'file' }],
  options: {},
  examples: ['excursa info slice.tif'],
  run: async ({ words: [path] }) => {
    const info = extname(path).toLowerCase() === '.json' ? modelInfo(path) : await imageInfo(path);
    const { labels, ...properties } = info as Record<string, unknown> & { readonly labels?: readonly LabelCount[] };
    return { json: info, tables: contentTables(properties, labels) };
  },
});
