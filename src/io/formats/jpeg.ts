import { ExcursaError } from '../../errors.ts';
import type { ByteSource } from '../byte-source.ts';
import type { RawStack } from './format.ts';
import { sizeByDensity } from './voxel-size.ts';

/** Pixels per unit of the JFIF header, along y and x; undefined where it has none. */
function densityOf(bytes: Uint8Array): readonly [perUnit: readonly [number, number], micrometres: number] | undefined {
  const isJfif = String.fromCharCode(...bytes.subarray(6, 10)) === 'JFIF';
  const unit = isJfif ? { 1: 25400, 2: 1e4 }[bytes[13]] : undefined;
  const [x, y] = [256 * bytes[14] + bytes[15], 256 * bytes[16] + bytes[17]];
  return unit && x > 0 && y > 0 ? [[y, x], unit] : undefined;
}

/**
 * Reads a JPEG as a grey image: its brightness. Labels would be blurred, so they are not read from it.
 * @throws ExcursaError (input) for damaged files.
 */
export async function readJpeg(source: ByteSource): Promise<RawStack> {
  const bytes = await source.read(0, source.size);
  try {
    // Only who reads a JPEG loads its decoder.
    const { decode } = await import('jpeg-js');
    const limits = { maxMemoryUsageInMB: 4096, maxResolutionInMP: 2000 };
    const { width, height, data } = decode(bytes, { useTArray: true, formatAsRGBA: false, ...limits });
    const density = densityOf(bytes);
    const spacing = density && sizeByDensity(...density);
    const values = Uint8Array.from({ length: width * height }, (_, i) =>
      Math.round(0.299 * data[3 * i] + 0.587 * data[3 * i + 1] + 0.114 * data[3 * i + 2]),
    );
    return { shape: [1, height, width], values, ...(spacing && { spacing }) };
  } catch (error) {
    throw new ExcursaError(
      {
        kind: 'input',
        what: source.name,
        expected: 'a whole JPEG',
        got: 'a damaged one or one of a kind that is not read',
        remedy: 'saving it as PNG',
      },
      { cause: error },
    );
  }
}
