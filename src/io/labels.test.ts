import { describe, expect, it } from 'vitest';
import { ExcursaError } from '../errors.ts';
import { checkPhases, parseLabels, parseRelabelling, relabelled } from './label-list.ts';
import { checkListed, countValues, inferPhases, toIndices } from './labels.ts';

describe('parseLabels', () => {
  it('reads values with names', () => {
    expect(parseLabels('0=pore, 1=am ,2=solid electrolyte')).toEqual([
      { label: 0, name: 'pore' },
      { label: 1, name: 'am' },
      { label: 2, name: 'solid electrolyte' },
    ]);
  });

  it('names values that stand alone', () => {
    expect(parseLabels('0,127,255')).toEqual([
      { label: 0, name: 'phase0' },
      { label: 127, name: 'phase1' },
      { label: 255, name: 'phase2' },
    ]);
  });

  it('merges values, and labels colours and what is no label in order', () => {
    expect(parseLabels('0+3=pore,7=am')).toEqual([
      { label: 0, name: 'pore', values: [0, 3] },
      { label: 7, name: 'am' },
    ]);
    expect(parseLabels('0=pore,0.5=binder,-1=am')).toEqual([
      { label: 0, name: 'pore', values: [0] },
      { label: 1, name: 'binder', values: [0.5] },
      { label: 2, name: 'am', values: [-1] },
    ]);
    expect(parseLabels('#141414=pore,#E67814+#5aaae6=am')).toEqual([
      { label: 0, name: 'pore', values: [0x141414], colours: true },
      { label: 1, name: 'am', values: [0xe67814, 0x5aaae6], colours: true },
    ]);
  });

  it.each([
    ['', "got ''"],
    ['0=pore', 'got 1;'],
    ['0,1,2,3,4,5,6,7,8', 'got 9;'],
    ['pore=0,am=1', "got 'pore=0'"],
    ['0=pore,0=am', 'got 0=pore,0=am'],
    ['0=pore,1=pore', 'each name once'],
    ['0=phase1,1', 'each name once'],
    ['0+1=pore,1=am', 'each label value once'],
    ['0+=pore,1=am', "got '0+=pore'"],
    ['#12345=pore,1=am', "got '#12345=pore'"],
    ['#141414=pore,1=am', 'either label values or colours'],
    ['0=pore=x,1=am', "got '0=pore=x'"],
    ['0=,1=am', "got ''"],
    ['0=po/re,1=am', "got 'po/re'"],
    ['0=pore,,1=am', "got ''"],
  ])('refuses %j', (text, part) => {
    expect(() => parseLabels(text)).toThrow(ExcursaError);
    expect(() => parseLabels(text)).toThrow(part);
    expect(() => parseLabels(text)).toThrow(/^labels: expected .*; try labels: 0=pore,1=am,2=se$/);
  });
});

describe('labels and masks', () => {
  const phases = parseLabels('0=pore,7=am');

  it('may not be one', () => {
    expect(() => checkPhases(phases, 7)).toThrow(/^mask: .* got 7 with labels: 0=pore,7=am/);
    expect(() => checkPhases(phases, 255)).not.toThrow();
  });

  it('become indices and 255', () => {
    expect([...toIndices([7, 0, 9, 7], phases, 9)]).toEqual([1, 0, 255, 1]);
    expect([...toIndices([7, 3, 0, -2.5, 70000], parseLabels('0+3=pore,7=am,-2.5+70000=se'), undefined)]).toEqual([
      1, 0, 0, 2, 2,
    ]);
  });
});

describe('countValues', () => {
  it('counts by hand', () => {
    expect(countValues([5, 0, 5, 65535, 5], 'a')).toEqual(
      new Map([
        [0, 1],
        [5, 3],
        [65535, 1],
      ]),
    );
  });

  it('counts fractions, negative and huge values too', () => {
    expect(countValues([0.5, -1, 0.5, 65536, 2], 'a')).toEqual(
      new Map([
        [2, 1],
        [0.5, 2],
        [-1, 1],
        [65536, 1],
      ]),
    );
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY])('refuses %d, and advises no conversion', (value) => {
    expect(() => countValues([0, value], 'a.npy')).toThrow(`got ${value}; try a number of its own`);
  });
});

describe('inferPhases', () => {
  const counts = (...values: number[]) => new Map(values.map((v) => [v, 1]));

  it('sorts the values and leaves out the mask', () => {
    expect(inferPhases(counts(200, 0, 255, 100), 255, 'a')).toEqual([
      { label: 0, name: 'phase0' },
      { label: 100, name: 'phase1' },
      { label: 200, name: 'phase2' },
    ]);
  });

  it('accepts 8 values and takes 9 for a grey image', () => {
    expect(inferPhases(counts(0, 1, 2, 3, 4, 5, 6, 7), undefined, 'a')).toHaveLength(8);
    expect(() => inferPhases(counts(0, 1, 2, 3, 4, 5, 6, 7, 8), undefined, 'a')).toThrow(
      /got 9 grey values; try segment/,
    );
  });

  it('gives labels in order to few values that are none, and sorts colours from dark to bright', () => {
    expect(inferPhases(counts(1, 0.5, 0), undefined, 'a').map(({ label, values }) => [label, values])).toEqual([
      [0, [0]],
      [1, [0.5]],
      [2, [1]],
    ]);
    const colours = inferPhases(counts(0x5aaae6, 0x141414, 0xe67814), undefined, 'a', { colours: true, phases: [] });
    expect(colours.map(({ label, values }) => [label, values])).toEqual([
      [0, [0x141414]],
      [1, [0xe67814]],
      [2, [0x5aaae6]],
    ]);
    expect(() =>
      inferPhases(
        countValues(
          Array.from({ length: 9 }, (_, i) => i / 8),
          'a',
        ),
        undefined,
        'a',
      ),
    ).toThrow(/got 9 grey values; try segmenting/);
    const many = counts(...Array.from({ length: 9 }, (_, i) => 4096 * i));
    expect(() => inferPhases(many, undefined, 'a.png', { colours: true, phases: [] })).toThrow(
      /a\.png: expected a segmented image with at most 8 colours, got 9 colours, as after blur/,
    );
  });

  it('takes names that the files state', () => {
    const named = { colours: false, phases: [{ label: 7, name: 'am' }] };
    expect(inferPhases(counts(0, 7), undefined, 'a', named)).toEqual([
      { label: 0, name: 'phase0' },
      { label: 7, name: 'am' },
    ]);
  });

  it('refuses one value, and a mask alone', () => {
    expect(() => inferPhases(counts(3), undefined, 'a')).toThrow('got the single value 3;');
    expect(() => inferPhases(counts(3), 3, 'a')).toThrow('got masked voxels alone;');
  });
});

describe('colours beside those that are named', () => {
  it('are refused with their number', () => {
    const phases = parseLabels('#141414=pore,#e67814=am');
    const counts = new Map([
      [0x141414, 10],
      [0xe67814, 5],
      [0x151515, 3],
    ]);
    expect(() => checkListed(counts, phases, undefined, 'a.png')).toThrow(
      /only the colours #141414, #e67814, got 3 voxels of #151515; try .*without smoothing/,
    );
  });
});

describe('relabelling', () => {
  const phases = parseLabels('0=pore,30000=am,60000=se');

  it('changes labels by pairs or by order', () => {
    expect(relabelled(phases, parseRelabelling('30000=1, 60000=2')).map(({ label }) => label)).toEqual([0, 1, 2]);
    expect(relabelled(phases, parseRelabelling('order')).map(({ label }) => label)).toEqual([0, 1, 2]);
    expect(relabelled(phases, undefined)).toEqual(phases);
  });

  it.each([
    ['1=2', 'labels of the images (0, 30000, 60000), got 1'],
    ['30000=0', 'another label for each phase, got 0 twice'],
  ])('refuses %s', (text, part) => {
    expect(() => relabelled(phases, parseRelabelling(text))).toThrow(part);
  });

  it.each(['', '1', '1=x', '1=2,1=3', '1=70000'])('refuses the list %j', (text) => {
    expect(() => parseRelabelling(text)).toThrow(/^relabel: expected pairs/);
  });
});
