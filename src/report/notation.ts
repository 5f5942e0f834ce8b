import { phaseColour } from './colours.ts';

/** A unit as it is printed: um becomes µm, also within '1/um' and 'rad/um'. */
export const unitText = (unit: string): string => unit.replace(/\bum\b/g, 'µm');

/** A length as it is printed, four digits at most: '19.2 µm', '128 voxels'. */
export function lengthText(length: number, unit: string): string {
  const number = String(Number(length.toPrecision(4)));
  return `${number} ${unit === 'voxel' && number !== '1' ? 'voxels' : unitText(unit)}`;
}

/** Text made safe for HTML content and attribute values. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/&/g, '&amp;')
    .replace(/</g, '&lt;')
    .replace(/>/g, '&gt;')
    .replace(/"/g, '&quot;')
    .replace(/'/g, '&#39;');

/** A small square in a colour. */
export const swatch = (colour: string): string => `<span class="swatch" style="background:${colour}"></span>`;

/** The name of phase i behind its colour. */
export const phaseName = (name: string, i: number): string => swatch(phaseColour(i)) + escapeHtml(name);

/**
 * A word for file names: lower case, digits and hyphens; empty where a text has neither letters nor digits of ASCII.
 */
export const slug = (text: string): string =>
  text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
