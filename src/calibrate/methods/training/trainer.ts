import { adamStep, sumOfSquares } from '../../../numerics/index.ts';
import { firstTrainingImages, keyOf, purposes } from '../../../random/index.ts';
import type { DiscriminatorStep, Opinion } from '../../discriminator/index.ts';
import { createSpectra, type Spectra } from '../../generator/spectra.ts';
import { GeneratorTeam } from '../../generator/team.ts';
import {
  generatorRateOf,
  hasDiscriminator,
  maxLagOf,
  type Settings,
  taperOf,
  usesTwoPointLoss,
} from '../../settings.ts';
import {
  featureWeights,
  permuteTwoPointTarget,
  type TwoPointTarget,
  twoPointLoss,
} from '../../two-point/two-point-loss.ts';
import type { FitTask } from '../method.ts';
import { Adversary, betas } from './adversary.ts';
import type { Candidate, TrainerState } from './checkpoint.ts';
import { advance, type ParameterRegion, type Restored } from './stages.ts';
import type { LogEntry } from './training-log.ts';

/** Part of the running mean of gradients that a step of a refinement leaves. */
const momentum = 0.8;

/** What the discriminator says, and where it leads if it was asked. */
type Judged = DiscriminatorStep & Partial<Opinion>;

/** What parameters are chosen by, and the difference that is chance. */
const errorOf = (
  { score, descriptorError }: { readonly score?: number; readonly descriptorError: number },
  region: ParameterRegion | undefined,
) => ({ error: score ?? descriptorError, chance: score === undefined ? 0 : (region?.judge?.chance ?? 0) });

/** What one step produced. */
export interface StepResult {
  readonly entry: LogEntry;
  /** True after an evaluation: the moment to write a checkpoint. */
  readonly checkpoint: boolean;
}

/**
 * Trains a model step by step. Owns threads and the discriminator's session; the state it works on can be written after
 * any step, and a trainer made from it goes on exactly as this one would.
 */
export class Trainer {
  readonly state: TrainerState;
  readonly #task: FitTask;
  readonly #settings: Settings;
  readonly #target: TwoPointTarget;
  readonly #spectra: (raw: Float64Array) => Spectra;
  #team: GeneratorTeam | undefined;
  readonly #region: ParameterRegion | undefined;
  #adversary: Adversary | undefined;

  /** @param region - around the state's optimum of an earlier fit, which training must not leave. */
  constructor(task: FitTask, target: TwoPointTarget, state: TrainerState, region?: ParameterRegion) {
    const { settings, record, family } = task;
    this.#task = task;
    this.#settings = settings;
    this.#region = region;
    this.state = state;
    this.#target = target;
    this.#spectra = createSpectra(record, family, settings.window, taperOf(settings));
  }

  /** The state with the discriminator's weights brought up to date: what a checkpoint holds. */
  snapshot(): TrainerState {
    if (this.#adversary) this.state.discriminator = this.#adversary.state();
    return this.state;
  }

  /** The candidate in training. */
  get candidate(): Candidate {
    return this.state.candidates[this.state.active[this.state.position]];
  }

  /** Ends threads and session. */
  async close(): Promise<void> {
    await this.#team?.close();
    await this.#adversary?.close();
    await this.#region?.judge?.close();
  }

  /** Makes the next step. Must not be called when the state's stage is 'done'. */
  async step(): Promise<StepResult> {
    const { state } = this;
    const { stage } = state;
    if (stage === 'done') throw new RangeError('trainer: the calibration is done');
    await this.#judgeAnchor();
    const order = this.candidate.order.map((phase) => this.#task.images[0].phases[phase].label);
    const measured =
      stage === 'screening'
        ? await this.#generatorStep(this.#settings.screeningBatch, false)
        : stage === 'generator'
          ? await this.#generatorStep(this.#settings.batch, false)
          : stage === 'discriminator'
            ? await this.#discriminatorStep()
            : await this.#generatorStep(this.#settings.batch, hasDiscriminator(this.#settings));
    state.step++;
    state.stageStep++;
    const evaluation = await this.#evaluateWhenDue();
    const entry: LogEntry = { step: state.step, stage, order, ...measured, ...evaluation };
    advance(state, this.#settings);
    return { entry, checkpoint: evaluation !== undefined };
  }

  /** Learning rate of the model parameters: falls linearly to a tenth over the second half of the alternating stage. */
  #generatorRate(): number {
    const { iterations } = this.#settings;
    const generatorRate = generatorRateOf(this.#settings);
    if (this.state.stage !== 'alternating') return generatorRate;
    const progress = this.state.stageStep / iterations;
    return progress < 0.5 ? generatorRate : generatorRate * (0.1 + 1.8 * (1 - progress));
  }

  async #openTeam(): Promise<GeneratorTeam> {
    if (this.#team) return this.#team;
    const settings = this.#settings;
    const setup = {
      record: this.#task.record,
      window: settings.window,
      maxLag: maxLagOf(settings),
      nu: settings.nu,
      key: keyOf(settings.seed, purposes.trainingNoise),
      grainKey: keyOf(settings.seed, purposes.trainingGrains),
    };
    this.#team = await GeneratorTeam.open(setup, Math.max(settings.batch, settings.screeningBatch), this.#task.threads);
    return this.#team;
  }

  async #generate(spectra: Spectra, count: number, images: boolean) {
    const firstImage = this.state.image;
    this.state.image += count;
    const team = await this.#openTeam();
    return team.forward({ spectra, mode: this.#settings.phases, firstImage, count, images });
  }

  async #generatorStep(count: number, adversary: boolean): Promise<Partial<LogEntry>> {
    const { candidate } = this;
    const { objective, gamma, misfit } = this.#settings;
    // The discriminator alone needs no weight.
    const weighted = this.#settings.method !== 'training' || objective === 'both';
    const spectra = this.#spectra(candidate.raw);
    const batch = await this.#generate(spectra, count, adversary);
    const target = permuteTwoPointTarget(this.#target, candidate.order);
    const weights = this.#weights(target);
    // The discriminator alone leaves the two-point functions out while it plays, and a refinement has the exact ones in
    // their place where there is a region of them; they are still measured.
    const inRefinement = this.#settings.method !== 'training' && !this.#region;
    const share = usesTwoPointLoss(this.#settings) || !adversary || inRefinement ? 1 : 0;
    // The next step begins with noise, which needs no parameters: other threads draw it while the network runs, or at
    // the end of this step.
    const team = await this.#openTeam();
    if (adversary) team.prepare(this.state.image, count);
    const twoPoint = twoPointLoss(batch.features, target, weights, misfit);
    const opinion = adversary ? await this.#judge(batch.images, true) : undefined;
    const images = opinion?.adversarialGradient;
    if (images && weighted && gamma !== 1) for (let i = 0; i < images.length; i++) images[i] *= gamma;
    const features = share === 1 ? twoPoint.gradients : twoPoint.gradients.map((g) => g.fill(0));
    const byGenerator = team.backward(features, images);
    team.prepare(this.state.image, count);
    const gradient = spectra.pullback(byGenerator);
    const restored = this.#region && this.#move(this.#region, candidate, gradient);
    if (!restored) {
      const learningRate = this.#generatorRate();
      adamStep([candidate.raw], [gradient], candidate.adam, { learningRate, epsilon: 1e-8, ...betas });
    }
    this.#average(candidate);
    return {
      tppfLoss: twoPoint.value,
      ...(restored && { exactLoss: restored.relativeLoss, restored: restored.moved }),
      ...(opinion && this.#entryOf(opinion)),
    };
  }

  /** A step of a refinement, by a running mean of the gradients. */
  #move(region: ParameterRegion, { raw, adam }: Candidate, gradient: Float64Array): Restored {
    const [mean] = adam.first;
    adam.step++;
    gradient.forEach((g, i) => {
      mean[i] = momentum * mean[i] + (1 - momentum) * g;
    });
    const restored = region.restore(region.step(raw, mean, this.#generatorRate()));
    raw.set(restored.raw);
    return restored;
  }

  async #discriminatorStep(): Promise<Partial<LogEntry>> {
    const { batch: count } = this.#settings;
    const batch = await this.#generate(this.#spectra(this.candidate.raw), count, true);
    this.#team?.prepare(this.state.image, count);
    return this.#entryOf(await this.#judge(batch.images, false));
  }

  #entryOf({ loss, realAccuracy, fakeAccuracy, updated, adversarialLoss }: Judged): Partial<LogEntry> {
    const led = adversarialLoss === undefined ? {} : { adversarialLoss };
    return { ...led, discriminatorLoss: loss, realAccuracy, fakeAccuracy, updated };
  }

  /** The discriminator's opinion of generated images beside real ones; it learns from them afterwards. */
  async #judge(fake: Float32Array, lead: boolean): Promise<Judged> {
    const { order } = this.candidate;
    this.#adversary ??= await Adversary.open(
      this.#settings,
      this.#region?.images ?? this.#task.images,
      order,
      this.#task.threads,
      this.state.discriminator,
    );
    return this.#adversary.judge(fake, this.state.step, lead);
  }

  /** Running average with a short memory at first, so that the start is forgotten. */
  #average(candidate: Candidate): void {
    const t = this.state.stageStep;
    const decay = Math.min(this.#settings.averaging, (1 + t) / (10 + t));
    candidate.raw.forEach((x, i) => {
      candidate.average[i] = decay * candidate.average[i] + (1 - decay) * x;
    });
  }

  #weights(target: Float64Array): Float64Array {
    const { volumeWeight, surfaceWeight } = this.#settings;
    return featureWeights(this.#target.layout, target, { volume: volumeWeight, surface: surfaceWeight });
  }

  /** Evaluates at the end of each stage's unit of work and every few steps in the stages that are judged. */
  async #evaluateWhenDue(): Promise<Partial<LogEntry> | undefined> {
    const { stage, stageStep } = this.state;
    const { screeningSteps, generatorSteps, iterations, evaluateEvery } = this.#settings;
    const due =
      stage === 'screening'
        ? stageStep >= screeningSteps
        : stage === 'generator'
          ? stageStep % evaluateEvery === 0 || stageStep >= generatorSteps
          : stage === 'alternating' && (stageStep % evaluateEvery === 0 || stageStep >= iterations);
    if (!due) return stage === 'discriminator' && stageStep % evaluateEvery === 0 ? {} : undefined;
    const { candidate } = this;
    // The mean of points of the region need not lie in it.
    if (this.#region) candidate.average.set(this.#region.restore(candidate.average).raw);
    const evaluation = await this.#evaluate(candidate);
    candidate.misfit = evaluation.misfit;
    const judged = stage === 'alternating' || (stage === 'generator' && iterations === 0);
    const { error, chance } = errorOf(evaluation, this.#region);
    const best = judged && (this.state.best === null || error < this.state.best.error - chance);
    if (best) this.state.best = { raw: candidate.average.slice(), error, step: stageStep };
    return judged ? { ...evaluation, best } : evaluation;
  }

  /** The exact optimum is the first to be kept: refinement must beat it under the same rule. */
  async #judgeAnchor(): Promise<void> {
    const { stage, stageStep, best, anchor } = this.state;
    if (stage !== 'alternating' || stageStep > 0 || best || !anchor) return;
    const { error } = errorOf(await this.#evaluate({ ...this.candidate, average: anchor }), this.#region);
    this.state.best = { raw: anchor.slice(), error, step: 0 };
  }

  /** Hard realisations of the averaged parameters against the data, always from the same noise. */
  async #evaluate(candidate: Candidate) {
    const { evaluationImages, batch } = this.#settings;
    const spectra = this.#spectra(candidate.average);
    const features: Float64Array[] = [];
    const team = await this.#openTeam();
    for (let done = 0; done < evaluationImages; done += batch) {
      const count = Math.min(batch, evaluationImages - done);
      const firstImage = firstTrainingImages.evaluation + done;
      const request = { spectra, mode: 'straight-through', firstImage, count, images: false } as const;
      features.push(...team.forward(request).features);
    }
    const target = permuteTwoPointTarget(this.#target, candidate.order);
    const { layout } = this.#target;
    const error = (k: number): number => features.reduce((sum, f) => sum + f[k], 0) / features.length / target[k] - 1;
    const byPhase = (first: number): number[] => {
      const out: number[] = [];
      candidate.order.forEach((phase, i) => {
        out[phase] = error(first + i);
      });
      return out;
    };
    const volumeFractionErrors = byPhase(layout.volume);
    const surfaceAreaErrors = byPhase(layout.surface);
    const all = [...volumeFractionErrors, ...surfaceAreaErrors];
    const score = await this.#region?.judge?.score(candidate.average);
    return {
      ...(score !== undefined && { score }),
      volumeFractionErrors,
      surfaceAreaErrors,
      descriptorError: Math.sqrt(sumOfSquares(all) / all.length),
      misfit: twoPointLoss(features, target, this.#weights(target), 'unbiased').value,
    };
  }
}
