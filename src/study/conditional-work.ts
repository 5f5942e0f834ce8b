import { measureAlone } from '../descriptor/index.ts';
import type { PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, type GivenSection, realise, realiseThrough, stretchInVoxels } from '../phase/index.ts';
import { descriptorsNamed } from './draw-work.ts';
import type { Measurement, Task } from './study-kind.ts';

/** A volume that passes through sections, or one of the model alone, that is drawn and measured. */
export interface ConditionalTask extends Task {
  readonly work: 'conditional';
  /** Whether the volume passes through sections. */
  readonly through: boolean;
  /** Layers of the sections. */
  readonly layers: readonly number[];
  readonly shape: readonly number[];
  readonly seed: number;
  readonly realisation: number;
  /** Number of the realisation whose layers are the sections, where no images are given. */
  readonly model: number;
  readonly descriptors: readonly string[];
}

/** Lags along z of the two-point functions, voxels. */
const lags = [1, 2, 4, 8, 16];

/** A layer of a volume as a section. */
function layerOf({ grid, data, phases }: PhaseMap, layer: number): PhaseMap {
  const [, ny, nx] = grid.shape;
  return {
    grid: { ...grid, shape: [1, ny, nx], rank: 2 },
    phases,
    data: data.slice(layer * ny * nx, (layer + 1) * ny * nx),
  };
}

/** The sections of a task: images, or layers of a realisation of the model. */
async function sectionsOf(
  model: ExcursionModel,
  images: readonly PhaseMap[],
  { layers, shape, seed, model: number }: ConditionalTask,
): Promise<GivenSection[]> {
  if (images.length > 0) return layers.map((layer, i) => ({ layer, map: images[i] }));
  const { map } = await realise(model, { shape, seed, realisation: number });
  return layers.map((layer) => ({ layer, map: layerOf(map, layer) }));
}

/** Share of the voxels of two layers that have a phase in both. */
function bothOf({ grid, data }: PhaseMap, phase: number, a: number, b: number): number {
  const size = grid.shape[1] * grid.shape[2];
  let both = 0;
  for (let i = 0; i < size; i++) if (data[a * size + i] === phase && data[b * size + i] === phase) both++;
  return both / size;
}

const mean = (list: readonly number[]): number => list.reduce((sum, v) => sum + v, 0) / list.length;

/** Layers that no correlation links to a section. */
export function layersAway(model: ExcursionModel, { layers, shape }: Pick<ConditionalTask, 'layers' | 'shape'>) {
  const reach = model.taper * stretchInVoxels(model);
  return Array.from({ length: shape[0] }, (_, z) => z).filter((z) => layers.every((own) => Math.abs(z - own) >= reach));
}

/** Draws and measures. */
export async function drawThrough(
  model: ExcursionModel,
  images: readonly PhaseMap[],
  task: ConditionalTask,
): Promise<Measurement[]> {
  const { shape, seed, realisation, layers } = task;
  const request = { shape, seed, realisation };
  const found = task.through
    ? await realiseThrough(model, request, await sectionsOf(model, images, task))
    : { ...(await realise(model, request)), agreement: null, sampling: null };
  const { map, agreement, sampling } = found;
  const away = layersAway(model, task);
  const isAway = new Set(away);
  const twoPoint = (phase: number, name: string): Measurement[] =>
    lags.flatMap((lag) => {
      const across = layers.flatMap((layer) =>
        [layer + lag, layer - lag].filter((z) => z >= 0 && z < shape[0]).map((z) => bothOf(map, phase, layer, z)),
      );
      const far = away.filter((z) => isAway.has(z + lag)).map((z) => bothOf(map, phase, z, z + lag));
      const one = (quantity: string, title: string, list: readonly number[]): Measurement[] =>
        list.length === 0
          ? []
          : [
              {
                ...{ phase: name, quantity, axis: String(lag), unit: '', value: mean(list) },
                title: `${name} two-point function ${title}, ${lag} layers`,
              },
            ];
      return [...one('acrossSection', 'across the section', across), ...one('awayFromSection', 'away from it', far)];
    });
  const size = shape[1] * shape[2];
  const fractions = map.phases.map(({ name }, phase): Measurement => {
    const inLayers = away.map((z) => bothOf(map, phase, z, z));
    return {
      ...{ phase: name, quantity: 'fractionAway', title: `${name} volume fraction away from the section`, unit: '' },
      ...(inLayers.length > 0 ? { value: mean(inLayers) } : { value: null, reason: 'no layer is far enough' }),
    };
  });
  const measured = await measureAlone(map, descriptorsNamed(task.descriptors));
  return [
    ...(sampling
      ? [
          { quantity: 'agreement', title: 'pixels of the sections that have their phase', unit: '', value: agreement },
          { quantity: 'evaluations', title: 'evaluations of the likelihood', unit: '', value: sampling.evaluations },
          { quantity: 'bounces', title: 'reflections at hard cuts', unit: '', value: sampling.bounces },
          { quantity: 'pixels', title: 'pixels of the sections', unit: '', value: layers.length * size },
        ]
      : []),
    ...map.phases.flatMap(({ name }, phase) => twoPoint(phase, name)),
    ...fractions,
    ...measured.map(
      ({ phase, name, axis, title, unit, value, reason }): Measurement => ({
        ...{ phase, quantity: name, title: axis ? `${phase} ${title} ${axis}` : `${phase} ${title}`, unit, value },
        ...(axis && { axis }),
        ...(reason !== undefined && { reason }),
      }),
    ),
  ];
}
