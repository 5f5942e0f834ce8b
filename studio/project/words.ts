import { unitText } from '../../src/report/notation.ts';

/** A sentence of the library with the letters of its units: 1/um^2 as 1/µm². */
export const shownText = (text: string): string => unitText(text).replaceAll('^2', '²').replaceAll('^3', '³');
