/** Effective conductivity, potential and flux, at work also while another step is shown. */
import { transportCommand } from '../project/commands.ts';
import { conductivitiesOf } from '../project/project.ts';
import { store } from '../project/store.svelte.ts';
import { Task } from '../worker/task.svelte.ts';

export const solving = new Task('transport');
export const flowing = new Task('transport');

/** What is to be computed of conductivities. */
export interface Wanted {
  axis: 'z' | 'y' | 'x' | 'all';
  /** Voxels along an edge; undefined for what suits the model. */
  edge: number | undefined;
  /** Relative standard error. */
  precision: number;
  /** Most realisations; undefined for as many as fit about a minute. */
  most: number | undefined;
}

/** What the step asks for. */
export const wanted = $state<Wanted>({ axis: 'z', edge: undefined, precision: 0.03, most: undefined });

const modelOf = ({ drawn, calibrated }: typeof store.now) => drawn?.model ?? calibrated!.calibration.model;

/** Voxels along an edge: those that were chosen, or enough for how far the correlations of the model reach. */
export function edgeOf(): number {
  const { taper } = modelOf(store.now);
  return wanted.edge ?? [64, 96].find((edge) => taper <= edge) ?? 128;
}

/** What a result is computed for. */
function sentenceOf(edge: number, most: number): string {
  const { axis, precision } = wanted;
  const given = Object.entries(conductivitiesOf(store.now)).map(([name, value]) => `${name} ${value}`);
  const along = axis === 'all' ? 'all axes' : axis;
  return `Conductivities: ${given.join(', ')}. Along ${along}, ${edge}³ voxels, wanted: a standard error of ${100 * precision} %, with at most ${most} realisations.`;
}

export async function solve(): Promise<void> {
  const { axis, precision, most } = wanted;
  const edge = edgeOf();
  const { calibrated, drawn, conductivities } = store.now;
  const before = store.now;
  const result = await solving.run('transport', {
    ...{ of: { model: modelOf(store.now), edge }, conductivities: conductivitiesOf(store.now), precision, axis, most },
    isChanged: Object.keys(store.now.changes).length > 0,
  });
  if (!result) return;
  const transportFor = sentenceOf(edge, result.most);
  const command = transportCommand(before, { axis, edge, precision, most: result.most });
  const { tables: transport, methods: transportMethods, missed: transportMissed } = result;
  // Conductivities can be changed at another step meanwhile.
  const was = { calibrated, drawn, conductivities };
  const parts = { transport, transportMethods, transportMissed, transportCommand: command, transportFor };
  if (store.changeIf(was, parts)) await showFlow();
}

/** Potential and flux in the drawn twin where it is not too large, else in a realisation of the chosen size. */
export async function showFlow(): Promise<void> {
  const { axis } = wanted;
  const edge = edgeOf();
  const { calibrated, drawn, twin, conductivities } = store.now;
  const flow = await flowing.run('flow', {
    ...{ model: modelOf(store.now), edge, seed: twin.seed },
    ...{ conductivities: conductivitiesOf(store.now), axis: axis === 'all' ? 'z' : axis },
    ...(drawn && twin.edge <= 128 && { map: drawn.map }),
  });
  if (flow) store.changeIf({ calibrated, drawn, conductivities }, { flow });
}
