import { masked, type PhaseMap } from '../../grid/index.ts';
import { maskedColour } from '../colours.ts';
import { lengthText, phaseName, swatch } from '../notation.ts';

/** The names and colours of the phases of maps that share them; masked is listed where voxels are. */
export function phaseLegend(maps: readonly PhaseMap[]): string {
  const items = maps[0].phases.map(({ name }, i) => phaseName(name, i));
  if (maps.some(({ data }) => data.includes(masked))) items.push(`${swatch(maskedColour)}masked`);
  return `<p class="legend">${items.map((item) => `<span>${item}</span>`).join('')}</p>`;
}

/** A scale bar: a round length, about a quarter of the picture's width. */
export interface ScaleBar {
  /** Length in the grid's unit: 1, 2 or 5 times a power of ten. */
  readonly length: number;
  /** Share of the picture's width. */
  readonly share: number;
  readonly label: string;
}

/**
 * The scale bar of a picture that is `width` units wide: the round length whose ratio to a quarter of the width is
 * nearest to 1.
 */
export function scaleBar(width: number, unit: string): ScaleBar {
  const quarter = width / 4;
  const power = 10 ** Math.floor(Math.log10(quarter));
  const distance = (length: number): number => Math.abs(Math.log(length / quarter));
  const length = [1, 2, 5, 10]
    .map((step) => step * power)
    .reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
  return { length, share: length / width, label: lengthText(length, unit) };
}
