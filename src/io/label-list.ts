import { ExcursaError } from '../errors.ts';
import type { Phase } from '../grid/index.ts';

/** Largest label value that files hold. */
export const largestLabel = 65535;

/** A phase as somebody names it: by its label, by several label values, or by colours. */
export interface LabelledPhase extends Phase {
  /** Values in the files that are this phase, or colours 0xRRGGBB; by default its label alone. */
  readonly values?: readonly number[];
  /** Whether the values are colours. */
  readonly colours?: true;
}

/** New label values: by the old ones, or 0, 1, 2, ... in the order of the phases. */
export type Relabelling = 'order' | ReadonlyMap<number, number>;

/** What names of phases are made of. */
export const phaseNameRule = 'names of letters, digits, blanks, _ . or -';

/** Whether a phase may have this name. */
export const isPhaseName = (name: string): boolean => /^[\p{L}\p{N}_. -]+$/u.test(name);

/** A wrong list of labels in one sentence. @throws ExcursaError (usage) always. */
export function failLabels(expected: string, got: string): never {
  const remedy = { setting: 'labels', value: '0=pore,1=am,2=se' };
  throw new ExcursaError({ kind: 'usage', what: { setting: 'labels' }, expected, got, remedy });
}

const isLabel = (value: number): boolean => Number.isInteger(value) && value >= 0 && value <= largestLabel;

/** A colour as files of images know it: `#1414e6`. */
export const colourText = (value: number): string => `#${value.toString(16).padStart(6, '0')}`;

/** A value of a list: a number, or a colour `#rrggbb`; undefined for anything else. */
function readValue(text: string): { readonly value: number; readonly colour: boolean } | undefined {
  if (/^#[0-9a-f]{6}$/i.test(text)) return { value: Number.parseInt(text.slice(1), 16), colour: true };
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? { value: Number(text), colour: false } : undefined;
}

/**
 * Values and names of phases: '0=pore,1=am,2=se', values alone, several values of one phase '0+3=pore', or colours
 * '#141414=pore'. The label of a phase is its first value; labels are 0, 1, 2, ... where values are colours, fractions,
 * negative or above 65535.
 * @throws ExcursaError (usage) for other words, values or names that come twice, and colours beside numbers.
 */
export function parseLabels(text: string): LabelledPhase[] {
  const parts = text.split(',').map((part, i) => {
    const [left, name = `phase${i}`, ...more] = part.split('=').map((s) => s.trim());
    const values = left.split('+').map((value) => readValue(value.trim()));
    if (values.includes(undefined) || more.length > 0)
      failLabels('label values or colours (#rrggbb) with a name each', `'${part}'`);
    if (!isPhaseName(name)) failLabels(phaseNameRule, `'${name}'`);
    return { name, values: values as NonNullable<(typeof values)[number]>[] };
  });
  const all = parts.flatMap(({ values }) => values);
  const colours = all.some(({ colour }) => colour);
  if (colours && !all.every(({ colour }) => colour)) failLabels('either label values or colours', text);
  const inOrder = colours || !all.every(({ value }) => isLabel(value));
  const phases = parts.map(({ name, values }, i): LabelledPhase => {
    const numbers = values.map(({ value }) => value);
    const label = inOrder ? i : numbers[0];
    return {
      ...{ label, name },
      ...((inOrder || numbers.length > 1) && { values: numbers }),
      ...(colours && { colours: true }),
    };
  });
  checkPhases(phases, undefined);
  return phases;
}

/** Phases that an image may have at most; more distinct values are taken for a grey image. */
export const mostPhases = 8;

/** Values in files that are a phase. */
export const valuesOf = ({ label, values }: LabelledPhase): readonly number[] => values ?? [label];

/**
 * Checks that phases can be told apart.
 * @throws ExcursaError (usage) for values or names that come twice, labels that are not from 0 to 65535, and a mask
 * that is also a label.
 */
export function checkPhases(phases: readonly LabelledPhase[], mask: number | undefined): void {
  const values = phases.flatMap(valuesOf);
  const shown = (phase: LabelledPhase): string =>
    `${valuesOf(phase)
      .map(phase.colours ? colourText : String)
      .join('+')}=${phase.name}`;
  const list = phases.map(shown).join(',');
  if (phases.length < 2 || phases.length > mostPhases) failLabels(`2 to ${mostPhases} phases`, `${phases.length}`);
  const strange = phases.find(({ label }) => !isLabel(label));
  if (strange !== undefined) failLabels('label values from 0 to 65535', `${strange.label}`);
  if (new Set(values).size < values.length) failLabels('each label value once', list);
  if (new Set(phases.map((phase) => phase.name)).size < phases.length) failLabels('each name once', list);
  if (mask !== undefined && values.includes(mask)) {
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'mask' },
      expected: 'a value that no phase has',
      got: [`${mask} with `, { setting: 'labels', value: list }],
      remedy: 'leaving one of them out',
    });
  }
}

/**
 * New label values: '30000=1,60000=2', or 'order' for 0, 1, 2, ... in the order of the phases.
 * @param setting - name of the setting, for messages. @throws ExcursaError (usage) for anything else.
 */
export function parseRelabelling(text: string, setting = 'relabel'): Relabelling {
  if (text.trim() === 'order') return 'order';
  const pairs = text.split(',').map((part) => /^\s*(\d+)\s*=\s*(\d+)\s*$/.exec(part));
  const numbers = pairs.map((pair) => [Number(pair?.[1]), Number(pair?.[2])] as const);
  if (numbers.every((pair) => pair.every(isLabel)) && new Set(numbers.map(([from]) => from)).size === numbers.length) {
    return new Map(numbers);
  }
  throw new ExcursaError({
    kind: 'usage',
    what: { setting },
    expected: "pairs of labels, old=new, or 'order'",
    got: text.trim() === '' ? 'nothing' : text,
    remedy: { setting, value: '30000=1,60000=2' },
  });
}

/**
 * Phases with other labels.
 * @throws ExcursaError (usage) for a label that no phase has, and for two phases of one label.
 */
export function relabelled(phases: readonly Phase[], relabelling: Relabelling | undefined): Phase[] {
  const plain = phases.map(({ label, name }) => ({ label, name }));
  if (relabelling === undefined) return plain;
  if (relabelling === 'order') return plain.map(({ name }, label) => ({ label, name }));
  const list = plain.map(({ label }) => label).join(', ');
  const fail = (expected: string, got: string): never => {
    const remedy = { setting: 'relabel', value: 'order' };
    throw new ExcursaError({ kind: 'usage', what: { setting: 'relabel' }, expected, got, remedy });
  };
  for (const from of relabelling.keys()) {
    if (!plain.some(({ label }) => label === from)) fail(`labels of the images (${list})`, `${from}`);
  }
  const out = plain.map(({ label, name }) => ({ label: relabelling.get(label) ?? label, name }));
  const twice = out.find(({ label }, i) => out.findIndex((phase) => phase.label === label) < i);
  if (twice) fail('another label for each phase', `${twice.label} twice`);
  return out;
}
