import type { PhaseMap } from '../../../grid/index.ts';
import { createAdamState } from '../../../numerics/index.ts';
import { parametersOf, toRaws } from '../../../phase/index.ts';
import { keyOf, normals, purposes } from '../../../random/index.ts';
import { hasDiscriminator, ordersToTry, type Settings, usesTwoPointLoss } from '../../settings.ts';
import type { FitTask } from '../method.ts';
import type { Candidate, TrainerState } from './checkpoint.ts';
import type { Stage } from './training-log.ts';

/** Parameters inside the region. */
export interface Restored {
  readonly raw: Float64Array;
  /** Whether they had to be moved. */
  readonly moved: boolean;
  /** Loss of an earlier fit relative to that of its optimum, before they were moved. */
  readonly relativeLoss: number;
}

/** How parameters are compared by what they look like. */
export interface LookJudge {
  /** Distance from the data; less is better. */
  readonly score: (raw: Float64Array) => Promise<number>;
  /** By how much a score has to be less to be better beyond chance. */
  readonly chance: number;
  readonly close: () => Promise<void>;
}

/** A set of parameters around the optimum of an earlier fit, which training must not leave. */
export interface ParameterRegion {
  /** Parameters after a step against a gradient, along what the earlier fit's loss does not feel. */
  readonly step: (raw: Float64Array, gradient: Float64Array, rate: number) => Float64Array;
  /** The parameters themselves when inside; otherwise moved towards it. */
  readonly restore: (raw: Float64Array) => Restored;
  /** Images that the discriminator learns from. */
  readonly images: readonly PhaseMap[];
  /** Chooses among the steps on images that it does not learn from, where there are enough of them. */
  readonly judge: LookJudge | undefined;
}

const stages = ['screening', 'generator', 'discriminator', 'alternating'] as const satisfies readonly Stage[];

/**
 * Steps of a stage; a loss that does not use a stage gives it none. While orders are compared: of one of them in one
 * round.
 */
export function stageSteps(settings: Settings, stage: Stage): number {
  if (stage === 'screening') return settings.screeningSteps;
  // An adversary alone, or an exact optimum to begin with, needs no steps on the two-point loss first.
  if (stage === 'generator') return usesTwoPointLoss(settings) ? settings.generatorSteps : 0;
  if (stage === 'discriminator') return hasDiscriminator(settings) ? settings.discriminatorSteps : 0;
  return settings.iterations;
}

/** The next stage that has steps to make. */
function stageAfter(settings: Settings, stage: Stage): Stage | 'done' {
  return stages.slice(stages.indexOf(stage) + 1).find((next) => stageSteps(settings, next) > 0) ?? 'done';
}

/** An optimum of an earlier fit from which the discriminator refines. */
export interface FittedStart {
  readonly order: readonly number[];
  readonly raw: Float64Array;
}

/**
 * Where a calibration starts: every order at random parameters near the centre of the ranges, or one order at its
 * optimum of an earlier fit.
 */
export function startState(
  { settings, images, record, family }: Pick<FitTask, 'settings' | 'images' | 'record' | 'family'>,
  fitted?: FittedStart,
): TrainerState {
  const parameters = parametersOf(record, family);
  const key = keyOf(settings.seed, purposes.starts);
  const at = (order: readonly number[], raw: Float64Array): Candidate => ({
    order,
    raw: raw.slice(),
    average: raw.slice(),
    adam: createAdamState([raw]),
    misfit: null,
  });
  const random = (order: readonly number[]): Candidate => {
    const centre = toRaws(
      parameters,
      parameters.map((p) => p.start),
    );
    // The same start for every order makes their comparison one of orders alone.
    const shift = normals(parameters.length, key, 0);
    const raw = centre.map((x, i) => x + parameters[i].spread * shift[i]);
    return at(order, raw);
  };
  const orders = ordersToTry(settings.order, images[0].phases);
  const candidates = fitted ? [at(fitted.order, fitted.raw)] : orders.map(random);
  return {
    stage: candidates.length > 1 ? 'screening' : stageAfter(settings, 'screening'),
    step: 0,
    stageStep: 0,
    image: 0,
    candidates,
    active: candidates.map((_, c) => c),
    position: 0,
    best: null,
    discriminator: null,
    anchor: fitted?.raw ?? null,
  };
}

/** Moves a state on to the next candidate, round or stage when this one's work is done. */
export function advance(state: TrainerState, settings: Settings): void {
  const { screeningSteps, patience } = settings;
  const enter = (stage: TrainerState['stage']): void => {
    state.stage = stage;
    state.stageStep = 0;
  };
  if (state.stage === 'screening' && state.stageStep >= screeningSteps) {
    state.position++;
    state.stageStep = 0;
    if (state.position === state.active.length) {
      const misfit = (c: number): number => state.candidates[c].misfit ?? Number.POSITIVE_INFINITY;
      state.active = [...state.active]
        .sort((a, b) => misfit(a) - misfit(b))
        .slice(0, Math.max(1, state.active.length >> 1));
      state.position = 0;
      if (state.active.length === 1) enter(stageAfter(settings, 'screening'));
    }
  }
  if (state.stage === 'alternating' && state.stageStep - (state.best?.step ?? 0) >= patience) enter('done');
  if (state.stage !== 'screening' && state.stage !== 'done' && state.stageStep >= stageSteps(settings, state.stage)) {
    enter(stageAfter(settings, state.stage));
  }
}
