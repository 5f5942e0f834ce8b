import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { decode, encode } from 'fast-png';
import { describe, expect, it } from 'vitest';
import { excursa, scratchFolder } from './command.ts';

describe('excursa segment', () => {
  const folder = scratchFolder();
  const edge = 96;
  const grey = Uint8Array.from(
    { length: edge * edge },
    (_, i) => [40, 120, 210][Math.floor((3 * (i % edge)) / edge)] + (i % 7),
  );
  writeFileSync(join(folder, 'sem.png'), encode({ width: edge, height: edge, data: grey, channels: 1, depth: 8 }));

  it('writes labels that the other commands read, and a preview', () => {
    const labels = ['--labels', '0=pore,1=se,2=am', '--spacing', '0.02um'];
    const { code, stdout, stderr } = excursa(['segment', 'sem.png', ...labels, '--out', 'labels.tif'], folder);
    expect(code, stderr).toBe(0);
    expect(stdout).toMatch(/am +2 .* 33\.3\n/);
    expect(stdout).toMatch(/its bar is .*m/);
    const preview = decode(readFileSync(join(folder, 'labels.preview.png')));
    expect([preview.width, preview.channels]).toEqual([2 * edge + 8, 3]);
    expect(preview.height).toBeGreaterThan(edge);
    const described = excursa(['describe', 'labels.tif', '--json', '--basic'], folder);
    const { phases, grid } = JSON.parse(described.stdout);
    expect(grid).toMatchObject({ shape: [edge, edge], unit: 'um' });
    for (const phase of phases) expect(phase.volumeFraction.value).toBeCloseTo(1 / 3, 2);
  });

  it('says what is wrong in one sentence and leaves nothing behind', () => {
    const cases: [string[], RegExp][] = [
      [['sem.png', '--classes', '3', '--thresholds', '90', '--out', 'x.tif'], /one threshold less/],
      [['sem.png', '--thresholds', '90,80', '--out', 'x.tif'], /rising numbers/],
      [['none.png', '--out', 'x.tif'], /none.png/],
      [['sem.png', '--labels', '0=a,1=b', '--out', 'x.tif'], /expected 3 phases, got 2/],
      [['sem.png', '--out', 'x.doc'], /x.doc/],
    ];
    for (const [args, message] of cases) {
      const { code, stderr } = excursa(['segment', ...args], folder);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split('\n').length).toBeLessThan(3);
      expect(existsSync(join(folder, 'x.tif'))).toBe(false);
    }
  });
});
