import { unitText } from '../../src/report/notation.ts';
import type { Project } from './project.ts';

/** A sentence of the library with the letters of its units: 1/um^2 as 1/µm². */
export const shownText = (text: string): string => unitText(text).replaceAll('^2', '²').replaceAll('^3', '³');

/** What a user of the model must know. Of a material that was changed by hand it is said as what sliders began with. */
export function caveatIn({ checked, changes }: Project): string | undefined {
  const caveat = checked?.caveat;
  const isChanged = Object.keys(changes).length > 0;
  const told = isChanged ? caveat?.replace('of the model', 'of the calibrated model, before sliders moved') : caveat;
  return told && shownText(told).replace(/^./, (letter) => letter.toUpperCase());
}
