import { type TaskProgram, type TaskThread, threadHost } from '../../../compute/index.ts';
import { ExcursaError } from '../../../errors.ts';
import { masked, type PhaseMap } from '../../../grid/index.ts';
import { type Key, uniforms } from '../../../random/index.ts';

/** Real images for the discriminator: cut-outs at random places, in one of the eight orientations of the square. */
export interface CropSampler {
  /**
   * Fills a batch, a pure function of (key, step).
   * @param out - receives one-hot indicators in the order of the excursion sets - shape [image, phase, window, window]
   * - float32.
   */
  readonly fill: (out: Float32Array, count: number, step: number) => void;
}

/** Places tried for a cut-out without masked pixels before the sections are declared too patchy. */
const attempts = 200;

/**
 * Prepares sampling from sections.
 * @param order - material phase of Xi_1, Xi_2, ...: channel c of a crop shows phase order[c].
 * @throws ExcursaError (input) when a section is smaller than the window, or no unmasked place is found.
 */
export function createCropSampler(
  sections: readonly PhaseMap[],
  window: number,
  order: readonly number[],
  key: Key,
): CropSampler {
  const large = sections.filter(({ grid }) => grid.shape[1] >= window && grid.shape[2] >= window);
  if (large.length === 0) {
    const [, ny, nx] = sections[0].grid.shape;
    throw new ExcursaError({
      kind: 'input',
      what: 'calibrate',
      expected: `an image of at least ${window} x ${window} pixels`,
      got: `${ny} x ${nx}`,
      remedy: { setting: 'window', value: Math.max(16, Math.floor(Math.min(ny, nx) / 16) * 16) },
    });
  }
  const areas = large.map(({ grid }) => (grid.shape[1] - window + 1) * (grid.shape[2] - window + 1));
  const totalArea = areas.reduce((a, b) => a + b, 0);
  const channelOf = new Int16Array(256).fill(-1);
  order.forEach((phase, channel) => {
    channelOf[phase] = channel;
  });
  const size = window * window;

  /** Picks a section by area and a corner within it, from three uniform numbers. */
  const place = (u: Float64Array): { data: Uint8Array; width: number; corner: number } => {
    let rest = u[0] * totalArea;
    let s = 0;
    while (s < large.length - 1 && rest >= areas[s]) rest -= areas[s++];
    const [, ny, nx] = large[s].grid.shape;
    const y = Math.min(ny - window, Math.floor(u[1] * (ny - window + 1)));
    const x = Math.min(nx - window, Math.floor(u[2] * (nx - window + 1)));
    return { data: large[s].data, width: nx, corner: y * nx + x };
  };
  const isWhole = ({ data, width, corner }: ReturnType<typeof place>): boolean => {
    for (let y = 0; y < window; y++) {
      for (let x = 0; x < window; x++) if (data[corner + y * width + x] === masked) return false;
    }
    return true;
  };

  const fill = (out: Float32Array, count: number, step: number): void => {
    out.fill(0);
    for (let image = 0; image < count; image++) {
      const stream = step * 1024 + image;
      const u = uniforms(3 * attempts + 1, key, stream);
      let attempt = 0;
      let found = place(u.subarray(1, 4));
      while (!isWhole(found)) {
        if (++attempt === attempts) {
          throw new ExcursaError({
            kind: 'input',
            what: 'calibrate',
            expected: `places of ${window} x ${window} pixels without masked ones`,
            got: `none in ${attempts} tries`,
            remedy: ['a smaller ', { setting: 'window' }],
          });
        }
        found = place(u.subarray(1 + 3 * attempt, 4 + 3 * attempt));
      }
      const orientation = Math.floor(u[0] * 8);
      const { data, width, corner } = found;
      for (let y = 0; y < window; y++) {
        for (let x = 0; x < window; x++) {
          // Bits of the orientation: mirror y, mirror x, exchange the axes.
          const fy = orientation & 1 ? window - 1 - y : y;
          const fx = orientation & 2 ? window - 1 - x : x;
          const from = orientation & 4 ? corner + fx * width + fy : corner + fy * width + fx;
          out[(image * order.length + channelOf[data[from]]) * size + y * window + x] = 1;
        }
      }
    }
  };
  return { fill };
}

/** What batches of real images are cut from. */
export interface CropRequest {
  readonly sections: readonly PhaseMap[];
  /** Edge of the images, pixels. */
  readonly window: number;
  /** Material phase of Xi_1, Xi_2, ... */
  readonly order: readonly number[];
  readonly key: Key;
  /** Images a batch. */
  readonly count: number;
}

/**
 * Cuts out the batch of a step. @throws ExcursaError (input) when a section is smaller than the window, or all places
 * are masked.
 */
export const cropProgram: TaskProgram<CropRequest, number, Float32Array> = ({
  sections,
  window,
  order,
  key,
  count,
}) => {
  const sampler = createCropSampler(sections, window, order, key);
  return (step) => {
    const images = new Float32Array(count * order.length * window * window);
    sampler.fill(images, count, step);
    return images;
  };
};

/**
 * Batches of real images, each a pure function of (key, step). With more than one thread, a thread of their own cuts
 * out the next batch while the network learns from this one.
 */
export class CropQueue {
  readonly #cut: (step: number) => Float32Array;
  #thread: TaskThread | undefined;
  #ahead: { readonly step: number; readonly images: Promise<Float32Array | undefined> } | undefined;

  /** @throws ExcursaError (input) when a section is smaller than the window. */
  constructor(request: CropRequest, threads: number) {
    this.#cut = cropProgram(request) as (step: number) => Float32Array;
    if (threads > 1) this.#thread = threadHost().startTasks?.('crops', request);
  }

  /** The batch of a step; the next step's is begun. @throws ExcursaError (input) when no unmasked place is found. */
  async take(step: number): Promise<Float32Array> {
    const ahead = this.#ahead;
    // One task at a time: a batch that nobody takes is waited for too.
    const next = await ahead?.images;
    const images = (ahead?.step === step ? next : undefined) ?? this.#cut(step);
    this.#ahead = this.#thread && { step: step + 1, images: this.#ask(this.#thread, step + 1) };
    return images;
  }

  async #ask(thread: TaskThread, step: number): Promise<Float32Array | undefined> {
    try {
      return (await thread.run(step)) as Float32Array;
    } catch {
      // A thread that failed has a reason that cutting out here will show; without it batches are cut out here.
      this.#thread = undefined;
      return undefined;
    }
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#thread?.end();
  }
}
