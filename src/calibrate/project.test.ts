import { describe, expect, it } from 'vitest';
import { createGrid, createPhaseMap } from '../grid/index.ts';
import { decodeProject, encodeProject } from './project.ts';
import type { ProjectGrey } from './project-grey.ts';

const phases = [
  { name: 'pore', label: 0 },
  { name: 'am', label: 7 },
  { name: 'se', label: 2 },
];
const grid = createGrid([3, 4], { spacing: 0.065, unit: 'um' });
const first = createPhaseMap(grid, Uint8Array.from([0, 1, 2, 1, 0, 0, 255, 1, 2, 2, 1, 0]), phases);
/** A section in which a phase is missing. */
const second = { ...createPhaseMap(grid, new Uint8Array(12).fill(2, 4), phases), section: { stack: 's', height: 1.5 } };

describe('a project file', () => {
  it('gives back images, masks, names, sizes and places, and what else it was given', async () => {
    const project = {
      ...{ images: [first, second], settings: { seed: 7, order: '0,7,2' }, colours: ['#000000', '#ff0000', '#0000ff'] },
      ...{ twin: { shape: [8, 9, 10], seed: 3 }, changes: { lengths: { X: 2 } }, conductivities: { am: 1.5 } },
    };
    expect(await decodeProject(await encodeProject(project), 'a.json')).toEqual(project);
  });

  it('gives back grey images, in the smallest type that holds them, and how they were segmented', async () => {
    const values = [
      Float64Array.from({ length: 12 }, (_, i) => i),
      Float64Array.from({ length: 12 }, (_, i) => 300 * i),
      Float64Array.from({ length: 12 }, (_, i) => i / 8),
      Float64Array.from({ length: 12 }, (_, i) => i / 10),
    ];
    const grey: ProjectGrey = {
      images: values.map((own) => ({ grid, values: own })),
      segmentation: { classes: 2, filter: 'median', method: 'thresholds', thresholds: [5.5] },
      edits: {
        region: { x: 0, y: 1, width: 3, height: 2 },
        masks: [{ image: 1, outline: [[0, 0.5]] }],
      },
    };
    const project = { images: [first], settings: {}, grey };
    const text = await encodeProject(project);
    expect((await decodeProject(text, 'a.json')).grey).toEqual(grey);
    const types = JSON.parse(text).grey.images.map((own: { type: string }) => own.type);
    expect(types).toEqual(['uint8', 'uint16', 'float32', 'float64']);
    const cut = text.replace(/("type": "uint16",\s*"values": ")[^"]{4}/, '$1');
    await expect(decodeProject(cut, 'a.json')).rejects.toThrow(
      'a.json, grey image 2: expected 12 values, got 10.5; try',
    );
  });

  it.each([
    ['no JSON', '{', 'a.json: expected a project file of the studio, got a text that is no JSON; try'],
    ['null', 'null', 'a.json: expected a project file of the studio, got another kind of JSON; try'],
    ['another JSON', '[]', 'a.json: expected a project file of the studio, got another kind of JSON; try'],
    ['a model', '{"format":"excursa-model"}', 'a.json: expected a project file of the studio, got a model file; try'],
  ])('is refused where it is %s', async (_, text, sentence) => {
    await expect(decodeProject(text, 'a.json')).rejects.toThrow(sentence);
  });

  it('is refused where an image in it is damaged', async () => {
    const text = await encodeProject({ images: [first], settings: {} });
    const cut = text.replace(/("tiff": ")[^"]{40}/, '$1');
    await expect(decodeProject(cut, 'a.json')).rejects.toThrow(/^a\.json, image 1: expected/);
    const strange = text.replace(/("tiff": ")/, '$1*');
    await expect(decodeProject(strange, 'a.json')).rejects.toThrow('got image 1 that is no base64');
  });
});
