import {
  aFlag,
  aSignal,
  checkArguments,
  listOf,
  optionsOf,
  threadCount,
  valueWhere,
  wholeNumber,
} from '../arguments.ts';
import { fastLength, giveTurn, KernelTeam, MemoryPlan, memoryLimit } from '../compute/index.ts';
import { familyOf, prepareDense } from '../correlation/index.ts';
import { createLagTable, FieldTerms, SpectralSynthesis, synthesisScratch } from '../field/index.ts';
import { createGrid, type PhaseMap, type Triple, tripleOf } from '../grid/index.ts';
import { keyOf, purposes, realisationNumbers, usualSeed } from '../random/index.ts';
import { KeptFields } from './kept-fields.ts';
import { bindLatentTerms, latentNumbers } from './latent-terms.ts';
import { bindLatents, factorsOf, termsOf } from './latents.ts';
import { aModel, type ExcursionModel, fieldValues, stretchInVoxels } from './model.ts';
import { phasesOfCells } from './record.ts';
import { type RealisationWindow, windowGrains } from './window-grains.ts';

/** What to draw. */
export interface Realisation extends RealisationWindow {
  /** Threads to draw with, 1 unless told (and for small windows); the voxels do not depend on it. */
  readonly threads?: number;
  /** Stops the work between two of its steps. */
  readonly signal?: AbortSignal | undefined;
}

/** A drawn structure, and how exact its fields are. */
export interface Realised {
  readonly map: PhaseMap;
  /**
   * By field: share of the spectrum that was clipped. Above 1e-3 the periodic window is too small for the field's
   * correlation.
   */
  readonly clippedShares: Readonly<Record<string, number>>;
}

/**
 * The torus on which a window is synthesised: the window itself if periodic; otherwise so much larger that no
 * correlation reaches around, rounded up to a fast length.
 */
export function torusOf(model: ExcursionModel, { shape, periodic }: Realisation): Triple {
  const full = shape.length === 2 ? [1, ...shape] : shape;
  return full.map((n, axis) => {
    if (n === 1 && shape.length === 2 && axis === 0) return 1;
    const reach = Math.ceil(model.taper * (axis === 0 ? stretchInVoxels(model) : 1));
    return periodic ? n : fastLength(Math.max(n + reach, 2 * reach));
  }) as unknown as Triple;
}

const drawArguments = {
  model: aModel,
  request: optionsOf(
    '{ shape: [64, 64, 64], seed: 1 }',
    {
      seed: wholeNumber(0),
      realisation: wholeNumber(0, realisationNumbers - 1),
      periodic: aFlag,
      origin: tripleOf('three whole numbers [z, y, x]', 'origin: [0, 0, 256]', Number.isSafeInteger),
      threads: threadCount,
      signal: aSignal,
      kept: valueWhere('a store of fields', 'keepFields()', (own) => own instanceof KeptFields),
    },
    { shape: listOf('a list of voxels an axis', '[64, 64, 64]', wholeNumber(1), 2) },
  ),
};

/** A torus below this is drawn before a second thread has started. */
const fewVoxels = 2 ** 19;
/** Voxels of a torus whose noise is drawn at a time: some hundredths of a second, after which work can be stopped. */
const noiseAtOnce = 2 ** 23;

/** What of a realisation is there already, and whether what is drawn will be kept. */
interface Keeping {
  readonly keeps: boolean;
  /** Whether all of its fields are there. */
  readonly hasAll: boolean;
}

/**
 * The memory of a realisation: one field on the torus, and on the window one latent after the other and the fields
 * that wait for another to be multiplied by, depths in grains of some layers; labels take the field's place at the
 * end. Fields that are kept stand one after the other on the window; where all are, there is no torus.
 */
function planMemory(
  model: ExcursionModel,
  request: Realisation,
  { keeps, hasAll }: Keeping = { keeps: false, hasAll: false },
) {
  const torus = torusOf(model, request);
  const voxels = request.shape.reduce((product, n) => product * n, 1);
  const grains = windowGrains(model, request);
  const isSmall = torus[0] * torus[1] * torus[2] < fewVoxels;
  const threads = isSmall || (hasAll && !grains?.isNew) ? 1 : (request.threads ?? 1);
  const memory = new MemoryPlan(threads, Math.max(hasAll ? 0 : synthesisScratch(torus), grains?.scratch ?? 0));
  const synthesis = hasAll ? undefined : new SpectralSynthesis(memory, torus);
  const latents = model.record.latents.map(() => memory.reserve(4 * voxels));
  const factors = factorsOf(bindLatents(model.record)).map(() => memory.reserve(4 * voxels));
  const truncation = memory.reserve(4 * (2 * latents.length + 1));
  const window = keeps ? { field: memory.reserve(4 * voxels), terms: new FieldTerms(memory) } : undefined;
  const labels = synthesis?.grid.address ?? window!.field;
  grains?.reserve(memory);
  return { torus, voxels, memory, synthesis, latents, factors, truncation, window, labels, grains };
}

/**
 * Bytes that drawing a realisation needs at its peak: the kernels' memory and the labels handed out.
 * @example
 * import { createModel, presets, realisationBytes } from 'excursa';
 * const bytes = realisationBytes(createModel(presets.assb), { shape: [256, 256, 256], seed: 1 });
 * console.log(bytes > 2 ** 27, bytes < 2 ** 30); // true true
 */
export function realisationBytes(model: ExcursionModel, request: Realisation): number {
  checkArguments('realisationBytes', { model, request }, drawArguments);
  createGrid(request.shape);
  const layers = layersAtOnce(model, request);
  const { memory, voxels } = planMemory(model, { ...request, shape: [layers, ...request.shape.slice(1)] });
  const whole = request.shape.reduce((product, n) => product * n, 1);
  // The memory of a slab may still be there when the next one takes its own.
  return voxels < whole ? 2 * (memory.bytes + voxels) + whole : memory.bytes + voxels;
}

/** Left free of the kernels' addresses for what every thread has to itself. */
const roomOfThreads = 2 ** 28;
/** Most bytes of a slab. */
const slabBytes = 2 ** 31;

/**
 * Layers of a window that are drawn at once: all, where kernels can address them, or else the half or less of them that
 * they can. The number of threads does not matter, so that it does not change the voxels.
 */
function layersAtOnce(model: ExcursionModel, request: Realisation): number {
  const [nz, ...plane] = request.shape;
  const bytesOf = (layers: number): number =>
    planMemory(model, { ...request, shape: [layers, ...plane], threads: 1 }).memory.bytes;
  if (request.periodic || plane.length < 2 || bytesOf(nz) <= memoryLimit - roomOfThreads) return nz;
  for (let layers = Math.ceil(nz / 2); layers > 1; layers = Math.ceil(layers / 2)) {
    if (bytesOf(layers) <= slabBytes) return layers;
  }
  return nz;
}

/**
 * Draws one realisation of a model; the same arguments give the same voxels, whatever the number of threads. A volume
 * that is more than kernels can address, about 640^3, is drawn in slabs that continue each other.
 * @throws ExcursaError (usage) for a request that makes no sense, or needs more memory than there is; (interrupted)
 * when the signal is aborted.
 * @source docs/design/synthesis.md
 * @example
 * import { createModel, presets, realise } from 'excursa';
 * const model = createModel(presets.assb, { spacing: 0.1, unit: 'um' });
 * const { map } = await realise(model, { shape: [16, 64, 64], seed: 1 });
 * const again = await realise(model, { shape: [16, 64, 64], seed: 1 });
 * console.log(map.data.every((phase, i) => phase === again.map.data[i])); // true
 */
export async function realise(model: ExcursionModel, request: Realisation): Promise<Realised> {
  checkArguments('realise', { model, request }, drawArguments);
  const layers = layersAtOnce(model, request);
  return layers < request.shape[0] ? drawInSlabs(model, request, layers) : draw(model, request);
}

/**
 * Draws a volume some layers at a time. Slabs share the noise; their fields differ from those of the whole by the faint
 * tails of the filter that go around another torus: 0.01 % of the voxels of a calibrated model, none more at the seams.
 * @param layers - of a slab.
 */
export async function drawInSlabs(model: ExcursionModel, request: Realisation, layers: number): Promise<Realised> {
  const { spacing, unit, phases } = model;
  const grid = createGrid(request.shape, { spacing, unit });
  const [nz, ny, nx] = grid.shape;
  const [z0, y0, x0] = request.origin ?? [0, 0, 0];
  const data = new Uint8Array(nz * ny * nx);
  const clippedShares: Record<string, number> = {};
  for (let z = 0; z < nz; z += layers) {
    const shape = [Math.min(layers, nz - z), ny, nx];
    const slab = await draw(model, { ...request, shape, origin: [z0 + z, y0, x0], kept: undefined });
    data.set(slab.map.data, z * ny * nx);
    for (const [field, share] of Object.entries(slab.clippedShares)) {
      clippedShares[field] = Math.max(clippedShares[field] ?? 0, share);
    }
  }
  return { map: { grid, data, phases }, clippedShares };
}

/** What is done to every field between its drawing and its transformation. */
export interface FieldWork {
  /** Margin of the window in the torus - [z, y, x]. */
  readonly margin: Triple;
  readonly torus: Triple;
  readonly synthesis: SpectralSynthesis;
  readonly team: KernelTeam;
  readonly field: number;
}

/** All that a field on the window depends on. */
function fieldKey(kept: KeptFields, model: ExcursionModel, request: Realisation, field: number): string {
  const { record, family, values, taper } = model;
  const { shape, seed = usualSeed, realisation = 0, periodic = false, origin = [0, 0, 0] } = request;
  const own = Array.from(fieldValues(record, family, values, field));
  const law = [kept.familyKey(family), taper, stretchInVoxels(model), own];
  return JSON.stringify(['field', field, shape, seed, realisation, periodic, origin, law]);
}

/** Draws a realisation. @param between - work on every field that is drawn, before it is transformed back. */
export async function draw(
  model: ExcursionModel,
  request: Realisation,
  between?: (work: FieldWork) => void,
): Promise<Realised> {
  const grid = createGrid(request.shape, {
    spacing: model.spacing,
    unit: model.unit,
    periodic: request.periodic ?? false,
  });
  // What is done to fields between belongs to one realisation alone.
  const kept = between ? undefined : request.kept;
  const found = model.record.fields.map((_, field) => kept?.find(fieldKey(kept, model, request, field)));
  const hasAll = found.every((own) => own !== undefined);
  const plan = planMemory(model, request, { keeps: kept !== undefined, hasAll });
  const { torus, voxels, memory, synthesis, latents, factors, truncation, window, labels: out, grains } = plan;
  const isLong = !hasAll && torus[0] * torus[1] * torus[2] >= fewVoxels;
  const pause = (): Promise<void> => giveTurn('realise', request.signal, isLong);
  const margin = torus.map((n, axis) => Math.floor((n - grid.shape[axis]) / 2)) as unknown as Triple;
  // Centred, so that overlapping windows of one seed meet the same noise on both sides.
  const origin = (request.origin ?? [0, 0, 0]).map((o, axis) => o - margin[axis]) as unknown as Triple;
  const { record, values, taper } = model;
  const scalars = values.subarray(0, record.scalars.length);
  const bound = bindLatents(record);
  const table = synthesis && createLagTable(torus, taper, stretchInVoxels(model));
  const correlate = table && prepareDense(familyOf(model.family), { lags: table.lags, taper });
  const key = keyOf(request.seed ?? usualSeed, purposes.noise);
  const blocks = Math.ceil(voxels / 4096);
  const team = await KernelTeam.start(memory);
  try {
    synthesis?.prepare(team);
    const fill = (address: number, value: number): void => team.run('fillVoxels', blocks, address, value, voxels);
    // Latents start at minus their thresholds, so that a cell is where its latent is >= 0.
    bound.thresholds.forEach((threshold, l) => {
      fill(latents[l], -scalars[threshold]);
    });
    for (const address of factors) fill(address, 0);
    const earlier = factorsOf(bound);
    const layersAtOnce = Math.ceil(noiseAtOnce / (torus[1] * torus[2]));
    const clippedShares: Record<string, number> = {};
    for (const [field, name] of record.fields.entries()) {
      await pause();
      const terms = termsOf(bound, scalars, field).map(({ latent, power, weight, factor }) => ({
        power,
        weight,
        address: latents[latent],
        factor: factor === undefined ? undefined : factors[factor],
      }));
      const waiting = earlier.flatMap(({ field: of, power }, f) =>
        of === field ? [{ power, weight: 1, address: factors[f] }] : [],
      );
      const before = found[field];
      if (before) clippedShares[name] = before[1][0];
      else {
        const rho = correlate!(fieldValues(record, model.family, values, field));
        clippedShares[name] = synthesis!.setCorrelation(team, rho, table!);
        await pause();
        const noise = { key, realisation: request.realisation ?? 0, field, origin };
        // Noise takes longer than all else of a field.
        for (let from = 0; from < torus[0]; from += layersAtOnce) {
          if (from > 0) await pause();
          synthesis!.drawNoise(team, noise, [from, Math.min(torus[0], from + layersAtOnce)]);
        }
        synthesis!.colour(team);
        between?.({ margin, torus, synthesis: synthesis!, team, field });
        await pause();
      }
      const box = { margin, shape: grid.shape };
      if (!kept || !window) {
        synthesis!.addTo(team, box, [...terms, ...waiting]);
        continue;
      }
      const view = team.float32(window.field, voxels);
      if (before) view.set(before[0]);
      else {
        fill(window.field, 0);
        synthesis!.addTo(team, box, [{ power: 1, weight: 1, address: window.field }]);
        const values = [view.slice(), Float64Array.of(clippedShares[name])];
        kept.keep(fieldKey(kept, model, request, field), values);
      }
      window.terms.write(team, [...terms, ...waiting]);
      team.run('addKept', blocks, window.field, voxels, window.terms.address);
    }
    await pause();
    grains?.addTo(team, (l, from, count) => team.float32(latents[l] + 4 * from, count));
    for (const term of bindLatentTerms(record)) {
      const numbers = latentNumbers(term, scalars);
      team.run(term.own.kernel, blocks, latents[term.from], latents[term.to], voxels, ...numbers);
    }
    const labels = phasesOfCells(record).map((phase) => model.order[phase]);
    team.uint32(truncation, 2 * latents.length + 1).set([...latents, ...labels]);
    team.run('truncate', blocks, truncation, latents.length, voxels, out);
    // No need to check labels that were just made from the phases.
    return { map: { grid, data: team.uint8(out, voxels).slice(), phases: model.phases }, clippedShares };
  } finally {
    await team.close();
  }
}
