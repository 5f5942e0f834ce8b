import type { SettingsInput } from '../calibrate/index.ts';
import { familyOf } from '../correlation/index.ts';
import { ExcursaError } from '../errors.ts';
import type { PhaseMap } from '../grid/index.ts';
import { classes, type PresetName, usualClass } from '../phase/index.ts';
import type { Choice } from './choice.ts';
import { type ChoiceRequest, chooseClass } from './choose.ts';
import { canChoose, candidatesOf, furtherClasses } from './held-out.ts';

/** Families of a hundred parameters take too long to be fitted class by class unasked. */
const hasLargeFamily = ({ family }: SettingsInput): boolean => family !== undefined && familyOf(family).isCurve;

/** Whether a method of the user's own was asked for: classes are compared each by its own. */
export const hasMethod = ({ method, refinement }: SettingsInput): boolean =>
  method !== undefined || (refinement !== undefined && refinement !== 'none');

/** Whether the class is chosen though nobody asked: none is named, and the images hold enough evidence. */
export const choosesUnasked = (images: readonly PhaseMap[], settings: SettingsInput): boolean =>
  settings.model === undefined && !hasMethod(settings) && !hasLargeFamily(settings) && canChoose(images);

/** Classes that are compared unasked. */
const candidates = (phases: number): PresetName[] => candidatesOf(phases, undefined, 'quick');

/**
 * The class to begin with while those are compared: the usual one where it is among them, else the one with the most
 * fields of those with exact two-point functions, which take seconds.
 */
export function classBeforeChoice(phases: number): PresetName {
  const usual = usualClass(phases).record.name;
  const compared = candidates(phases);
  if (compared.includes(usual)) return usual;
  const exact = compared.filter((name) => classes[name].method === 'exact');
  const fieldsOf = (name: PresetName): number => classes[name].record.fields.length;
  return exact.reduce((most, name) => (fieldsOf(name) > fieldsOf(most) ? name : most), exact[0] ?? usual);
}

/**
 * Chooses a class in little time where nobody asked. Undefined where no class could be compared: nothing is refused
 * that a fit of the usual class may accept, or refuses with its own reason.
 * @throws ExcursaError what `chooseClass` throws besides.
 */
export async function chooseUnasked(
  request: Omit<ChoiceRequest, 'candidates' | 'further' | 'effort'>,
): Promise<Choice | undefined> {
  try {
    const { images } = request;
    const compared = { candidates: candidates(images[0].phases.length), further: furtherClasses(images) };
    return await chooseClass({ ...request, ...compared, effort: 'quick' });
  } catch (error) {
    if (!(error instanceof ExcursaError) || !['input', 'numeric'].includes(error.kind)) throw error;
    return undefined;
  }
}
