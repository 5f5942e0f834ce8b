import { ExcursaError } from '../errors.ts';
import { masked, type Phase } from '../grid/index.ts';

/** Phases that an image may have at most; more distinct values are taken for a grey image. */
const mostPhases = 8;

/**
 * Label values and names of phases: '0=pore,1=am,2=se', or values alone.
 * @throws ExcursaError (usage) for values that are no whole numbers from 0 to 65535, or that come twice.
 */
export function parseLabels(text: string): Phase[] {
  const fail = (expected: string, got: string): never => {
    throw new ExcursaError('usage', `--labels: expected ${expected}, got ${got}; try --labels 0=pore,1=am,2=se`);
  };
  const phases = text.split(',').map((part, i): Phase => {
    const [value, name = `phase${i}`] = part.split('=', 2).map((s) => s.trim());
    if (!/^\d+$/.test(value) || Number(value) > 65535) fail('label values from 0 to 65535', `'${part}'`);
    if (!/^[\p{L}\p{N}_. -]+$/u.test(name)) fail('names of letters, digits, _ . or -', `'${name}'`);
    return { label: Number(value), name };
  });
  if (phases.length < 2 || phases.length > mostPhases) fail(`2 to ${mostPhases} phases`, String(phases.length));
  if (new Set(phases.map((p) => p.label)).size < phases.length) fail('each label value once', text);
  if (new Set(phases.map((p) => p.name)).size < phases.length) fail('each name once', text);
  return phases;
}

/** How often each value occurs. @throws ExcursaError (input) for NaN, fractions, negative or huge values. */
export function countValues(values: ArrayLike<number>, path: string, counts: Map<number, number>): void {
  const histogram = new Float64Array(65536);
  for (let i = 0; i < values.length; i++) {
    const v = values[i];
    if (!(v >= 0 && v < 65536 && Number.isInteger(v))) {
      const got = Number.isNaN(v) ? 'NaN' : String(v);
      throw new ExcursaError(
        'input',
        `${path}: expected whole numbers from 0 to 65535 as labels, got ${got}; try converting the labels to uint8`,
      );
    }
    histogram[v]++;
  }
  histogram.forEach((count, value) => {
    if (count > 0) counts.set(value, (counts.get(value) ?? 0) + count);
  });
}

/**
 * The phases of an image whose labels nobody named: its distinct values in order.
 * @throws ExcursaError (input) when there is only one value, or so many that it must be a grey image.
 */
export function inferPhases(counts: ReadonlyMap<number, number>, mask: number | undefined, path: string): Phase[] {
  const values = [...counts.keys()].filter((value) => value !== mask).sort((a, b) => a - b);
  if (values.length > mostPhases) {
    throw new ExcursaError(
      'input',
      `${path}: expected a segmented image with at most ${mostPhases} label values, got ${values.length} grey values; try segmenting it first, with ilastik or Fiji for instance, or naming the phases by --labels`,
    );
  }
  if (values.length < 2) {
    throw new ExcursaError(
      'input',
      `${path}: expected at least two phases, got the single value ${values[0]}; try another image`,
    );
  }
  return values.map((label, i) => ({ label, name: `phase${i}` }));
}

/**
 * Checks that phases and image agree.
 * @throws ExcursaError (input) for a value that is neither phase nor mask, and for a phase that occurs nowhere.
 */
export function checkLabels(
  counts: ReadonlyMap<number, number>,
  phases: readonly Phase[],
  mask: number | undefined,
  path: string,
): void {
  const listed = phases.map((phase) => phase.label);
  for (const [value, count] of counts) {
    if (value === mask || listed.includes(value)) continue;
    throw new ExcursaError(
      'input',
      `${path}: expected only the labels ${listed.join(', ')}, got ${count} voxels of ${value}; try adding it to --labels or --mask ${value}`,
    );
  }
  for (const phase of phases) {
    if (counts.has(phase.label)) continue;
    const found = [...counts.keys()].sort((a, b) => a - b).join(', ');
    throw new ExcursaError(
      'input',
      `${path}: expected voxels of the phase ${phase.name} with label ${phase.label}, got none (labels found: ${found}); try correcting --labels`,
    );
  }
}

/** Label values to phase indices, the mask to 255. */
export function toIndices(values: ArrayLike<number>, phases: readonly Phase[], mask: number | undefined): Uint8Array {
  const table = new Uint8Array(65536).fill(masked);
  phases.forEach((phase, i) => {
    table[phase.label] = i;
  });
  if (mask !== undefined) table[mask] = masked;
  const out = new Uint8Array(values.length);
  for (let i = 0; i < out.length; i++) out[i] = table[values[i]];
  return out;
}
