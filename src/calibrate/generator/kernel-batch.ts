import { fftPlanBytes, type KernelTeam, type MemoryPlan, writeFftPlan } from '../../compute/index.ts';
import {
  bindLatents,
  bindLatentTerms,
  latentNumbers,
  type PlacedLatentTerm,
  phaseCount,
  phasesOfCells,
} from '../../phase/index.ts';
import { chunkSize, type GeneratorSetup } from './chunk.ts';

/** Bytes of a complex vector: eight images of one pixel. */
const vector = 32;

/** Words of the kernels' `Batch`, in the order of assembly/calibrate/batch.ts. */
const words = {
  n: 0,
  row: 1,
  fields: 2,
  latents: 3,
  independent: 4,
  terms: 5,
  shells: 6,
  plan: 7,
  hard: 8,
  images: 9,
  steepness: 10,
  realisation: 11,
  key0: 12,
  key1: 13,
  share: 14,
  termTable: 15,
  shellTable: 16,
  cells: 17,
  starts: 18,
  amplitudes: 19,
  chunks: 20,
  chunkBytes: 21,
  noise: 22,
  drawn: 23,
  maps: 24,
  volumeGradients: 25,
  indicators: 26,
  amplitudeGradients: 27,
  offsets: 28,
  sums: 29,
} as const;

const wordCount = Object.keys(words).length;

/** Scratch bytes that a thread needs. */
export function batchScratch({ window, record }: GeneratorSetup): number {
  const [fields, latents, phases] = [record.fields.length, record.latents.length, phaseCount(record)];
  // Columns of a cache line with one to spare; phases, their gradients, what is left open and shells; latents' and
  // fields' gradients.
  const rows = Math.max(5, latents + 2, 2 * latents + phases + bindLatentTerms(record).length, latents + fields);
  return vector * 4 * Math.ceil(window / 4) * rows;
}

/** Memory of a batch, and views of it. Arrays of a chunk are described at assembly/calibrate/batch.ts. */
export class KernelBatch {
  readonly #setup: GeneratorSetup;
  readonly #pairs: number;
  readonly #shells: readonly PlacedLatentTerm[];
  /** Latent, field, power and field to multiply by, or -1, of each term. */
  readonly #terms: readonly (readonly [number, number, number, number])[];
  readonly #address: Readonly<Record<keyof typeof words, number>>;
  readonly #table: number;

  /** Reserves memory for at most `chunks` chunks. */
  constructor(setup: GeneratorSetup, memory: MemoryPlan, chunks: number) {
    const { record, window: n } = setup;
    const [fields, latents] = [record.fields.length, record.latents.length];
    const independent = phaseCount(record) - 1;
    const size = n * n;
    this.#setup = setup;
    this.#pairs = (independent * (independent + 1)) / 2;
    this.#terms = bindLatents(record).terms.flatMap((terms, latent) =>
      terms.map(({ field, power, times = -1 }) => [latent, field, power, times] as const),
    );
    this.#shells = bindLatentTerms(record);
    // Rows that are no multiple of 4096 bytes apart, so that columns do not share one set of the cache.
    const row = vector * (4 * Math.ceil(n / 4) + 2);
    const chunkBytes = row * n * (fields + independent + Math.ceil(this.#pairs / 4));
    const noiseBytes = row * n * fields * chunks;
    const image = 4 * size;
    this.#table = memory.reserve(4 * wordCount);
    this.#address = {
      n,
      row,
      fields,
      latents,
      independent,
      terms: this.#terms.length,
      shells: this.#shells.length,
      plan: memory.reserve(fftPlanBytes(n, 4)),
      hard: 0,
      images: 0,
      steepness: 0,
      realisation: 0,
      key0: setup.key.k0,
      key1: setup.key.k1,
      share: 0,
      termTable: memory.reserve(20 * this.#terms.length),
      shellTable: memory.reserve(20 * this.#shells.length),
      cells: memory.reserve(4 * (latents + 1)),
      starts: memory.reserve(4 * latents),
      amplitudes: memory.reserve(image * fields),
      chunks: memory.reserve(chunkBytes * chunks),
      chunkBytes,
      noise: memory.reserve(noiseBytes),
      drawn: memory.reserve(noiseBytes),
      maps: memory.reserve(image * this.#pairs * chunks),
      volumeGradients: memory.reserve(4 * independent * chunks),
      indicators: memory.reserve(image * chunkSize * phaseCount(record) * chunks),
      amplitudeGradients: memory.reserve(image * fields * chunks),
      offsets: record.grains ? memory.reserve(vector * size * latents * chunks) : 0,
      sums: memory.reserve(8 * (latents + this.#terms.length + 3 * this.#shells.length) * chunks),
    };
  }

  /** Address of the table of words that the kernels take. */
  get table(): number {
    return this.#table;
  }

  /** Writes what stays the same; once. */
  prepare(team: KernelTeam): void {
    const { window: n, nu, record } = this.#setup;
    team.uint32(this.#table, wordCount).set(Object.values(this.#address));
    const numbers = team.float32(this.#table, wordCount);
    numbers[words.steepness] = nu;
    numbers[words.share] = 1 / (chunkSize * n ** 4);
    writeFftPlan(team, this.#address.plan, n, 4);
    const cells = phasesOfCells(record);
    team.uint32(this.#address.cells, cells.length).set(cells);
  }

  /**
   * Says how the next pass is to run: `hard` phases or soft, with `images` written or their gradients read, from which
   * `realisation` on.
   */
  configure(team: KernelTeam, how: { hard?: boolean; images?: boolean; realisation?: number }): void {
    const table = team.uint32(this.#table, wordCount);
    for (const [name, value] of Object.entries(how)) table[words[name as keyof typeof how]] = Number(value);
  }

  /**
   * What was drawn becomes the noise that images are made from, and what they were made from the place for the next.
   */
  exchangeNoise(team: KernelTeam): void {
    const table = team.uint32(this.#table, wordCount);
    [table[words.noise], table[words.drawn]] = [table[words.drawn], table[words.noise]];
  }

  /** Writes amplitudes and scalars. @param weights - of each term, in the order of the latents. */
  setParameters(
    team: KernelTeam,
    amplitudes: readonly Float64Array[],
    scalars: Float64Array,
    thresholds: readonly number[],
    weights: readonly number[],
  ): void {
    const { window: n } = this.#setup;
    const out = team.float32(this.#address.amplitudes, amplitudes.length * n * n);
    amplitudes.forEach((values, f) => {
      for (let i = 0; i < values.length; i++) out[f * n * n + i] = values[i] / n;
    });
    team.float32(this.#address.starts, thresholds.length).set(thresholds.map((u) => -u));
    const integers = team.uint32(this.#address.termTable, 5 * weights.length);
    const numbers = team.float32(this.#address.termTable, 5 * weights.length);
    this.#terms.forEach((term, t) => {
      integers.set(term, 5 * t);
      numbers[5 * t + 4] = weights[t];
    });
    this.#shells.forEach((shell, s) => {
      const at = this.#address.shellTable + 20 * s;
      team.uint32(at, 2).set([shell.to, shell.from]);
      team.float32(at + 8, 3).set(latentNumbers(shell, scalars));
    });
  }

  /**
   * What is added to the latents of a chunk, dL / d latent after the backward pass - [latent] of shape [pixel, image] -
   * float32.
   */
  offsets(team: KernelTeam, chunk: number): Float32Array[] {
    const { latents, offsets } = this.#address;
    const count = chunkSize * this.#setup.window ** 2;
    return Array.from({ length: latents }, (_, l) => team.float32(offsets + 4 * count * (chunk * latents + l), count));
  }

  /** Two-point maps of a chunk, or their gradients - [pair] of shape [n, n] - float32. */
  maps(team: KernelTeam, chunk: number): Float32Array[] {
    const size = this.#setup.window ** 2;
    return Array.from({ length: this.#pairs }, (_, p) =>
      team.float32(this.#address.maps + 4 * size * (chunk * this.#pairs + p), size),
    );
  }

  /** Volume fractions of all phases but the last in a chunk: the spectra at k = 0. */
  volumes(team: KernelTeam, chunk: number): number[] {
    const { record, window: n } = this.#setup;
    const { chunks, chunkBytes, row } = this.#address;
    return Array.from({ length: phaseCount(record) - 1 }, (_, p) => {
      const plane = record.fields.length + p;
      const sums = team.float32(chunks + chunk * chunkBytes + plane * row * n, chunkSize);
      return sums.reduce((total, sum) => total + sum, 0) / (chunkSize * n * n);
    });
  }

  /** Writes dL / d volume fraction. */
  setVolumeGradients(team: KernelTeam, chunk: number, gradients: readonly number[]): void {
    const count = chunkSize * this.#setup.window ** 2;
    const phases = gradients.length;
    team.float32(this.#address.volumeGradients + 4 * chunk * phases, phases).set(gradients.map((g) => g / count));
  }

  /** Indicators of the first `chunks` chunks, or their gradients - shape [image, phase, n, n] - float32. */
  indicators(team: KernelTeam, chunks: number): Float32Array {
    const { record, window: n } = this.#setup;
    return team.float32(this.#address.indicators, chunks * chunkSize * phaseCount(record) * n * n);
  }

  /** Adds a chunk's dL / d amplitude - [field] of shape [n, n] - float64. */
  addAmplitudeGradients(team: KernelTeam, chunk: number, out: readonly Float64Array[]): void {
    const { window: n } = this.#setup;
    const size = n * n;
    const all = team.float32(this.#address.amplitudeGradients + 4 * chunk * out.length * size, out.length * size);
    out.forEach((sum, f) => {
      const values = all.subarray(f * size, (f + 1) * size);
      for (let i = 0; i < size; i++) sum[i] += values[i] / n;
    });
  }

  /**
   * Sums over a chunk of dL / d latent - [latent] -, of its product with what each term weighs - [term] -, and of what
   * `latentTermScalarsAdjoint` takes - [shell, 3] - float64.
   */
  sums(team: KernelTeam, chunk: number): Readonly<Record<'latents' | 'terms' | 'shells', Float64Array>> {
    const { latents, terms, sums } = this.#address;
    const count = latents + terms + 3 * this.#shells.length;
    const all = team.float64(sums + 8 * chunk * count, count);
    return {
      latents: all.subarray(0, latents),
      terms: all.subarray(latents, latents + terms),
      shells: all.subarray(latents + terms),
    };
  }
}
