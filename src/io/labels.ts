import { ExcursaError, type Phrase } from '../errors.ts';
import { masked, type Phase } from '../grid/index.ts';
import { colourText, type LabelledPhase, largestLabel, mostPhases, valuesOf } from './label-list.ts';

/**
 * Different values beside the whole numbers from 0 to 65535 that are counted before an image is taken for a grey one.
 */
const mostOthers = 4096;

const isSmall = (v: number): boolean => v >= 0 && v <= largestLabel && Number.isInteger(v);

/**
 * How often each value occurs.
 * @throws ExcursaError (input) for values that are no numbers, and for thousands of fractions, negative or huge ones.
 */
export function countValues(values: ArrayLike<number>, path: string): Map<number, number> {
  const histogram = new Float64Array(largestLabel + 1);
  const others = new Map<number, number>();
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (isSmall(v)) histogram[v]++;
    else if (!Number.isFinite(v)) {
      throw new ExcursaError({
        kind: 'input',
        what: path,
        expected: 'a number as label in every voxel',
        got: `${v}`,
        remedy: 'a number of its own for such voxels, and that number as the mask',
      });
    } else if (others.size <= mostOthers || others.has(v)) others.set(v, (others.get(v) ?? 0) + 1);
  }
  const counts = new Map<number, number>();
  histogram.forEach((count, value) => {
    if (count > 0) counts.set(value, count);
  });
  for (const [value, count] of others) counts.set(value, count);
  return counts;
}

/** Brightness of a colour 0xRRGGBB, 0 to 255. */
const luminance = (colour: number): number =>
  0.2126 * (colour >> 16) + 0.7152 * ((colour >> 8) & 255) + 0.0722 * (colour & 255);

/** What files state of their phases beside the values. */
export interface Found {
  /** Whether the values are colours. */
  readonly colours: boolean;
  /** Names of phases that the files state. */
  readonly phases: readonly Phase[];
}

/**
 * The phases of an image whose labels nobody named: its distinct values in order, colours from dark to bright. Labels
 * are the values, or 0, 1, 2, ... where values are colours, fractions, negative or huge.
 * @throws ExcursaError (input) when there is only one value, or so many that it must be a grey or a blurred image.
 */
export function inferPhases(
  counts: ReadonlyMap<number, number>,
  mask: number | undefined,
  path: string,
  { colours, phases: named }: Found = { colours: false, phases: [] },
): LabelledPhase[] {
  const values = [...counts.keys()].filter((value) => value !== mask);
  values.sort(colours ? (a, b) => luminance(a) - luminance(b) || a - b : (a, b) => a - b);
  if (values.length > mostPhases) {
    const many = values.length > mostOthers ? `more than ${mostOthers}` : `${values.length}`;
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `a segmented image with at most ${mostPhases} ${colours ? 'colours' : 'label values'}`,
      got: colours ? `${many} colours, as after blur or lossy compression` : `${many} grey values`,
      remedy: colours
        ? 'saving the labels again without smoothing, as PNG or TIFF'
        : [
            'segmenting it first, with segment, ilastik or Fiji for instance, or naming the phases by ',
            { setting: 'labels' },
          ],
    });
  }
  if (values.length < 2) {
    const single = colours ? `the single colour ${colourText(values[0] ?? 0)}` : `the single value ${values[0]}`;
    const got = values.length === 0 ? 'masked voxels alone' : single;
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: 'at least two phases',
      got: `${got}`,
      remedy: 'another image',
    });
  }
  const inOrder = colours || !values.every(isSmall);
  return values.map((value, i): LabelledPhase => {
    const label = inOrder ? i : value;
    const name = named.find((phase) => phase.label === label)?.name ?? `phase${i}`;
    return { label, name, ...(inOrder && { values: [value] }), ...(colours && { colours: true }) };
  });
}

/** Checks that every value is a phase's or the mask. @throws ExcursaError (input) for any other. */
export function checkListed(
  counts: ReadonlyMap<number, number>,
  phases: readonly LabelledPhase[],
  mask: number | undefined,
  path: string,
): void {
  const listed = phases.flatMap(valuesOf);
  const text = phases[0].colours ? colourText : String;
  for (const [value, count] of counts) {
    if (value === mask || listed.includes(value)) continue;
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `only the ${phases[0].colours ? 'colours' : 'labels'} ${listed.map(text).join(', ')}`,
      got: `${count} voxels of ${text(value)}`,
      remedy: phases[0].colours
        ? ['adding it to ', { setting: 'labels' }, ', or saving the labels without smoothing']
        : ['adding it to ', { setting: 'labels' }, ' or ', { setting: 'mask', value }],
    });
  }
}

/**
 * Checks that phases occur, and that one does where all of them may lack.
 * @param mayLack - names of phases that need not; of those a note tells.
 * @throws ExcursaError (input) for a phase that occurs nowhere.
 */
export function checkOccurring(
  counts: ReadonlyMap<number, number>,
  phases: readonly LabelledPhase[],
  path: string,
  { mayLack = [], onNote }: { mayLack?: readonly string[]; onNote?: (sentence: Phrase) => void } = {},
): void {
  const occurs = (phase: LabelledPhase): boolean => valuesOf(phase).some((value) => counts.has(value));
  const some = phases.some(occurs);
  for (const phase of phases) {
    if (occurs(phase)) continue;
    const text = phase.colours ? colourText : String;
    const values = valuesOf(phase).map(text).join(' or ');
    if (some && mayLack.includes(phase.name)) {
      onNote?.([
        `${path}: it has no voxel of the phase ${phase.name} (${values}), which counts as absent; `,
        { setting: 'labels' },
        ' names its label if it has another one',
      ]);
      continue;
    }
    const found = [...counts.keys()].sort((a, b) => a - b).slice(0, 12);
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `voxels of the phase ${phase.name} with label ${values}`,
      got: `none (labels found: ${found.map(text).join(', ')}${counts.size > 12 ? ', ...' : ''})`,
      remedy: ['correcting ', { setting: 'labels' }],
    });
  }
}

/** Values to phase indices, the mask and all others to 255. */
export function toIndices(
  values: ArrayLike<number>,
  phases: readonly LabelledPhase[],
  mask: number | undefined,
): Uint8Array {
  const table = new Uint8Array(largestLabel + 1).fill(masked);
  const others = new Map<number, number>();
  phases.forEach((phase, i) => {
    for (const value of valuesOf(phase)) {
      if (value === mask) continue;
      if (isSmall(value)) table[value] = i;
      else others.set(value, i);
    }
  });
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) {
    const v = values[i];
    out[i] = isSmall(v) ? table[v] : (others.get(v) ?? masked);
  }
  return out;
}
