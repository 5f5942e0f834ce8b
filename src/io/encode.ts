import { aPath, checkArguments } from '../arguments.ts';
import { ExcursaError } from '../errors.ts';
import { aPhaseMap, masked, type PhaseMap } from '../grid/index.ts';
import { type Format, labelBytes } from './formats/format.ts';
import { formats } from './formats/index.ts';

const writable = Object.entries<Format>(formats).filter(([, format]) => format.write);

/** Extensions that can be written. */
export const writableExtensions: readonly string[] = writable.flatMap(([, format]) => format.extensions);

const first = writable.map(([, { extensions }]) => extensions[0]);

/** An extension of every format that can be written, for sentences: '.tif, .npy or .vti'. */
export const writableNames = `${first.slice(0, -1).join(', ')} or ${first.at(-1)}`;

/**
 * The name of the format that a file name's extension stands for.
 * @throws ExcursaError (usage) when the extension is that of no format that can be written.
 */
export function writableFormat(fileName: string): string {
  const name = fileName.toLowerCase();
  const extension = /\.[^./\\]+$/.exec(fileName)?.[0] ?? '';
  const found = writable.find(([, format]) => format.extensions.some((own) => name.endsWith(own)));
  if (found) return found[0];
  throw new ExcursaError({
    kind: 'usage',
    what: fileName,
    expected: `a name that ends in ${writableExtensions.join(', ')}`,
    got: `${extension || 'none'}`,
    remedy: `${fileName.slice(0, fileName.length - extension.length) || 'labels'}.tif`,
  });
}

/**
 * The file of a phase map: label values, masked voxels as 255, or as 65535 beside labels above 255. Only a layer of it
 * is held at a time.
 * @param fileName - whose extension names the format, for example `twin.tif`.
 * @returns the bytes of the file in pieces; the same map gives the same voxels everywhere.
 * @throws ExcursaError (usage) for unknown extensions, and a phase that has the label of masked voxels.
 * @example
 * import { createGrid, createPhaseMap, encodePhaseMap } from 'excursa';
 * const phases = ['pore', 'solid'].map((name, label) => ({ name, label }));
 * const map = createPhaseMap(createGrid([2, 2, 2]), new Uint8Array(8), phases);
 * let bytes = 0;
 * for await (const piece of encodePhaseMap(map, 'map.vti')) bytes += piece.length;
 * console.log(bytes > 8); // true
 */
export function encodePhaseMap(map: PhaseMap, fileName: string): AsyncIterable<Uint8Array> {
  checkArguments('encodePhaseMap', { map, fileName }, { map: aPhaseMap, fileName: aPath });
  const format: Format = formats[writableFormat(fileName) as keyof typeof formats];
  const outside = labelBytes(map) === 1 ? masked : 65535;
  const confused = map.phases.find((phase) => phase.label === outside);
  if (confused && map.data.includes(masked)) {
    throw new ExcursaError({
      kind: 'usage',
      what: fileName,
      expected: `labels below ${outside}, which stands for masked voxels`,
      got: `it for ${confused.name}`,
      remedy: 'another label value',
    });
  }
  return format.write!(map);
}
