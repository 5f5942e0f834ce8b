import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../../grid/index.ts';
import type { TwinConductivity } from '../../transport/index.ts';
import { conductivityMethods, segmentationMethods, twinMethods } from './methods-paragraph.ts';

describe('the methods paragraph', () => {
  it('tells how grey images became labels', () => {
    const own = { classes: 3, filter: 'median', method: 'boundary-aware', thresholds: [80.25, 160] } as const;
    const phases = ['pore', 'se', 'am'];
    expect(segmentationMethods({ ...own, thresholdsBy: 'multi-Otsu' }, phases)).toBe(
      'The grey images were filtered by a median of 3 × 3 pixels and divided into pore, se and am by thresholds at 80.25 and 160 by the multi-Otsu method (Liao et al. 2001); boundaries follow the crests of the gradient.',
    );
    const plain = { ...own, filter: 'none', method: 'thresholds', thresholds: [90], thresholdsBy: 'hand' } as const;
    expect(segmentationMethods(plain, ['pore', 'solid'])).toBe(
      'The grey images were divided into pore and solid by a threshold at 90 set by hand.',
    );
    expect(segmentationMethods({ ...own, method: 'trained', strokes: 12 }, phases)).toMatch(
      /random forest that was trained on 12 brush strokes/,
    );
  });

  it('tells twin and conductivity with their sizes, seeds and errors', () => {
    const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
    const map = createPhaseMap(createGrid([2, 2, 2], { spacing: 0.1, unit: 'um' }), new Uint8Array(8), phases);
    expect(twinMethods(map, 7)).toBe(
      'A twin of 2 × 2 × 2 voxels (voxel edge 0.1 µm) was drawn from the model with seed 7.',
    );
    const twin = {
      ...{ realisations: 8, shape: [32, 32, 32], reached: false },
      axes: { z: { effective: 0.25, standardError: 0.011, discretisation: -0.04 } },
    } as unknown as TwinConductivity;
    const text = conductivityMethods(twin, { solid: 1 });
    expect(text).toContain('with conductivities of 1 for solid, fixed potentials on two opposite faces');
    expect(text).toContain('0.2500 ± 0.011 along z, about 4.0 % too small by the size of the voxels.');
    expect(text).toMatch(/standard error that was asked for was not reached\.$/);
  });
});
