import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap } from '../../grid/index.ts';
import { type ExcursionModel, parametersOf, presets, realise, toRaws } from '../../phase/index.ts';
import { drawnBoundaries, exactBoundaries } from './boundary-law.ts';
import { estimateAnisotropy } from './estimate.ts';
import { anisotropyWarnings } from './warnings.ts';

const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label }));

const record = presets.assb;
const model = (zScale: number): ExcursionModel => ({
  record,
  family: 'low',
  values: Float64Array.from(parametersOf(record, 'low'), (p) => p.start),
  taper: 20,
  zScale,
  spacing: [1, 1, 1],
  unit: 'um',
  phases,
  order: [1, 0, 2],
});

const exact = exactBoundaries({
  record,
  family: 'low' as const,
  taper: 20,
  raw: toRaws(parametersOf(record, 'low'), model(1).values),
  order: [1, 0, 2],
  pixel: 1,
  correlationLength: 6,
  points: 2048,
  seed: 1,
});

/** The same without its closed form. */
const drawn = drawnBoundaries(model(1), { correlationLength: 6, seed: 3, threads: 1 });

async function sections(zScale: number, count: number): Promise<PhaseMap[]> {
  const maps: PhaseMap[] = [];
  for (let r = 0; r < count; r++) {
    const { map } = await realise(model(zScale), { shape: [200, 1, 240], seed: 21, realisation: r });
    maps.push(createPhaseMap(createGrid([200, 240], { unit: 'um' }), map.data, phases));
  }
  return maps;
}

const names = phases.map(({ name }) => name);

describe('estimateAnisotropy', () => {
  it.each([0.7, 1, 1.4])('finds the scale %f of realisations of the model within its error', async (scale) => {
    const found = await estimateAnisotropy(await sections(scale, 4), names, exact);
    // Three standard errors: one seed in 370 would fail. The error itself is a few per cent of the scale for sections
    // of this size.
    expect(Math.abs(found.scale - scale)).toBeLessThan(3 * found.standardError);
    expect(found.standardError / scale).toBeLessThan(0.04);
    expect(found.standardError / scale).toBeGreaterThan(0.002);
    expect(found.verdict).toBe('one scale');
    for (const p of found.phases) {
      expect(Math.abs(p.scale - scale)).toBeLessThan(4 * p.standardError);
      // Before, z is taken for x: the exact chord along z is that in the plane.
      expect(Math.abs(p.modelAfter / p.chordAlongZ - 1)).toBeLessThan(0.12);
      // Under one scale, longer lags ask for the same.
      expect(Math.abs(p.atHalfLag!.scale - scale)).toBeLessThan(4 * p.atHalfLag!.standardError);
      expect(p.atHalfLag!.standardError / scale).toBeLessThan(0.15);
    }
    expect(anisotropyWarnings(found, await sections(1, 1), await sections(scale, 4), 6)).toEqual([]);
  });

  it('finds the same scale by drawn sections, where a class has no closed form', { tags: ['long'] }, async () => {
    const maps = await sections(0.7, 2);
    const [closed, simulated] = [
      await estimateAnisotropy(maps, names, exact),
      await estimateAnisotropy(maps, names, drawn),
    ];
    // What they share is the scatter of the sections; what differs is that of the eight drawn ones.
    const own = Math.sqrt(simulated.standardError ** 2 - closed.standardError ** 2);
    expect(Math.abs(simulated.scale - closed.scale)).toBeLessThan(3 * own);
    expect(own / closed.scale).toBeLessThan(0.015);
    expect(simulated.standardError).toBeGreaterThan(closed.standardError);
    const lags = [9, 3.3, 1, 0.4];
    const [a, b] = [await exact.changes(lags), await drawn.changes(lags)];
    a.along.forEach((own, i) => {
      own.forEach((value, k) => {
        expect(Math.abs(b.along[i][k] / value - 1)).toBeLessThan(0.05);
      });
    });
  });

  it('warns where fine structures across coarse layers let boundaries mislead', async () => {
    // Layers of a, 24 pixels thick in every 48, with dots of c that are 2 pixels wide and 12 high inside and outside.
    const data = Uint8Array.from({ length: 240 * 240 }, (_, i) => {
      const [y, x] = [Math.floor(i / 240), i % 240];
      const column = Math.floor(x / 7);
      if (x % 7 < 2 && (y + 5 * column * column) % 19 < 12) return 2;
      return (y + Math.floor(3 * Math.sin(x / 17))) % 48 < 24 ? 0 : 1;
    });
    const layered = createPhaseMap(createGrid([240, 240], { unit: 'um' }), data, phases);
    const found = await estimateAnisotropy([layered], names, exact);
    const warnings = anisotropyWarnings(found, await sections(1, 1), [layered], 6);
    expect(warnings.map(({ name }) => name)).toContain('anisotropy differs by length');
    expect(warnings.map(({ name }) => name)).toContain('sections of another composition');
  });

  it('finds the scale of a volume, and takes the height of its voxels into account', async () => {
    const { map } = await realise(model(0.8), { shape: [96, 96, 96], seed: 5 });
    const cubic = await estimateAnisotropy([map], names, exact);
    expect(Math.abs(cubic.scale - 0.8)).toBeLessThan(3 * cubic.standardError);
    // The same voxels, said to be half as high: everything is half as long along z.
    const flat = createPhaseMap(createGrid([96, 96, 96], { spacing: [0.5, 1, 1], unit: 'um' }), map.data, phases);
    const halved = await estimateAnisotropy([flat], names, exact);
    expect(Math.abs(halved.scale / cubic.scale - 0.5)).toBeLessThan(0.01);
  });

  it('refuses sections in which a phase has no boundary along z', async () => {
    const data = Uint8Array.from({ length: 64 * 64 }, (_, i) => Math.floor((i % 64) / 8) % 3);
    const map = createPhaseMap(createGrid([64, 64], { unit: 'um' }), data, phases);
    await expect(estimateAnisotropy([map], names, exact)).rejects.toThrow(/expected boundaries of a along z.*got none/);
  });

  it('says so when the phases ask for different scales', async () => {
    // Walls of phase c along z, two pixels thick, make its boundaries rarer along z than those of the others.
    const maps = (await sections(1, 2)).map((map) => {
      const data = map.data.slice();
      for (let i = 0; i < data.length; i++) if ((i % 240) % 16 < 2) data[i] = 2;
      return createPhaseMap(map.grid, data, phases);
    });
    const found = await estimateAnisotropy(maps, names, exact);
    expect(found.verdict).toBe('several scales');
    expect(found.sentence).toMatch(/^One scale cannot serve all phases: /);
    expect(found.phases[2].scale).toBeGreaterThan(1.2 * found.phases[0].scale);
  });
});
