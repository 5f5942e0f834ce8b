import type { Phase } from '../../grid/index.ts';
import { isOme, ofImageJ } from './voxel-size.ts';

/** Letters that a name may have in lists of names. */
const plain = /^[\p{L}\p{N}_. -]+$/u;

/**
 * Labels and names of phases in one line: `0=pore,1=am`. Letters that end a name or a line are written as `%` and their
 * code.
 */
export function namesLine(phases: readonly Phase[]): string {
  const written = (name: string): string => (plain.test(name) ? name : encodeURIComponent(name));
  return phases.map(({ label, name }) => `${label}=${written(name)}`).join(',');
}

/** The phases of a line of labels and names; undefined for any other text. */
export function phasesOfLine(line: string | undefined): Phase[] | undefined {
  if (!line) return undefined;
  const phases = line.split(',').map((part): Phase | undefined => {
    const [, label, name] = /^(\d+)=(.+)$/.exec(part.trim()) ?? [];
    if (name === undefined) return undefined;
    try {
      return { label: Number(label), name: decodeURIComponent(name) };
    } catch {
      return undefined;
    }
  });
  return phases.includes(undefined) ? undefined : (phases as Phase[]);
}

/**
 * Names of phases that a TIFF's description states: ImageJ's line `phases=0=pore,1=am`, or an OME map annotation whose
 * key is `phases`.
 */
export function phasesOf(description: string): Phase[] | undefined {
  if (isOme(description)) return phasesOfLine(/<M\s+K="phases">([^<]*)<\/M>/.exec(description)?.[1]);
  return description.startsWith('ImageJ=') ? phasesOfLine(ofImageJ(description, 'phases')) : undefined;
}
