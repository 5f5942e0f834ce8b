import { ExcursaError } from '../../errors.ts';
import type { FileSpacing } from './format.ts';

/** Powers of ten of a metre. */
const exponents: Record<string, number> = { nm: -9, um: -6, mm: -3, cm: -2, m: 0 };

const spellings: Record<string, string> = { µm: 'um', μm: 'um', '\\u00B5m': 'um', micron: 'um', microns: 'um' };

/**
 * Pixels this coarse or coarser, in dots per inch, are those of a screen or a print: 72, 96, 300, 600, 1200, 2400.
 * Microscopes resolve more than its 10.6 um, and a wrong scale would do more harm than none.
 */
const finestPrint = 2400;

/** A size without the noise of a quotient: 0.398, where 1 / (1 / 0.398) is 0.39799999999999996. */
const decimal = (size: number): number => Number(size.toPrecision(12));

/** The usual name of a unit of length; undefined for pixels and other units. */
function unitName(text: string | undefined): string | undefined {
  const unit = spellings[text ?? ''] ?? text ?? '';
  return Object.hasOwn(exponents, unit) ? unit : undefined;
}

/** Sizes along z, y, x with units of their own, in the unit of x; undefined where x or y has no physical size. */
function inUnitOfX(
  sizes: readonly [z: number, y: number, x: number],
  units: readonly (string | undefined)[],
): FileSpacing | undefined {
  const names = units.map(unitName);
  const [dz, dy, dx] = sizes.map((size, axis) => {
    const [own, common] = [names[axis], names[2]];
    return size > 0 && Number.isFinite(size) && own && common
      ? decimal(size * 10 ** (exponents[own] - exponents[common]))
      : undefined;
  });
  return dx === undefined || dy === undefined ? undefined : { spacing: [dz, dy, dx], unit: names[2]! };
}

/**
 * Voxel size by pixels per unit of length, unless they are those of a screen or a printer.
 * @param pixelsPer - along y and x.
 * @param unit - length in micrometres: 25400 of an inch, 1e4 of a centimetre, 1e6 of a metre.
 */
export function sizeByDensity(pixelsPer: readonly [y: number, x: number], unit: number): FileSpacing | undefined {
  const sizes = pixelsPer.map((density) => decimal(unit / density));
  // Half a percent more, because resolutions in pixels per centimetre or metre are rounded.
  if (!sizes.every((size) => size > 0 && size < (25400 / finestPrint) * 0.995)) return undefined;
  return { spacing: [undefined, sizes[0], sizes[1]], unit: 'um' };
}

/** The value of a key in ImageJ's lines of key=value. */
export const ofImageJ = (description: string, key: string): string | undefined =>
  new RegExp(`^${key}=(.*)$`, 'm').exec(description)?.[1].trim();

/** Attributes of the first Pixels element of OME-XML. */
function ofOme(description: string, key: string): string | undefined {
  const element = /<(?:\w+:)?Pixels\b[^>]*>/.exec(description)?.[0] ?? '';
  return new RegExp(`\\s${key}="([^"]*)"`)
    .exec(element)?.[1]
    .replace(/&#(x?)([0-9a-fA-F]+);/g, (_, hex, code) => String.fromCodePoint(Number.parseInt(code, hex ? 16 : 10)));
}

/** Whether a description is OME-XML. */
export const isOme = (description: string): boolean => description.includes('<OME') || description.includes(':OME ');

/**
 * Voxel size by what a TIFF says of itself.
 * @param description - text of the first page: OME-XML, or ImageJ's lines of key=value.
 * @param pixelsPer - resolution along y and x; undefined where it has none.
 * @param resolutionUnit - the tag's value: 2 for inches, 3 for centimetres.
 * @source https://docs.openmicroscopy.org/ome-model (Pixels), ImageJ's TiffEncoder (keys unit, yunit, zunit, spacing)
 */
export function sizeByDescription(
  description: string,
  pixelsPer: readonly [y: number, x: number] | undefined,
  resolutionUnit: number | undefined,
): FileSpacing | undefined {
  const axes = ['Z', 'Y', 'X'];
  if (isOme(description)) {
    const sizes = axes.map((axis) => Number(ofOme(description, `PhysicalSize${axis}`)));
    const units = axes.map((axis) => ofOme(description, `PhysicalSize${axis}Unit`) ?? 'um');
    return inUnitOfX(sizes as unknown as [number, number, number], units);
  }
  if (!pixelsPer) return undefined;
  if (description.startsWith('ImageJ=')) {
    const unit = ofImageJ(description, 'unit');
    // As the program writes a volume whose size is not known: its pages are layers nevertheless.
    if (unit === 'voxel' && ofImageJ(description, 'spacing') !== undefined) return { spacing: [1, 1, 1], unit };
    const dz = Number(ofImageJ(description, 'spacing'));
    const units = [ofImageJ(description, 'zunit') ?? unit, ofImageJ(description, 'yunit') ?? unit, unit];
    return inUnitOfX([dz, 1 / pixelsPer[0], 1 / pixelsPer[1]], units);
  }
  if (resolutionUnit === 2) return sizeByDensity(pixelsPer, 25400);
  if (resolutionUnit === 3) return sizeByDensity(pixelsPer, 1e4);
  return undefined;
}

/** Number of pages that ImageJ's description promises; undefined in files of other programs. */
export function pagesOfImageJ(description: string): number | undefined {
  if (!description.startsWith('ImageJ=')) return undefined;
  return Number(ofImageJ(description, 'images') ?? 1);
}

/**
 * Checks that pages follow each other along one axis only.
 * @param samples - values a pixel within a page, which OME counts as channels too.
 * @returns the number of channels: above 1 they are the only axis.
 * @throws ExcursaError (input) for channels beside layers or times, and for layers at several times.
 */
export function checkPageAxes(description: string, samples: number, path: string): number {
  const count = (text: string | undefined): number => Number(text ?? 1);
  const [channels, layers, times] = isOme(description)
    ? [count(ofOme(description, 'SizeC')) / samples, ...['SizeZ', 'SizeT'].map((key) => count(ofOme(description, key)))]
    : description.startsWith('ImageJ=')
      ? ['channels', 'slices', 'frames'].map((key) => count(ofImageJ(description, key)))
      : [1, 1, 1];
  if ([channels, layers, times].filter((n) => n > 1).length > 1) {
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: 'pages that are the layers of one stack',
      got: `${channels} channels x ${layers} layers x ${times} times`,
      remedy: 'saving the stack of labels alone',
    });
  }
  return channels;
}
