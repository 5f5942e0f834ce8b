import { describe, expect, it } from 'vitest';
import { suitedClasses } from '../../src/choice/index.ts';
import { createGrid, createPhaseMap } from '../../src/grid/index.ts';
import type { GreyImage, PhaseMap, TwinConductivity } from '../../src/index.ts';
import { parseSpacing } from '../../src/io/index.ts';
import { usualClass } from '../../src/phase/index.ts';
import { classes, usual } from '../../studio/project/classes.ts';
import { calibrateCommand, measureCommand, segmentCommandOf } from '../../studio/project/commands.ts';
import { numberOf, positive } from '../../studio/project/fields.ts';
import { missedBy } from '../../studio/project/missed.ts';
import {
  asFitted,
  choiceOf,
  conductivitiesOf,
  emptyProject,
  isChangedSince,
  isUnused,
  mergedPhases,
  nearerClass,
  type Project,
  separated,
  sharesIn,
  withoutClass,
  withPixel,
  wrongCount,
  wrongPhaseName,
} from '../../studio/project/project.ts';
import { Latest } from '../../studio/work/latest.ts';

const phases = ['pore', 'solid', 'binder'].map((name, label) => ({ name, label }));
const grid = (spacing: readonly number[]) => createGrid([2, 2], { spacing, unit: 'um' });
const map = (spacing: readonly number[], parts: Partial<PhaseMap> = {}): PhaseMap => ({
  ...createPhaseMap(grid(spacing), Uint8Array.of(0, 1, 2, 0), phases),
  ...parts,
});
const files = [{ name: 'a.tif', content: new Blob([]) }];
const given = (parts: Partial<Project>): Project => ({ ...emptyProject, files, ...parts });
const section = (height: number) => ({ section: { stack: 'a.tif', height } });

describe('commands of the studio', () => {
  it('state the edges of pixels that are no squares, in the order that the commands read', () => {
    expect(measureCommand(given({ maps: [map([0.1, 0.1])] }), 'full')).toContain(' --spacing 0.1um');
    const line = measureCommand(given({ maps: [map([0.2, 0.1])] }), 'full');
    const [, word] = /--spacing (\S+)/.exec(line)!;
    expect(parseSpacing(word).spacing.slice(1)).toEqual([0.2, 0.1]);
    const grey: readonly GreyImage[] = [{ grid: grid([0.2, 0.1]), values: new Float64Array(4) }];
    expect(segmentCommandOf(given({ grey }))).toContain(` --spacing ${word}`);
  });

  it('are those of the fit where the settings have been changed since', () => {
    const settings = { wideStarts: 0, seed: 7 };
    const project = given({ maps: [map([0.1, 0.1])], settings, fitted: { settings, chooses: false } });
    expect(isChangedSince(project)).toBe(false);
    const changed = { ...project, settings: { ...settings, seed: 9 } };
    expect(isChangedSince(changed)).toBe(true);
    expect(calibrateCommand(changed)).toContain(' --seed 9 ');
    expect(calibrateCommand(asFitted(changed))).toContain(' --seed 7 ');
  });

  it('name the class that a fit began with until the data have chosen it, as the command does unasked', () => {
    const calibrated = { isFirst: true, calibration: { model: { record: { name: 'plurigaussian-correlated' } } } };
    const { settings } = emptyProject;
    const project = given({ maps: [map([1, 1])], fitted: { settings, chooses: false } });
    const first = { ...project, calibrated } as unknown as Project;
    const comparedBy = (model: string) => ({ ...first, compared: { of: { model }, tables: [] } }) as unknown as Project;
    expect(calibrateCommand(project)).not.toContain('--model');
    expect(calibrateCommand(first)).toContain(' --model plurigaussian-correlated ');
    const same = comparedBy('plurigaussian-correlated');
    expect([calibrateCommand(same).includes('--model'), nearerClass(same)]).toEqual([false, undefined]);
    expect(choiceOf(same)).toBe(same.compared);
    const other = comparedBy('grains');
    expect(calibrateCommand(other)).toContain(' --model plurigaussian-correlated ');
    expect([choiceOf(other), nearerClass(other)]).toEqual([undefined, 'grains']);
    const asked = { ...first, settings: { ...settings, seed: 9 } };
    expect(calibrateCommand(asked)).not.toContain('--model');
  });

  it('let a nearer class take the place of a model only where nothing was made of it', () => {
    const { changes } = emptyProject;
    const made = { drawn: {}, flow: {}, transport: [], changes: { volumeFractions: [0.5, 0.5] } };
    expect(isUnused(given({ changes }))).toBe(true);
    for (const [name, value] of Object.entries(made)) {
      expect(isUnused(given({ [name]: value } as Partial<Project>))).toBe(false);
    }
  });

  it('take the pages of a file as sections, at the distance that it states', () => {
    const maps = [0, 0.3, 0.6].map((height) => map([0.1, 0.1], section(height)));
    const line = calibrateCommand(given({ maps }));
    expect(line).toContain(' --spacing 0.3,0.1,0.1um');
    expect(line).toContain(' --as sections');
    // Files of one page each are sections by themselves.
    const several = ['a.tif', 'b.tif', 'c.tif'].map((name) => ({ ...files[0], name }));
    const own = maps.map(({ section: _, ...image }) => image);
    expect(calibrateCommand(given({ maps: own, files: several }))).not.toContain('--as');
    const grey = own.map((image) => ({ grid: image.grid, values: new Float64Array(4) }));
    expect(segmentCommandOf(given({ grey }))).toContain(' --as sections');
    expect(segmentCommandOf(given({ grey, files: several }))).not.toContain('--as');
  });

  it('have no segmentation where it would lose the masks, which the saved labels have', () => {
    const grey: readonly GreyImage[] = [{ grid: grid([0.1, 0.1]), values: new Float64Array(4) }];
    const edits = { masks: [{ image: undefined, box: { x: 0, y: 0, width: 1, height: 1 } }] };
    const maps = [{ ...map([0.1, 0.1]), data: Uint8Array.of(255, 1, 2, 0) }];
    expect(segmentCommandOf(given({ grey, maps }))).toContain('--out labels.tif');
    expect(segmentCommandOf(given({ grey, maps, edits }))).toBeUndefined();
    expect(measureCommand(given({ grey, maps, edits }), 'full')).toMatch(/describe labels.tif .*--mask 255/);
  });
});

describe('model classes of the studio', () => {
  it.each([2, 3])('are all that there are of %i phases, with the usual one', (count) => {
    expect(classes[count].map(([name]) => name).sort()).toEqual(suitedClasses(count).sort());
    expect(usual[count]).toBe(usualClass(count).record.name);
  });
});

describe('the state of the studio', () => {
  it('merges phases, with their label values in the command, and takes it back', () => {
    const opened = { maps: [{ ...map([0.1, 0.1]), data: Uint8Array.of(0, 1, 2, 255) }] };
    const before = given({ maps: opened.maps, colours: ['#0', '#1', '#2'] });
    const merged = { ...before, ...mergedPhases(before, 2, 0) };
    expect(merged.maps?.[0]).toMatchObject({ data: Uint8Array.of(0, 1, 0, 255), phases: phases.slice(0, 2) });
    expect(merged.colours).toEqual(['#0', '#1', '#2']);
    expect(measureCommand(merged, 'full')).toContain('--labels 0+2=pore,1=solid ');
    const first = { ...before, ...mergedPhases(before, 0, 2) };
    expect(first.maps?.[0].data).toEqual(Uint8Array.of(1, 0, 1, 255));
    expect(first.colours).toEqual(['#1', '#2', '#0']);
    expect(measureCommand(first, 'full')).toContain('--labels 1=solid,0+2=binder ');
    expect({ ...first, ...separated(first) }).toMatchObject({ ...opened, opened, colours: before.colours });
  });

  it('says what would reach a precision, unless nothing flows', () => {
    const mean = (standardError: number, effective = 1) =>
      ({ axes: { z: { standardError, effective } }, realisations: 64, reached: false }) as unknown as TwinConductivity;
    expect(missedBy(mean(0.02), 0.01)).toEqual({ error: 0.02, precision: 0.01, realisations: 64, needed: 256 });
    expect(missedBy({ ...mean(0.02), reached: true }, 0.01)).toBeUndefined();
    expect(missedBy(mean(0, 0), 0.01)).toBeUndefined();
  });

  it('counts shares of phases without masked pixels', () => {
    expect(sharesIn([{ ...map([1, 1]), data: Uint8Array.of(0, 0, 2, 255) }, map([1, 1])])).toEqual([
      4 / 7,
      1 / 7,
      2 / 7,
    ]);
  });

  it('keeps pixels that are no squares', () => {
    expect(withPixel([map([1, 1])], [0.2, 0.1], 'nm')[0].grid).toMatchObject({ spacing: [0.2, 0.2, 0.1], unit: 'nm' });
  });

  it('takes the names of phases that the commands take', () => {
    expect(['two words', 'Ø_1.a-b', 'pore '].map((text) => wrongPhaseName(phases, 0, text))).toEqual(
      Array(3).fill(undefined),
    );
    expect(['', 'a,b', 'a=b', '<b>', 'a/b'].map((text) => wrongPhaseName(phases, 0, text))).toEqual(
      ['', 'a,b', 'a=b', '<b>', 'a/b'].map(
        (text) => `Name: expected names of letters, digits, blanks, _ . or -, got "${text}".`,
      ),
    );
    expect(wrongPhaseName(phases, 0, ' solid')).toBe('Name: expected one that no other phase has, got " solid".');
  });

  it('takes 2 to 8 phases', () => {
    expect(['2', '8'].map(wrongCount)).toEqual([undefined, undefined]);
    expect(['1e10', '1', '9', '2.5', '', 'x'].map(wrongCount)).toEqual(
      ['1e10', '1', '9', '2.5', '', 'x'].map((text) => `Phases: expected a whole number from 2 to 8, got "${text}".`),
    );
  });

  it('forgets conductivities of phases that are gone, and the class of other phases', () => {
    const maps = [map([1, 1])];
    expect(conductivitiesOf(given({ maps, conductivities: { solid: 2, gone: 3, pore: 0 } }))).toEqual({ solid: 2 });
    expect(conductivitiesOf(given({ maps, conductivities: { gone: 3 } }))).toEqual({});
    expect(withoutClass({ model: 'assb', order: 'auto', seed: 4, wideStarts: 0 })).toEqual({ seed: 4, wideStarts: 0 });
  });
});

describe('numbers of fields', () => {
  it.each([
    ['0.5', 0.5],
    [' 0,125 ', 0.125],
    ['1e-3', 1e-3],
    ['-3', -3],
  ])('%s is taken', (text, value) => {
    expect(numberOf(text)).toBe(value);
  });

  it.each(['', '1,000', '0x10', '5nm', '1.2.3', 'Infinity'])('"%s" is refused', (text) => {
    expect(numberOf(text)).toBeNaN();
    expect(positive('Pixel size')(text)).toMatch(/^Pixel size: expected a positive number/);
  });
});

describe('work of which the last wish counts', () => {
  it('is done once at a time, and what came between is left out', async () => {
    const latest = new Latest();
    const done: string[] = [];
    let end = (): void => {};
    const first = latest.do(async () => {
      await new Promise<void>((resolve) => {
        end = resolve;
      });
      done.push(`first, outdated ${latest.isOutdated}`);
    });
    for (const name of ['second', 'third']) {
      void latest.do(async () => {
        done.push(name);
      });
    }
    end();
    await first;
    expect(done).toEqual(['first, outdated true', 'third']);
  });

  it('goes on behind work that failed', async () => {
    const latest = new Latest();
    await expect(latest.do(() => Promise.reject(new Error('no')))).rejects.toThrow('no');
    let isDone = false;
    await latest.do(async () => {
      isDone = true;
    });
    expect(isDone).toBe(true);
  });
});
