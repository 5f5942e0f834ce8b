import { describe, expect, it, vi } from 'vitest';
import { createGrid, createPhaseMap, masked } from '../../src/grid/index.ts';
import { byteSource, decodePhaseMaps, encodePhaseMap, joinBytes, writableExtensions } from '../../src/io/index.ts';

vi.mock('../../src/io/formats/index.ts', async (original) => {
  const { formats } = await original<typeof import('../../src/io/formats/index.ts')>();
  const { pgm } = await import('./pgm.ts');
  return { formats: { ...formats, pgm } };
});

describe('a file format of one file and one line in the registry, unknown to the program', () => {
  const phases = [
    { label: 0, name: 'pore' },
    { label: 7, name: 'solid' },
  ];
  const map = createPhaseMap(createGrid([2, 3]), Uint8Array.from([0, 1, 1, masked, 0, 1]), phases);

  it('is written by its extension', async () => {
    expect(writableExtensions).toContain('.pgm');
    const bytes = await joinBytes(encodePhaseMap(map, 'map.pgm'));
    expect(new TextDecoder('latin1').decode(bytes)).toBe('P5\n3 2\n255\n\x00\x07\x07\xff\x00\x07');
  });

  it('is named in help', async () => {
    const { convertCommand } = await import('../../src/cli/commands/convert.ts');
    const summaries = convertCommand.arguments.map(({ summary }) => summary).join('\n');
    expect(summaries).toContain('PGM');
    expect(summaries).toContain('.pgm');
  });

  it('is read by its first bytes, whatever its name, with the labels of the user', async () => {
    const bytes = await joinBytes(encodePhaseMap(map, 'map.pgm'));
    const options = { as: 'sections', labels: phases, mask: 255 } as const;
    const [read] = await decodePhaseMaps([byteSource(bytes, 'map.bin')], options);
    expect([...read.data]).toEqual([...map.data]);
    expect(read.grid.shape).toEqual([1, 2, 3]);
  });
});
