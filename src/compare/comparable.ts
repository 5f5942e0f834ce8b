import { aFlag, aPositiveNumber, aText, listOf, optionsOf } from '../arguments.ts';
import { type AnyDescription, aDescription, descriptorList } from '../descriptor/index.ts';
import { ExcursaError } from '../errors.ts';
import { errorList } from '../phase/index.ts';

/** What `compare` is given. */
export const compareArguments = {
  model: listOf('a list of descriptions', '[first, second]', aDescription),
  reference: aDescription,
  options: optionsOf('{ delta: 0.05 }', {
    ...{ halves: listOf('two descriptions', '[first, second]', aDescription, 2), descriptors: descriptorList },
    ...{ delta: aPositiveNumber, model: aText, fittedToReference: aFlag, fitErrors: errorList },
  }),
};

/**
 * Checks that descriptions can be compared. The reference may lack a phase: its volume fraction is 0, and rows of what
 * it then does not have are unmeasured.
 * @throws ExcursaError (usage) for sides that differ.
 */
export function checkComparable(models: readonly AnyDescription[], reference: AnyDescription): void {
  if (models.length < 2) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'compare',
      expected: 'at least 2 realisations to tell error from scatter',
      got: `${models.length}`,
      remedy: { setting: 'realisations', value: 8 },
    });
  }
  const wanted = reference.grid;
  const names = (d: AnyDescription): string =>
    d.phases
      .map((phase) => phase.name)
      .sort()
      .join(',');
  for (const description of models) {
    const { shape, spacing, unit } = description.grid;
    // Spacings may have passed through a file as decimals of single precision.
    const sameSpacing = spacing.every((d, a) => Math.abs(d - wanted.spacing[a]) <= 1e-6 * wanted.spacing[a]);
    if (shape.length !== wanted.shape.length || unit !== wanted.unit || !sameSpacing) {
      const show = (g: AnyDescription['grid']): string => `${g.shape.length}D at ${g.spacing.join(' x ')} ${g.unit}`;
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: `realisations like the reference, ${show(wanted)}`,
        got: show(description.grid),
        remedy: ['the same rank and ', { setting: 'spacing' }],
      });
    }
    if (shape.join() !== models[0].grid.shape.join()) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: 'realisations of one shape',
        got: `${models[0].grid.shape.join(' x ')} and ${shape.join(' x ')}`,
      });
    }
    if (names(description) !== names(reference)) {
      throw new ExcursaError({
        kind: 'usage',
        what: 'compare',
        expected: `the phases ${names(reference)} in the model`,
        got: names(description),
        remedy: { setting: 'labels' },
      });
    }
  }
}
