import { encode } from 'jpeg-js';
import { describe, expect, it } from 'vitest';
import { byteSource } from '../byte-source.ts';
import { decodeGrey, decodePhaseMaps } from '../decode.ts';

const [height, width] = [16, 24];
const ramp = Uint8Array.from({ length: height * width }, (_, i) => 40 + 8 * (i % width));

/** An uncompressed BMP of 24 or 8 bits. */
function bmpOf(pixels: ArrayLike<number>, bits: 8 | 24, downwards: boolean): Uint8Array {
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  const palette = bits === 8 ? 1024 : 0;
  const bytes = new Uint8Array(54 + palette + rowBytes * height);
  const view = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  view.setUint32(10, 54 + palette, true);
  view.setUint32(14, 40, true);
  view.setInt32(18, width, true);
  view.setInt32(22, downwards ? -height : height, true);
  view.setUint16(28, bits, true);
  // A pixel is 50 nm wide.
  for (const at of [38, 42]) view.setInt32(at, 20_000_000, true);
  for (let v = 0; v < palette / 4; v++) bytes.fill(v, 54 + 4 * v, 57 + 4 * v);
  for (let y = 0; y < height; y++) {
    const row = 54 + palette + (downwards ? y : height - 1 - y) * rowBytes;
    for (let x = 0; x < width; x++) {
      const value = pixels[y * width + x];
      if (bits === 8) bytes[row + x] = value;
      else bytes.fill(value, row + 3 * x, row + 3 * x + 3);
    }
  }
  return bytes;
}

describe('BMP', () => {
  it.each([
    [8, false],
    [8, true],
    [24, false],
    [24, true],
  ] as const)('of %i bits, first row upmost %s, has its pixels and size', async (bits, downwards) => {
    const [image] = await decodeGrey([byteSource(bmpOf(ramp, bits, downwards), 'a.bmp')]);
    expect(image.grid).toMatchObject({ shape: [1, height, width], unit: 'um' });
    expect(image.grid.spacing[2]).toBeCloseTo(0.05, 12);
    expect(Array.from(image.values)).toEqual(Array.from(ramp));
  });

  it('cut short is refused', async () => {
    const bytes = bmpOf(ramp, 24, false).slice(0, -1);
    await expect(decodeGrey([byteSource(bytes, 'a.bmp')])).rejects.toThrow(/a\.bmp: expected .* got a truncated one/);
  });
});

describe('JPEG', () => {
  const rgba = Uint8Array.from({ length: 4 * ramp.length }, (_, i) => (i % 4 === 3 ? 255 : ramp[i >> 2]));
  const bytes = new Uint8Array(encode({ width, height, data: rgba }, 95).data);

  it('is a grey image', async () => {
    const [image] = await decodeGrey([byteSource(bytes, 'a.jpg')]);
    expect(image.grid.shape).toEqual([1, height, width]);
    // Quality 95 leaves single grey values of a ramp within a few steps.
    image.values.forEach((value, i) => {
      expect(Math.abs(value - ramp[i])).toBeLessThan(6);
    });
  });

  it('holds no labels, and damaged ones are refused', async () => {
    await expect(decodePhaseMaps([byteSource(bytes, 'a.jpg')])).rejects.toThrow(/got a JPEG image, whose compression/);
    await expect(decodeGrey([byteSource(bytes.slice(0, 200), 'a.jpg')])).rejects.toThrow(
      /a\.jpg: expected a whole JPEG/,
    );
  });
});
