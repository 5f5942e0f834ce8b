import { ExcursaError } from '../../errors.ts';
import { largestVoxelCount, type PhaseMap, type Triple } from '../../grid/index.ts';
import { ByteFile } from './byte-file.ts';
import { labelLayer, type RawStack } from './format.ts';
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
function readHeader(file: ByteFile): { start: number; text: string } {
  // Version 1 has two bytes for the length of its header, later ones four.
  const version = file.read(6, 1)[0];
  const [at, width] = version === 1 ? [8, 2] : [8, 4];
  const length = new DataView(file.read(at, width).buffer)[width === 2 ? 'getUint16' : 'getUint32'](0, true);
  return { start: at + width + length, text: new TextDecoder('latin1').decode(file.read(at + width, length)) };
}

/**
 * Reads a NumPy array of two or three axes - (y, x) or (z, y, x) - of integers, booleans, float32 or float64, in any byte order, row- or
 * column-major. NumPy's format knows no voxel size.
 * @throws ExcursaError (input) for truncated files, other types, and other numbers of axes.
 * @source https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */
export async function readNpy(path: string): Promise<RawStack> {
  const fail = (got: string): never => {
    throw new ExcursaError(
      'input',
      `${path}: expected a NumPy array of labels with 2 or 3 axes, got ${got}; try numpy.save of a uint8 array`,
    );
  };
  const file = new ByteFile(path);
  try {
    const { start, text } = readHeader(file);
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
    const values = toNumbers(file.read(start, count * bytesOf(type)), type, order === '>' ? 'big' : 'little');
    return { shape, values: /'fortran_order':\s*True/.test(text) ? toRowMajor(values, shape) : values };
  } finally {
    file.close();
  }
}

/** Writes label values as a uint8 array of shape (z, y, x), or (y, x) for an image. */
export function* writeNpy(map: PhaseMap): Iterable<Uint8Array> {
  const { grid } = map;
  const shape = grid.rank === 2 ? grid.shape.slice(1) : grid.shape;
  const dictionary = `{'descr': '|u1', 'fortran_order': False, 'shape': (${shape.join(', ')}), }`;
  // Magic, version, length and header with its line feed fill a multiple of 64 bytes.
  const padding = (64 - ((10 + dictionary.length + 1) % 64)) % 64;
  const header = new TextEncoder().encode(`${dictionary}${' '.repeat(padding)}\n`);
  yield Uint8Array.of(0x93, 0x4e, 0x55, 0x4d, 0x50, 0x59, 1, 0, header.length & 255, header.length >> 8);
  yield header;
  for (let z = 0; z < grid.shape[0]; z++) yield labelLayer(map, z);
}
