import { setImmediate } from 'node:timers/promises';
import { ExcursaError } from '../../errors.ts';
import type { PhaseMap } from '../../grid/index.ts';
import { presets } from '../../phase/index.ts';
import { ordersToTry } from '../orders.ts';
import type { Settings } from '../settings.ts';
import { measureTarget, type Target } from '../target.ts';
import { errorsOf, fitSimulated, type SimulatedFit, startKinds } from './fit.ts';
import { createSimulator, type SimulationSetup } from './simulator.ts';
import { centreVolumes } from './volumes.ts';

/** What a simulated calibration reports while it runs. */
export interface SimulatedProgress {
  readonly stage: 'screening' | 'fit' | 'volumes';
  readonly done: number;
  readonly total: number;
  /** Least sum of squared residuals so far. */
  readonly best: number | null;
}

/** Small images for the first few steps of every order and start, larger ones for the best of them. */
const screening = { window: 128, images: 4, steps: 5 };
const full = { window: 192, images: 8, steps: 25, candidates: 2 };
/** The winner ends on more images than a section of 1000 x 1000 pixels holds, so that chance in them does not show in the model. */
const polish = { window: 256, images: 24, steps: 6 };
/** Images on which the thresholds are set last, for the volume fractions. */
const centring = { window: 256, images: 128 };
/** Largest lag that is compared, pixels, if the images allow. */
const longestLag = 48;

/** Data and sizes of a simulated calibration. */
export interface SimulatedSetup {
  readonly target: Target;
  readonly maxLag: number;
  readonly taper: number;
}

/** Measures what simulations are compared with. @throws ExcursaError (input) for data that cannot be fitted. */
export async function prepareSimulated(settings: Settings, sections: readonly PhaseMap[]): Promise<SimulatedSetup> {
  const smallest = Math.min(...sections.flatMap(({ grid }) => grid.shape.slice(1)));
  const maxLag = Math.min(settings.maxLag ?? longestLag, Math.floor(smallest / 4));
  return { target: await measureTarget(sections, maxLag), maxLag, taper: Math.min(settings.taper ?? longestLag, 64) };
}

/**
 * Fits all orders from all kinds of start for a few steps on small images, then the best on larger ones, then the winner on many, and sets the
 * thresholds on many more.
 * @throws ExcursaError (interrupted) when stopped by the signal.
 */
export async function searchSimulated(
  settings: Settings,
  sections: readonly PhaseMap[],
  { target, maxLag, taper }: SimulatedSetup,
  options: { readonly signal?: AbortSignal; readonly onProgress?: (progress: SimulatedProgress) => void } = {},
): Promise<SimulatedFit> {
  const setupOf = ({ window, images }: { window: number; images: number }): SimulationSetup => ({
    record: presets[settings.model],
    family: settings.family,
    window,
    taper,
    maxLag,
    images,
    seed: settings.seed,
  });
  const orders = ordersToTry(settings.order, sections[0].phases);
  const starts = orders.flatMap((order) => startKinds.map((kind) => ({ order, kind })));
  let best: number | null = null;
  const report = async (stage: SimulatedProgress['stage'], done: number, total: number): Promise<void> => {
    options.onProgress?.({ stage, done, total, best });
    // Signals are heard between fits.
    await setImmediate();
    if (options.signal?.aborted) {
      throw new ExcursaError(
        'interrupted',
        'calibrate: stopped before the fit was complete; try the same command again, nothing was written',
      );
    }
  };
  const screened: { fit: SimulatedFit; kind: (typeof startKinds)[number] }[] = [];
  for (const [s, { order, kind }] of starts.entries()) {
    await report('screening', s, starts.length);
    const fit = fitSimulated(setupOf(screening), target, order, { kind, most: screening.steps });
    best = Math.min(best ?? fit.loss, fit.loss);
    screened.push({ fit, kind });
  }
  screened.sort((a, b) => a.fit.loss - b.fit.loss);
  const finals: SimulatedFit[] = [];
  best = null;
  const chosen = screened.slice(0, full.candidates);
  const stages = chosen.length + 2;
  for (const [c, { fit, kind }] of chosen.entries()) {
    await report('fit', c, stages);
    const found = fitSimulated(setupOf(full), target, fit.order, { kind, from: fit.raw, most: full.steps });
    best = Math.min(best ?? found.loss, found.loss);
    finals.push(found);
  }
  const winner = finals.reduce((a, b) => (b.loss < a.loss ? b : a));
  const { kind } = chosen[finals.indexOf(winner)];
  await report('fit', chosen.length, stages);
  const polished = fitSimulated(setupOf(polish), target, winner.order, { kind, from: winner.raw, most: polish.steps });
  await report('volumes', chosen.length + 1, stages);
  const fresh = { ...setupOf(centring), seed: settings.seed + 1 };
  const raw = centreVolumes(fresh, target, polished.order, polished.raw);
  return { ...polished, raw, ...errorsOf(createSimulator(fresh).features(raw), target, polished.order) };
}
