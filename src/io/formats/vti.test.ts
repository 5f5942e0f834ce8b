import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../grid/index.ts';
import { joinBytes } from '../byte-source.ts';
import { writeVti } from './vti.ts';

describe('writeVti', async () => {
  const phases = [
    { name: 'a---b', label: 3 },
    { name: 'µ', label: 9 },
  ];
  const grid = createGrid([2, 3, 4], { spacing: [0.3, 0.2, 0.1], unit: 'um' });
  const data = Uint8Array.from({ length: 24 }, (_, i) => (i === 5 ? 255 : i % 2));
  const bytes = Buffer.from(await joinBytes(writeVti(createPhaseMap(grid, data, phases))));
  const mark = bytes.indexOf('_', bytes.indexOf('encoding="raw"'));
  const head = bytes.subarray(0, mark).toString();

  it('states extent and spacing in the order x, y, z', () => {
    expect(head.match(/Extent="0 4 0 3 0 2"/g)).toHaveLength(2);
    expect(head).toContain('Spacing="0.1 0.2 0.3"');
    expect(head).toContain('header_type="UInt64"');
  });

  it('appends the length in 8 bytes and the labels, x fastest, masked voxels as 255', () => {
    expect(bytes.readBigUInt64LE(mark + 1)).toBe(24n);
    const labels = Array.from(data, (index) => (index === 255 ? 255 : phases[index].label));
    expect([...bytes.subarray(mark + 9, mark + 9 + 24)]).toEqual(labels);
    expect(bytes.subarray(mark + 9 + 24).toString()).toBe('\n  </AppendedData>\n</VTKFile>\n');
  });

  it('keeps double hyphens out of its comment', () => {
    const comment = /<!--([\s\S]*?)-->/.exec(head)![1];
    expect(comment).toContain('3=a- - -b');
    expect(comment).not.toContain('--');
  });
});
