import { ExcursaError } from '../errors.ts';
import { classes, type PresetName, phaseCount, presets } from '../phase/index.ts';

/** Model classes of the registry that make as many phases as the images have. */
export function suitedClasses(phases: number): PresetName[] {
  return (Object.keys(presets) as PresetName[]).filter((name) => phaseCount(presets[name]) === phases);
}

/**
 * The classes to compare: those of a list, or all that suit the images but those that want to be named.
 * @param asked - names between commas.
 * @throws ExcursaError (usage) for a name that is none or has another number of phases, (input) when no class suits the
 * images.
 */
export function candidatesOf(phases: number, asked?: string): PresetName[] {
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
  if (asked === undefined) return suited.filter((name) => classes[name].choice === 'always');
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
