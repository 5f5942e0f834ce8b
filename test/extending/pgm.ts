import type { Format, RawStack } from '../../src/io/index.ts';

const latin = new TextEncoder();

/**
 * A file format that the program does not have: portable grey map, 8 bits, one layer.
 * @source https://netpbm.sourceforge.net/doc/pgm.html
 */
export const pgm: Format = {
  summary: 'portable grey map, 8 bits, one layer',
  extensions: ['.pgm'],
  recognises: (head) => head[0] === 0x50 && head[1] === 0x35,
  read: async (source): Promise<RawStack> => {
    const bytes = await source.read(0, source.size);
    const words = /^P5\s+(\d+)\s+(\d+)\s+255\s/.exec(String.fromCharCode(...bytes.subarray(0, 64)));
    if (!words) throw new Error(`${source.name}: expected a grey map of 8 bits`);
    return { shape: [1, Number(words[2]), Number(words[1])], values: bytes.slice(words[0].length) };
  },
  write: async function* ({ grid, data, phases }) {
    const [, ny, nx] = grid.shape;
    yield latin.encode(`P5\n${nx} ${ny}\n255\n`);
    yield data.subarray(0, nx * ny).map((phase) => phases[phase]?.label ?? 255);
  },
};
