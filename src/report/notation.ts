import { toBase64 } from '../io/index.ts';

/**
 * Colours of the phases in their order, the same in slices, volumes and curves. They differ for normal, protanopic,
 * deuteranopic and tritanopic vision; the first three also differ in lightness, so that they survive a black-and-white
 * printer.
 */
export const phaseColours = ['#46587a', '#dd8a26', '#a8d3ea', '#8f1d3f', '#1f8a70', '#b79ae0', '#f3e9ae', '#1c1c1c'];

/** Colour of phase i as '#rrggbb'; beyond eight phases the colours repeat. */
export const phaseColour = (i: number): string => phaseColours[i % phaseColours.length];

/** Red, green and blue of a colour '#rrggbb', each 0 to 255. */
export function toRgb(colour: string): readonly [number, number, number] {
  const value = Number.parseInt(colour.slice(1), 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** Colour of masked pixels. */
export const maskedColour = '#ffffff';
/** Colour of the data in curves. */
export const dataColour = '#111111';
/** Colour of the model in curves. */
export const modelColour = '#c0392b';

/** Colours of curves that are neither data nor model nor a phase: fields, losses, errors. */
export const lineColours = ['#000000', '#0072b2', '#d55e00', '#009e73', '#cc79a7', '#56b4e9', '#e69f00'];

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

/** The address of a text that a link saves as a file. @param type - for example 'text/csv'. */
export const textAddress = (text: string, type: string): string =>
  `data:${type};charset=utf-8;base64,${toBase64(new TextEncoder().encode(text))}`;
