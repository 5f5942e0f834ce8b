import { unitText } from '../../src/report/notation.ts';
import type { Project } from './project.ts';

/** A sentence of the library with the letters of its units: 1/um^2 as 1/µm². */
export const shownText = (text: string): string => unitText(text).replaceAll('^2', '²').replaceAll('^3', '³');

/** What a user of the model must know; it does not hold for a material that was changed by hand. */
export function caveatIn({ checked, changes }: Project): string | undefined {
  const caveat = Object.keys(changes).length > 0 ? undefined : checked?.caveat;
  return caveat && shownText(caveat).replace(/^./, (letter) => letter.toUpperCase());
}
