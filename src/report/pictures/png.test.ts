import { decode } from 'fast-png';
import { expect, it } from 'vitest';
import { createGrid, createPhaseMap, masked } from '../../grid/index.ts';
import { phaseColour, toRgb } from '../notation.ts';
import { slicePng } from './png.ts';

it('shows every voxel of the first layer in the colour of its phase, masked ones white', () => {
  const phases = ['a', 'b', 'c'].map((name, label) => ({ name, label: 10 * label }));
  const layer = [0, 1, 2, masked, 2, 1];
  const map = createPhaseMap(createGrid([2, 2, 3]), Uint8Array.of(...layer, 0, 0, 0, 0, 0, 0), phases);
  const { width, height, data, palette } = decode(slicePng(map));
  expect([width, height]).toEqual([3, 2]);
  const wanted = layer.map((phase) => (phase === masked ? [255, 255, 255] : [...toRgb(phaseColour(phase))]));
  expect([...data].map((index) => palette![index].slice(0, 3))).toEqual(wanted);
});
