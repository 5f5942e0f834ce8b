import { ExcursaError } from '../errors.ts';
import { masked, type Phase } from '../grid/index.ts';

/** Phases that an image may have at most; more distinct values are taken for a grey image. */
const mostPhases = 8;

const largestLabel = 65535;

/**
 * Label values and names of phases: '0=pore,1=am,2=se', or values alone.
 * @throws ExcursaError (usage) for values that are no whole numbers from 0 to 65535, or that come twice.
 */
export function parseLabels(text: string): Phase[] {
  const phases = text.split(',').map((part, i): Phase => {
    const [value, name = `phase${i}`, ...more] = part.split('=').map((s) => s.trim());
    if (!/^\d+$/.test(value) || more.length > 0)
      failLabels('label values from 0 to 65535 with a name each', `'${part}'`);
    if (!/^[\p{L}\p{N}_. -]+$/u.test(name)) failLabels('names of letters, digits, _ . or -', `'${name}'`);
    return { label: Number(value), name };
  });
  checkPhases(phases, undefined);
  return phases;
}

function failLabels(expected: string, got: string): never {
  const remedy = { setting: 'labels', value: '0=pore,1=am,2=se' };
  throw new ExcursaError({ kind: 'usage', what: { setting: 'labels' }, expected, got, remedy });
}

/**
 * Checks that phases can be told apart.
 * @throws ExcursaError (usage) for labels or names that come twice, labels that are not from 0 to 65535, and a mask
 * that is also a label.
 */
export function checkPhases(phases: readonly Phase[], mask: number | undefined): void {
  const labels = phases.map((phase) => phase.label);
  const list = phases.map((phase) => `${phase.label}=${phase.name}`).join(',');
  if (phases.length < 2 || phases.length > mostPhases) failLabels(`2 to ${mostPhases} phases`, `${phases.length}`);
  const strange = labels.find((label) => !Number.isInteger(label) || label < 0 || label > largestLabel);
  if (strange !== undefined) failLabels('label values from 0 to 65535', `${strange}`);
  if (new Set(labels).size < phases.length) failLabels('each label value once', list);
  if (new Set(phases.map((phase) => phase.name)).size < phases.length) failLabels('each name once', list);
  if (mask !== undefined && labels.includes(mask)) {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'mask' },
      expected: 'a value that no phase has',
      got: [`${mask} with `, { setting: 'labels', value: list }],
      remedy: 'leaving one of them out',
    });
  }
}

/** How often each value occurs. @throws ExcursaError (input) for NaN, fractions, negative or huge values. */
export function countValues(values: ArrayLike<number>, path: string): Map<number, number> {
  const histogram = new Float64Array(largestLabel + 1);
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (!(v >= 0 && v <= largestLabel && Number.isInteger(v))) {
      throw new ExcursaError({
        kind: 'input',
        what: path,
        expected: 'whole numbers from 0 to 65535 as labels',
        got: `${v}`,
        remedy: 'converting the labels to uint8',
      });
    }
    histogram[v]++;
  }
  const counts = new Map<number, number>();
  histogram.forEach((count, value) => {
    if (count > 0) counts.set(value, count);
  });
  return counts;
}

/**
 * The phases of an image whose labels nobody named: its distinct values in order.
 * @throws ExcursaError (input) when there is only one value, or so many that it must be a grey image.
 */
export function inferPhases(counts: ReadonlyMap<number, number>, mask: number | undefined, path: string): Phase[] {
  const values = [...counts.keys()].filter((value) => value !== mask).sort((a, b) => a - b);
  if (values.length > mostPhases) {
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `a segmented image with at most ${mostPhases} label values`,
      got: `${values.length} grey values`,
      remedy: [
        'segmenting it first, with ilastik or Fiji for instance, or naming the phases by ',
        { setting: 'labels' },
      ],
    });
  }
  if (values.length < 2) {
    const got = values.length === 0 ? 'masked voxels alone' : `the single value ${values[0]}`;
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: 'at least two phases',
      got: got,
      remedy: 'another image',
    });
  }
  return values.map((label, i) => ({ label, name: `phase${i}` }));
}

/** Checks that every value is a phase's or the mask. @throws ExcursaError (input) for any other. */
export function checkListed(
  counts: ReadonlyMap<number, number>,
  phases: readonly Phase[],
  mask: number | undefined,
  path: string,
): void {
  const listed = phases.map((phase) => phase.label);
  for (const [value, count] of counts) {
    if (value === mask || listed.includes(value)) continue;
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `only the labels ${listed.join(', ')}`,
      got: `${count} voxels of ${value}`,
      remedy: ['adding it to ', { setting: 'labels' }, ' or ', { setting: 'mask', value }],
    });
  }
}

/** Checks that no phase is empty. @throws ExcursaError (input) for a phase that occurs nowhere. */
export function checkOccurring(counts: ReadonlyMap<number, number>, phases: readonly Phase[], path: string): void {
  for (const phase of phases) {
    if (counts.has(phase.label)) continue;
    const found = [...counts.keys()].sort((a, b) => a - b).join(', ');
    throw new ExcursaError({
      kind: 'input',
      what: path,
      expected: `voxels of the phase ${phase.name} with label ${phase.label}`,
      got: `none (labels found: ${found})`,
      remedy: ['correcting ', { setting: 'labels' }],
    });
  }
}

/** Label values to phase indices, the mask to 255. */
export function toIndices(values: ArrayLike<number>, phases: readonly Phase[], mask: number | undefined): Uint8Array {
  const table = new Uint8Array(largestLabel + 1).fill(masked);
  phases.forEach((phase, i) => {
    if (phase.label !== mask) table[phase.label] = i;
  });
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = table[values[i]];
  return out;
}
