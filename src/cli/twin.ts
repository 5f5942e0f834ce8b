import { type Descriptor, descriptors, measureAlone } from '../descriptor/index.ts';
import type { PhaseMap } from '../grid/index.ts';
import { type ExcursionModel, realise } from '../phase/index.ts';

/** A drawn volume of a model, and what images cannot show of it. */
export interface Twin {
  readonly twin: PhaseMap;
  /** Relative conductivity of each phase by its name, mean over the axes; null where the solver did not converge. */
  readonly conductivities: Readonly<Record<string, number | null>>;
}

const name = 'relativeConductivity';

/** Draws the cubic twin of a report. @param edge - voxels; for 0 there is none. */
export async function drawTwin(
  model: ExcursionModel,
  edge: number,
  { seed, threads }: { readonly seed: number; readonly threads: number },
): Promise<Partial<Twin>> {
  if (edge === 0) return {};
  const { map } = await realise(model, { shape: [edge, edge, edge], seed, threads });
  const list = (descriptors as readonly Descriptor[]).filter((own) => own.name === name);
  const measured = (await measureAlone(map, list, { threads, isBlock: true })).filter((own) => own.name === name);
  const meanOf = (phase: string): number | null => {
    const values = measured.filter((own) => own.phase === phase).map(({ value }) => value);
    return values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0) / values.length;
  };
  return { twin: map, conductivities: Object.fromEntries(model.phases.map((own) => [own.name, meanOf(own.name)])) };
}
