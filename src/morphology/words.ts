import type { MorphologyFeature } from './feature-list.ts';

/** The first of every kind and phase, sizes and directions apart. @param ranked - the most telling first. */
export function firstOfKinds<T extends { readonly feature: MorphologyFeature }>(ranked: readonly T[]): T[] {
  const seen = new Set<string>();
  return ranked.filter(({ feature: { kind, phases } }) => {
    const family = `${kind.split(' ')[0]} ${phases.join()}`;
    return !seen.has(family) && seen.add(family);
  });
}

/** The name of a feature, with its phases and size. @param names - of the phases, by position. */
export function describeFeature({ kind, phases, size, diagonal }: MorphologyFeature, names: readonly string[]): string {
  const of = phases.map((phase) => names[phase]).join('-');
  switch (kind) {
    case 'volume fraction':
    case 'interface':
      return `${kind} of ${of}`;
    case 'triple points':
      return 'triple points per 1000 pixels';
    case 'Euler number':
      return `Euler number of ${of} per 1000 pixels${diagonal ? ', corners connect' : ''}`;
    case 'lineal path':
      return `lineal path of ${of} at ${size} pixels`;
    case 'erosion':
    case 'opening':
      return `share of ${of} left by an ${kind} with ${size} x ${size} pixels`;
    case 'three points in a corner':
    case 'three points in a row':
      return `${kind}, ${size} pixels apart, in ${of}`;
    case 'parts':
      return `parts of ${of} per 1000 pixels`;
    case 'specks':
      return `specks of ${of} per 1000 pixels`;
    case 'largest part':
      return `largest part of ${of}, share of the window`;
  }
}

/** What it means that the model has more of a feature than the data, and less. */
const meanings: Readonly<Record<MorphologyFeature['kind'], (of: string, size: number) => readonly [string, string]>> = {
  'volume fraction': (of) => [`too much ${of}`, `too little ${of}`],
  interface: (of) => [`too much interface of ${of}`, `too little interface of ${of}`],
  'triple points': () => ['too many triple points', 'too few triple points'],
  'Euler number': (of) => [
    `${of} has too many separate pieces or too few holes`,
    `${of} connects too much or has too many holes`,
  ],
  'lineal path': (of, size) => [
    `too many segments of ${size} pixels lie in ${of}`,
    `too few segments of ${size} pixels lie in ${of}`,
  ],
  erosion: (of, size) => [`${of} is too thick at ${size} pixels`, `${of} is too thin at ${size} pixels`],
  opening: (of, size) => [
    `too much of ${of} is thicker than ${size} pixels`,
    `too little of ${of} is thicker than ${size} pixels`,
  ],
  'three points in a corner': (of, size) => [
    `${of} is too compact at ${size} pixels`,
    `${of} is too ragged at ${size} pixels`,
  ],
  'three points in a row': (of, size) => [
    `${of} reaches too far at ${size} pixels`,
    `${of} does not reach far enough at ${size} pixels`,
  ],
  parts: (of) => [`${of} falls into too many parts`, `${of} falls into too few parts`],
  specks: (of) => [`too many specks of ${of}`, `too few specks of ${of}`],
  'largest part': (of) => [`the largest part of ${of} is too large`, `the largest part of ${of} is too small`],
};

/** What gives a model away, in words. @param more - whether the model has more of the feature than the data. */
export function meaningOf({ kind, phases, size }: MorphologyFeature, names: readonly string[], more: boolean): string {
  return meanings[kind](phases.map((phase) => names[phase]).join(' and '), size)[more ? 0 : 1];
}
