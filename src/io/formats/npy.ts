import { open } from 'node:fs/promises';
import { endianness } from 'node:os';
import { ExcursaError } from '../../errors.ts';
import type { PhaseMap, Triple } from '../../grid/index.ts';
import { labelLayer, type RawStack } from './format.ts';

const types = {
  b1: Uint8Array,
  u1: Uint8Array,
  i1: Int8Array,
  u2: Uint16Array,
  i2: Int16Array,
  u4: Uint32Array,
  i4: Int32Array,
  u8: BigUint64Array,
  i8: BigInt64Array,
  f4: Float32Array,
  f8: Float64Array,
} as const;

/** Largest piece that one read call takes. */
const block = 2 ** 30;

/** Exchanges the byte order of every element in place. */
function swapBytes(bytes: Uint8Array, width: number): void {
  for (let i = 0; i < bytes.length; i += width) bytes.subarray(i, i + width).reverse();
}

/** Column-major values to row-major ones. */
function toRowMajor(values: ArrayLike<number>, shape: readonly number[]): Float64Array {
  const out = new Float64Array(values.length);
  const [nz, ny, nx] = shape;
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) out[i] = values[(x * ny + y) * nz + z];
  }
  return out;
}

/**
 * Reads a NumPy array of two or three axes, of integers, booleans or floats.
 * @throws ExcursaError (input) for damaged files, other types, and other numbers of axes.
 * @source NEP 1, the NPY format
 */
export async function readNpy(path: string): Promise<RawStack> {
  const fail = (got: string): never => {
    throw new ExcursaError(
      'input',
      `${path}: expected a NumPy array of labels with 2 or 3 axes, got ${got}; try numpy.save of a uint8 array`,
    );
  };
  const file = await open(path, 'r');
  try {
    const head = new Uint8Array(12);
    await file.read(head, 0, 12, 0);
    const view = new DataView(head.buffer);
    const long = head[6] >= 2;
    const start = long ? 12 : 10;
    const length = long ? view.getUint32(8, true) : view.getUint16(8, true);
    const text = new Uint8Array(length);
    if ((await file.read(text, 0, length, start)).bytesRead < length) fail('a truncated file');
    const header = new TextDecoder('latin1').decode(text);
    const descr = /'descr':\s*'([<>|=]?)([a-z]\d+)'/.exec(header);
    const shapeText = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1] ?? '';
    const axes = shapeText.split(',').flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
    const Type = descr && types[descr[2] as keyof typeof types];
    if (!Type) return fail(`the type ${/'descr':\s*([^,]*)/.exec(header)?.[1] ?? 'unknown'}`);
    if (axes.length !== 2 && axes.length !== 3) return fail(`${axes.length} axes`);
    const shape = (axes.length === 2 ? [1, ...axes] : axes) as unknown as Triple;
    const count = shape[0] * shape[1] * shape[2];
    const bytes = new Uint8Array(count * Type.BYTES_PER_ELEMENT);
    for (let done = 0; done < bytes.length; done += block) {
      const part = Math.min(block, bytes.length - done);
      const { bytesRead } = await file.read(bytes, done, part, start + length + done);
      if (bytesRead < part) return fail('a truncated file');
    }
    if (descr[1] === '>' || (descr[1] === '<' && endianness() === 'BE')) swapBytes(bytes, Type.BYTES_PER_ELEMENT);
    const typed = new Type(bytes.buffer);
    const values =
      typed instanceof BigInt64Array || typed instanceof BigUint64Array
        ? Float64Array.from(typed as BigInt64Array, Number)
        : typed;
    const fortran = /'fortran_order':\s*True/.test(header);
    return { shape, values: fortran ? toRowMajor(values, axes.length === 2 ? [1, ...axes] : axes) : values };
  } finally {
    await file.close();
  }
}

/** Writes label values as a uint8 array of shape (z, y, x), or (y, x) for an image. */
export function* writeNpy(map: PhaseMap): Iterable<Uint8Array> {
  const { grid } = map;
  const shape = grid.rank === 2 ? grid.shape.slice(1) : grid.shape;
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  const padding = 64 - ((10 + dictionary.length + 1) % 64);
  const header = new TextEncoder().encode(`${dictionary}${' '.repeat(padding % 64)}\n`);
  yield Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8);
  yield header;
  for (let z = 0; z < grid.shape[0]; z++) yield labelLayer(map, z);
}
