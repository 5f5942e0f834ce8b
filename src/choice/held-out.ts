import { longestCorrelation, type Settings } from '../calibrate/index.ts';
import { ExcursaError } from '../errors.ts';
import { crop, type PhaseMap, type Triple } from '../grid/index.ts';
import { classes, type PresetName, phaseCount, presets } from '../phase/index.ts';

/** Model classes of the registry that make as many phases as the images have. */
export function suitedClasses(phases: number): PresetName[] {
  return (Object.keys(presets) as PresetName[]).filter((name) => phaseCount(presets[name]) === phases);
}

/**
 * The classes to compare: those of a list, or all that suit the images but those that are tried later or when named.
 * @param asked - names between commas. @param effort - how long fits search that are compared.
 * @throws ExcursaError (usage) for a name that is none or has another number of phases, (input) when no class suits the
 * images.
 */
export function candidatesOf(phases: number, asked?: string, effort: Settings['effort'] = 'full'): PresetName[] {
  const suited = suitedClasses(phases);
  if (suited.length === 0) {
    const known = [...new Set(Object.values(presets).map(phaseCount))].sort((a, b) => a - b);
    throw new ExcursaError({
      kind: 'input',
      what: ['calibrate ', { setting: 'model', value: 'auto' }],
      expected: `images of ${known.join(' or ')} phases`,
      got: `${phases}`,
      remedy: ['other ', { setting: 'labels' }],
    });
  }
  if (asked === undefined) {
    const tried = effort === 'quick' ? ['always'] : ['always', 'in full'];
    return suited.filter((name) => tried.includes(classes[name].choice));
  }
  return [...new Set(asked.split(',').map((text) => text.trim()))].map((name) => {
    const found = suited.find((other) => other === name);
    if (found) return found;
    throw new ExcursaError({
      kind: 'usage',
      what: { setting: 'candidates' },
      expected: `classes of ${phases} phases out of ${suited.join(', ')}`,
      got: name || 'an empty name',
      remedy: { setting: 'candidates', value: suited.join(',') },
    });
  });
}

/** Bodies larger than usual simulated images make correlations longer than this, pixels. */
const longCorrelation = 16;

/**
 * The classes that are compared too where the one chosen among the candidates is recognised; those of large bodies only
 * where correlations are long, for their images are large.
 */
export function furtherClasses(images: readonly PhaseMap[]): PresetName[] {
  const later = suitedClasses(images[0].phases.length).filter((name) => classes[name].choice === 'if recognised');
  const isLarge = (name: PresetName): boolean => classes[name].hasLargeBodies === true;
  if (!later.some(isLarge) || longestCorrelation(images) >= longCorrelation) return later;
  return later.filter((name) => !isLarge(name));
}

/** Sections divided into those that models are fitted to and those that they are compared with. */
export interface Division {
  readonly fitted: readonly PhaseMap[];
  readonly heldOut: readonly PhaseMap[];
}

/** From so many sections on, whole ones are held out; fewer are cut. */
const enoughSections = 4;

/**
 * Holds out half of the data: every other section where there are at least four, else two opposite quadrants of each,
 * so that a trend across the image is in both parts.
 */
export function divide(sections: readonly PhaseMap[]): Division {
  if (sections.length >= enoughSections) {
    return { fitted: sections.filter((_, i) => i % 2 === 0), heldOut: sections.filter((_, i) => i % 2 === 1) };
  }
  const quadrants = (corners: readonly (readonly [number, number])[]): PhaseMap[] =>
    sections.flatMap((section) => {
      const [, ny, nx] = section.grid.shape;
      const [hy, hx] = [ny >> 1, nx >> 1];
      return corners.map(([y, x]) => crop(section, [0, y * hy, x * hx], [1, hy, hx]));
    });
  return {
    fitted: quadrants([
      [0, 0],
      [1, 1],
    ]),
    heldOut: quadrants([
      [0, 1],
      [1, 0],
    ]),
  };
}

/** Windows of 64 x 64 pixels that the held-out half must hold, so that two classes can be told apart by them. */
const enoughWindows = 32;

/**
 * Whether images hold enough evidence to choose a class without being asked: several classes have as many phases, and
 * the held-out half is large enough.
 */
export function canChoose(sections: readonly PhaseMap[]): boolean {
  const pixels = sections.reduce((sum, { data }) => sum + data.length, 0);
  const isFlat = sections.every(({ grid }) => grid.rank === 2);
  return isFlat && suitedClasses(sections[0].phases.length).length > 1 && pixels / 2 >= enoughWindows * 64 ** 2;
}

/** Blocks wanted of each part: scatter of eight is known to 27 %. */
const wantedBlocks = 8;
/** A block is at least so many pixels wide. */
const leastEdge = 48;

/** Shape [1, ny, nx] of the blocks that both parts of a division are cut into. */
export function blockShape({ fitted, heldOut }: Division): Triple {
  const all = [...fitted, ...heldOut];
  const ny = Math.min(...all.map(({ grid }) => grid.shape[1]));
  const nx = Math.min(...all.map(({ grid }) => grid.shape[2]));
  const fewest = Math.min(fitted.length, heldOut.length);
  let cuts = Math.max(1, Math.ceil(Math.sqrt(wantedBlocks / fewest)));
  while (cuts > 1 && Math.floor(Math.min(ny, nx) / cuts) < leastEdge) cuts--;
  return [1, Math.floor(ny / cuts), Math.floor(nx / cuts)];
}

/** Blocks of one shape that share no pixel, as many as fit into each map. */
export function cutIntoBlocks(maps: readonly PhaseMap[], shape: Triple): PhaseMap[] {
  return maps.flatMap((map) => {
    const [, ny, nx] = map.grid.shape;
    const out: PhaseMap[] = [];
    for (let y = 0; y + shape[1] <= ny; y += shape[1]) {
      for (let x = 0; x + shape[2] <= nx; x += shape[2]) out.push(crop(map, [0, y, x], shape));
    }
    return out;
  });
}
