/** Effective conductivity, potential and flux. */
import { conductivity, ExcursaError, type ExcursionModel, type PhaseMap, realise, twinConductivity } from 'excursa';
import { conductivityMethods, twinConductivityTables } from '../../../src/report/index.ts';
import { type Missed, missedBy } from '../../project/missed.ts';
import { type Setting, type ShownTable, shown, stopIfAsked } from './setting.ts';

/** Realisations that are drawn unless they take too long, the fewest that there are, and the time for all, seconds. */
const [usual, fewest, patience] = [64, 8, 60];

/** Realisations that fit the time. Models that reach far take seconds each. */
async function fittingNumber(
  { model, edge }: { readonly model: ExcursionModel; readonly edge: number },
  { signal, threads, tell }: Setting,
): Promise<number> {
  tell({ task: 'drawing the first volume' });
  const began = performance.now();
  await realise(model, { shape: [edge, edge, edge], seed: 1, threads, signal });
  const seconds = (performance.now() - began) / 1000;
  return Math.max(fewest, Math.min(usual, Math.floor(patience / seconds)));
}

/** Effective conductivity of a model over realisations. */
export async function transport(
  input: {
    readonly of: { readonly model: ExcursionModel; readonly edge: number };
    readonly conductivities: Readonly<Record<string, number>>;
    readonly precision: number;
    readonly axis: 'x' | 'y' | 'z' | 'all';
    /** Most realisations; undefined for as many as fit about a minute, at most 64. */
    readonly most: number | undefined;
    /** Whether the model was changed by hand. */
    readonly isChanged: boolean;
  },
  setting: Setting,
): Promise<{
  readonly tables: readonly ShownTable[];
  readonly methods: string;
  readonly missed: Missed | undefined;
  readonly most: number;
}> {
  const { of, conductivities, precision, axis, isChanged } = input;
  const { threads, tell } = setting;
  const { model, edge } = of;
  const most = input.most ?? (await fittingNumber(of, setting));
  const twin = await twinConductivity(model, {
    ...{ conductivities, axis, threads, precision, shape: [edge, edge, edge], mostRealisations: most },
    onProgress: async ({ done, error }) => {
      const detail = error === null ? undefined : `standard error ${(100 * error).toFixed(1)} %`;
      // Errors fall as the root of the number of realisations.
      const needed = error === null ? 8 : Math.min(most, Math.max(8, done * (error / precision) ** 2));
      tell({ task: `realisation ${done + 1}`, share: Math.min(1, done / (needed + 4)), detail });
      await new Promise((resolve) => setTimeout(resolve, 0));
      stopIfAsked(setting, 'transport');
    },
  });
  return {
    tables: twinConductivityTables(twin, model.unit).map(shown),
    methods: conductivityMethods(twin, conductivities, isChanged),
    missed: missedBy(twin, precision),
    most,
  };
}

/** Potential and flux in a volume. */
export interface Flow {
  readonly axis: 'x' | 'y' | 'z';
  readonly map: PhaseMap;
  /** From 1 to 0 along the axis, NaN where nothing flows - shape of the map. */
  readonly potential: Float32Array;
  /** Length of the flux density over its mean along the axis - shape of the map. */
  readonly flux: Float32Array;
  readonly effective: number;
  readonly relative: number;
  readonly bounds: readonly [number, number];
}

/** Potential and flux in one realisation. */
export async function flow(
  input: {
    readonly model: ExcursionModel;
    readonly map?: PhaseMap | undefined;
    readonly edge: number;
    readonly seed: number;
    readonly conductivities: Readonly<Record<string, number>>;
    readonly axis: 'x' | 'y' | 'z';
  },
  { signal, threads, tell }: Setting,
): Promise<Flow> {
  const { model, edge, seed, conductivities, axis } = input;
  tell({ task: 'solving for the potential' });
  const map = input.map ?? (await realise(model, { shape: [edge, edge, edge], seed, threads, signal })).map;
  const solved = await conductivity(map, { conductivities, axis, threads, fields: true, discretisation: false });
  const { status, effective, relative, bounds, potential, flux } = solved.axes[axis]!;
  if (status === 'blocked' || !potential || !flux) {
    throw new ExcursaError({
      kind: 'numeric',
      what: 'potential',
      expected: `a way through the volume along ${axis}`,
      got: 'none',
      remedy: 'another axis or a larger volume',
    });
  }
  // The mean of the flux density is that of a homogeneous volume.
  const along = 'zyx'.indexOf(axis);
  const mean = effective / (map.grid.shape[along] * map.grid.spacing[along]);
  const lengths = Float32Array.from(flux[0], (z, i) =>
    Number.isNaN(potential[i]) ? Number.NaN : Math.hypot(z, flux[1][i], flux[2][i]) / mean,
  );
  return { axis, map, potential, flux: lengths, effective, relative, bounds };
}
