import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap, type PhaseMap, sectionsOf } from '../grid/index.ts';
import { createModel, presets, realise } from '../phase/index.ts';
import { describe as measure } from './describe.ts';
import { distanceOfSections } from './specimen.ts';

const model = createModel(presets['level-set'], { taper: 24 });

/** Layers of a volume, one voxel apart. */
async function layers(count: number): Promise<PhaseMap[]> {
  const { map } = await realise(model, { shape: [count, 64, 64], seed: 3 });
  const grid = createGrid([count, 64, 64], { spacing: [0.5, 0.5, 0.5], unit: 'um' });
  return sectionsOf(createPhaseMap(grid, map.data, map.phases), 'sample');
}

const errorsOf = async (maps: readonly PhaseMap[], sectionDistance?: number) => {
  const { grid, phases } = await measure(maps, { detail: 'basic', sectionDistance });
  return { grid, errors: phases[0].standardErrors as unknown as Record<string, number> };
};

describe('sections of one volume', () => {
  it('are correlated by the distance that they state, as by one that is given', async () => {
    const known = await layers(4);
    const unknown = known.map(({ section: _, ...map }) => map);
    const [stated, given, independent] = [await errorsOf(known), await errorsOf(unknown, 0.5), await errorsOf(unknown)];
    expect(stated.grid).toMatchObject({ maps: 4, sectionDistance: 0.5 });
    expect(independent.grid).not.toHaveProperty('sectionDistance');
    expect(stated.errors).toEqual(given.errors);
    // Layers a small part of a correlation length apart show nearly the same: four of them tell little more than one.
    const [alone] = [await errorsOf([known[0]])];
    const { volumeFraction, eulerNumber } = stated.errors;
    expect(volumeFraction / independent.errors.volumeFraction).toBeGreaterThan(1.5);
    expect(volumeFraction / alone.errors.volumeFraction).toBeGreaterThan(0.6);
    // Points of neighbouring layers are not the same ones, so these errors grow too, but less.
    expect(eulerNumber / independent.errors.eulerNumber).toBeGreaterThan(1.2);
  });

  it('state a distance where they are of one stack, in order and evenly spaced', async () => {
    const known = await layers(4);
    expect(distanceOfSections(known)).toBe(0.5);
    expect(distanceOfSections([known[0], known[2]])).toBe(1);
    expect(distanceOfSections([known[0], known[1], known[3]])).toBeUndefined();
    expect(distanceOfSections([...known].reverse())).toBeUndefined();
    expect(distanceOfSections([known[0], known[0]])).toBeUndefined();
    expect(distanceOfSections([known[0]])).toBeUndefined();
    const other = { ...known[1], section: { stack: 'other', height: 0.5 } };
    expect(distanceOfSections([known[0], other])).toBeUndefined();
  });

  it('are compared in their hundreds', async () => {
    const maps = await layers(300);
    const { errors } = await errorsOf(maps);
    expect(errors.parts).toBe(300);
    expect(errors.volumeFraction).toBeGreaterThan(0);
  });
});
