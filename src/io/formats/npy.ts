import { ExcursaError } from '../../errors.ts';
import { largestVoxelCount, type PhaseMap, type Triple } from '../../grid/index.ts';
import type { ByteSource } from '../byte-source.ts';
import { readCompanion } from './companion.ts';
import { labelBytes, labelLayer, type RawStack } from './format.ts';
import { bytesOf, isNumberType, type Numbers, type NumberType, toNumbers } from './number-types.ts';

/** Column-major values to row-major ones. */
function toRowMajor(values: Numbers, [nz, ny, nx]: Triple): Numbers {
  const out = values.slice();
  for (let z = 0, i = 0; z < nz; z++) {
    for (let y = 0; y < ny; y++) for (let x = 0; x < nx; x++, i++) out[i] = values[(x * ny + y) * nz + z];
  }
  return out;
}

/** Where the data begin, and what the header's Python dictionary says of them. */
async function readHeader(source: ByteSource): Promise<{ start: number; text: string }> {
  // Version 1 has two bytes for the length of its header, later ones four.
  const version = (await source.read(6, 1))[0];
  const [at, width] = version === 1 ? [8, 2] : [8, 4];
  const length = new DataView((await source.read(at, width)).buffer)[width === 2 ? 'getUint16' : 'getUint32'](0, true);
  return { start: at + width + length, text: new TextDecoder('latin1').decode(await source.read(at + width, length)) };
}

/**
 * Reads a NumPy array of two or three axes - (y, x) or (z, y, x) - of integers, booleans, float32 or float64, in any
 * byte order, row- or column-major. NumPy's format knows no voxel size; a companion file `NAME.npy.json` may state it.
 * @throws ExcursaError (input) for truncated files, other types, and other numbers of axes.
 * @source https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function readNpy(source: ByteSource): Promise<RawStack> {
  const fail = (got: string): never => {
    throw new ExcursaError({
      kind: 'input',
      what: source.name,
      expected: 'a NumPy array of labels with 2 or 3 axes',
      got: got,
      remedy: 'numpy.save of a uint8 array',
    });
  };
  const { start, text } = await readHeader(source);
  const [, order, letters] = /'descr':\s*'([<>|=]?)([a-z]\d+)'/.exec(text) ?? [];
  // A boolean is a byte of 0 or 1.
  const type: NumberType =
    letters === 'b1'
      ? 'u1'
      : isNumberType(letters ?? '')
        ? (letters as NumberType)
        : fail(`the type ${/'descr':\s*(\[.*\]|'[^']*')/.exec(text)?.[1] ?? 'unknown'}`);
  const axes = (/'shape':\s*\(([^)]*)\)/.exec(text)?.[1] ?? '')
    .split(',')
    .flatMap((part) => (part.trim() === '' ? [] : [Number(part)]));
  if (axes.length !== 2 && axes.length !== 3) fail(`${axes.length} axes`);
  const shape = (axes.length === 2 ? [1, ...axes] : axes) as unknown as Triple;
  const count = shape[0] * shape[1] * shape[2];
  if (!(count >= 1 && count <= largestVoxelCount)) fail(`the shape (${axes.join(', ')})`);
  const values = toNumbers(await source.read(start, count * bytesOf(type)), type, order === '>' ? 'big' : 'little');
  return {
    shape,
    values: /'fortran_order':\s*True/.test(text) ? toRowMajor(values, shape) : values,
    ...readCompanion(source.companion?.(), source.name),
  };
}

/**
 * Writes label values as an array of uint8 (uint16 where one is above 255) of shape (z, y, x), or (y, x) for an image.
 */
export async function* writeNpy(map: PhaseMap): AsyncIterable<Uint8Array> {
  const { grid } = map;
  const shape = grid.rank === 2 ? grid.shape.slice(1) : grid.shape;
  const dictionary = `{'descr': '${labelBytes(map) === 1 ? '|u1' : '<u2'}', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  // Magic, version, length and header with its line feed fill a multiple of 64 bytes.
  const padding = (64 - ((10 + dictionary.length + 1) % 64)) % 64;
  const header = new TextEncoder().encode(`${dictionary}${' '.repeat(padding)}\n`);
  yield Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8);
  yield header;
  for (let z = 0; z < grid.shape[0]; z++) yield labelLayer(map, z);
}
