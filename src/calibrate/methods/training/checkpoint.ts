import { ExcursaError } from '../../../errors.ts';
import type { AdamState } from '../../../numerics/index.ts';
import type { DiscriminatorState } from '../../discriminator/index.ts';
import type { Stage } from './training-log.ts';

/** One assignment of material phases to excursion sets, and where its parameters stand. */
export interface Candidate {
  readonly order: readonly number[];
  /** Unbounded parameters - shape [parameter] - float64. */
  readonly raw: Float64Array;
  /** Their running average, which is evaluated and kept. */
  readonly average: Float64Array;
  readonly adam: AdamState<Float64Array>;
  /** Two-point misfit at its last evaluation. */
  misfit: number | null;
}

/** Parameters that are kept: those with the smallest descriptor error so far, or score where looks choose. */
export interface Best {
  readonly raw: Float64Array;
  readonly error: number;
  /** Step of the stage at which they were found. */
  readonly step: number;
}

/** Everything the next step of a calibration depends on; noise and crops are functions of its counters. */
export interface TrainerState {
  stage: Stage | 'done';
  /** Steps done over all stages. */
  step: number;
  /** Steps done in this stage (while screening: on this candidate in this round). */
  stageStep: number;
  /** Next unused realisation number. */
  image: number;
  candidates: Candidate[];
  /** Candidates still compared (indices), and which of them is trained. */
  active: number[];
  position: number;
  best: Best | null;
  discriminator: DiscriminatorState | null;
  /** The exact optimum around which the discriminator refines - shape [parameter] - float64. */
  anchor: Float64Array | null;
}

/** A checkpoint's bytes; `extra` is kept beside the state. */
export function encodeState(state: TrainerState, extra: Readonly<Record<string, string>>): Uint8Array {
  const tensors: Record<string, Float32Array | Float64Array> = {};
  state.candidates.forEach(({ raw, average, adam }, c) => {
    Object.assign(tensors, {
      [`candidate.${c}.raw`]: raw,
      [`candidate.${c}.average`]: average,
      [`candidate.${c}.first`]: adam.first[0],
      [`candidate.${c}.second`]: adam.second[0],
    });
  });
  if (state.best) tensors.best = state.best.raw;
  if (state.anchor) tensors.anchor = state.anchor;
  for (const [name, values] of Object.entries(state.discriminator?.tensors ?? {}))
    tensors[`discriminator.${name}`] = values;
  const counters = {
    ...state,
    candidates: state.candidates.map(({ order, adam, misfit }) => ({ order, adamStep: adam.step, misfit })),
    best: state.best && { error: state.best.error, step: state.best.step },
    discriminator: state.discriminator && { step: state.discriminator.step },
    anchor: state.anchor !== null,
  };
  return encodeTensors({ tensors, metadata: { ...extra, state: JSON.stringify(counters) } });
}

/**
 * The state in a checkpoint's bytes, and what was kept beside it. @throws ExcursaError (input) when the file is
 * damaged.
 */
export function decodeState(
  bytes: Uint8Array,
  name: string,
): { state: TrainerState; extra: Readonly<Record<string, string>> } {
  const { tensors, metadata } = decodeTensors(bytes, name);
  const { state: text, ...extra } = metadata;
  const counters = JSON.parse(text);
  const doubles = (key: string): Float64Array => tensors[key] as Float64Array;
  const candidates = counters.candidates.map(
    (
      { order, adamStep, misfit }: { order: number[]; adamStep: number; misfit: number | null },
      c: number,
    ): Candidate => ({
      order,
      misfit,
      raw: doubles(`candidate.${c}.raw`),
      average: doubles(`candidate.${c}.average`),
      adam: { step: adamStep, first: [doubles(`candidate.${c}.first`)], second: [doubles(`candidate.${c}.second`)] },
    }),
  );
  const prefix = 'discriminator.';
  const weights = Object.entries(tensors)
    .filter(([key]) => key.startsWith(prefix))
    .map(([key, values]) => [key.slice(prefix.length), values as Float32Array] as const);
  return {
    state: {
      ...counters,
      candidates,
      anchor: counters.anchor ? doubles('anchor') : null,
      best: counters.best && { ...counters.best, raw: doubles('best') },
      discriminator: counters.discriminator && {
        step: counters.discriminator.step,
        tensors: Object.fromEntries(weights),
      },
    },
    extra,
  };
}

/**
 * Named arrays and a text in one file, in the safetensors layout: eight bytes of header length, a JSON header, the
 * arrays' bytes.
 * @source https://huggingface.co/docs/safetensors (format description)
 */
export interface TensorFile {
  /** [name] - float32 or float64. */
  readonly tensors: Readonly<Record<string, Float32Array | Float64Array>>;
  readonly metadata: Readonly<Record<string, string>>;
}

interface Entry {
  readonly dtype: 'F32' | 'F64';
  readonly shape: number[];
  readonly data_offsets: [number, number];
}

/** The bytes of a tensor file. */
export function encodeTensors({ tensors, metadata }: TensorFile): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let offset = 0;
  for (const [name, values] of Object.entries(tensors)) {
    const dtype = values instanceof Float64Array ? 'F64' : 'F32';
    header[name] = {
      dtype,
      shape: [values.length],
      data_offsets: [offset, offset + values.byteLength],
    } satisfies Entry;
    offset += values.byteLength;
  }
  const text = new TextEncoder().encode(JSON.stringify(header));
  // The header is padded with spaces so that the data start at a multiple of eight bytes.
  const start = 8 + Math.ceil(text.length / 8) * 8;
  const bytes = new Uint8Array(start + offset).fill(0x20, 8, start);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(start - 8), true);
  bytes.set(text, 8);
  let position = start;
  for (const values of Object.values(tensors)) {
    bytes.set(new Uint8Array(values.buffer, values.byteOffset, values.byteLength), position);
    position += values.byteLength;
  }
  return bytes;
}

/**
 * Reads a tensor file.
 * @throws ExcursaError (input) when the bytes are not such a file or are cut short.
 */
export function decodeTensors(bytes: Uint8Array, name: string): TensorFile {
  const broken = (): ExcursaError =>
    new ExcursaError({
      kind: 'input',
      what: name,
      expected: 'a whole checkpoint',
      got: 'a damaged file',
      remedy: 'removing it to start anew',
    });
  if (bytes.length < 8) throw broken();
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = 8 + Number(view.getBigUint64(0, true));
  if (start > bytes.length) throw broken();
  let header: Record<string, Entry> & { __metadata__?: Record<string, string> };
  try {
    header = JSON.parse(new TextDecoder().decode(bytes.subarray(8, start)));
  } catch {
    throw broken();
  }
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Record<string, Float32Array | Float64Array> = {};
  for (const [key, { dtype, data_offsets: span }] of Object.entries(entries)) {
    // A Buffer's own slice is a view into shared memory; this one is a copy at offset 0.
    const part = Uint8Array.prototype.slice.call(bytes, start + span[0], start + span[1]);
    if (part.length !== span[1] - span[0]) throw broken();
    tensors[key] = dtype === 'F64' ? new Float64Array(part.buffer) : new Float32Array(part.buffer);
  }
  return { tensors, metadata };
}
