import { fastLength } from '../compute/index.ts';
import {
  createLagTable,
  createPairMemory,
  families,
  pairBytes,
  prepareTapered,
  synthesisePair,
} from '../field/index.ts';
import { createGrid, createPhaseMap, type PhaseMap, type Triple } from '../grid/index.ts';
import { keyOf } from '../random/index.ts';
import { addField, bindLatents, startLatents, type Window } from './latents.ts';
import { type ExcursionModel, fieldValues } from './model.ts';
import { truncate } from './truncation.ts';

/** What to draw. */
export interface Realisation {
  /** Voxels [ny, nx] or [nz, ny, nx]. */
  readonly shape: readonly number[];
  readonly seed: number;
  /** Number of the realisation under this seed, from 0. */
  readonly realisation?: number;
  /** Close the window to a torus; otherwise it is cut from a larger torus. */
  readonly periodic?: boolean;
  /** Global coordinate [z, y, x] of the first voxel, to continue a realisation beside another. */
  readonly origin?: Triple;
}

/** A drawn structure, and how exact its fields are. */
export interface Realised {
  readonly map: PhaseMap;
  /** By field: share of the spectrum that was clipped. Above 1e-3 the periodic window is too small for the field's correlation. */
  readonly clippedShares: Readonly<Record<string, number>>;
}

/**
 * The torus on which a window is synthesised: the window itself if periodic; otherwise so much larger that no correlation reaches around,
 * rounded up to a fast length.
 */
export function torusOf(model: ExcursionModel, { shape, periodic }: Realisation): Triple {
  const full = shape.length === 2 ? [1, ...shape] : shape;
  return full.map((n, axis) => {
    if (n === 1 && shape.length === 2 && axis === 0) return 1;
    const reach = Math.ceil(model.taper * (axis === 0 ? model.zScale : 1));
    return periodic ? n : fastLength(Math.max(n + reach, 2 * reach));
  }) as unknown as Triple;
}

/** Bytes that drawing a realisation needs at its peak: a pair of fields on the torus, latents and labels on the window. */
export function realisationBytes(model: ExcursionModel, request: Realisation): number {
  const window = request.shape.reduce((product, n) => product * n, 1);
  return pairBytes(torusOf(model, request)) + window * (4 * model.record.latents.length + 1);
}

/** The window's rows inside the torus, centred so that overlapping windows of one seed meet the same noise on both sides. */
function centredWindow(torus: Triple, shape: Triple): { margin: Triple; window: Window } {
  const margin = torus.map((n, axis) => Math.floor((n - shape[axis]) / 2)) as unknown as Triple;
  const [nz, ny, nx] = shape;
  const window: Window = (visit) => {
    for (let z = 0; z < nz; z++) {
      for (let y = 0; y < ny; y++) {
        visit(((z + margin[0]) * torus[1] + y + margin[1]) * torus[2] + margin[2], (z * ny + y) * nx, nx);
      }
    }
  };
  return { margin, window };
}

/**
 * Draws one realisation of a model; the same arguments give the same voxels.
 * @throws ExcursaError (usage) for a shape that is no grid.
 * @source docs/design.md#synthesis
 */
export function realise(model: ExcursionModel, request: Realisation): Realised {
  const grid = createGrid(request.shape, {
    spacing: model.spacing,
    unit: model.unit,
    periodic: request.periodic ?? false,
  });
  const torus = torusOf(model, request);
  const { margin, window } = centredWindow(torus, grid.shape);
  const origin = (request.origin ?? [0, 0, 0]).map((o, axis) => o - margin[axis]) as unknown as Triple;
  const scalars = model.values.subarray(0, model.record.scalars.length);
  const bound = bindLatents(model.record);
  const size = grid.shape[0] * grid.shape[1] * grid.shape[2];
  const latents = model.record.latents.map(() => new Float32Array(size));
  startLatents(bound, scalars, latents);
  const { lags } = createLagTable(torus, model.taper, model.zScale);
  const evaluate = prepareTapered(families[model.family], { lags, taper: model.taper });
  const correlation = (field: number): Float64Array =>
    evaluate(fieldValues(model.record, model.family, model.values, field)).rho;
  const key = keyOf(request.seed, 'noise');
  const clippedShares: Record<string, number> = {};
  const count = model.record.fields.length;
  const memory = createPairMemory(torus);
  for (let first = 0; first < count; first += 2) {
    const second = Math.min(first + 1, count - 1);
    const noise = { key, realisation: request.realisation ?? 0, fields: [first, first + 1] as const, origin };
    const correlations = [correlation(first), correlation(second)] as const;
    const pair = synthesisePair(torus, model.taper, model.zScale, correlations, noise, memory);
    for (let k = 0; k < (first + 1 < count ? 2 : 1); k++) {
      addField(bound, scalars, first + k, pair.values[k], window, latents);
      clippedShares[model.record.fields[first + k]] = pair.clippedShares[k];
    }
  }
  const sets = truncate(latents);
  for (let i = 0; i < sets.length; i++) sets[i] = model.order[sets[i]];
  return { map: createPhaseMap(grid, sets, model.phases), clippedShares };
}
