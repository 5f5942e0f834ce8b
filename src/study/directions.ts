import { ExcursaError } from '../errors.ts';
import { type ExcursionModel, parametersOf, phasesOfCells } from '../phase/index.ts';
import { namesIn } from './draw-settings.ts';
import { combinationsOf } from './exact-laws.ts';
import type { StudyInput } from './study-kind.ts';

/** A direction in which the parameters of a model move together. */
export interface Direction {
  readonly name: string;
  readonly meaning: string;
  /** The phases that a threshold, or the field of a parameter, parts: `binder from pore, nmc`. */
  readonly parts?: string | undefined;
  /** Relative change of every parameter for a relative change of length 1 - [parameter]. */
  readonly change: readonly number[];
}

/** What every latent of a model parts: the phase of its cell from those of later cells - [latent]. */
function partedPhases({ record, order, phases }: ExcursionModel): string[] {
  const names = phasesOfCells(record).map((set) => phases[order[set]].name);
  return record.latents.map((_, l) => {
    const rest = [...new Set(names.slice(l + 1))].filter((name) => name !== names[l]);
    return `${names[l]} from ${rest.join(', ')}`;
  });
}

/** What a parameter's threshold or field parts; undefined for others, as sizes of grains. */
function partsOf(model: ExcursionModel, group: string, name: string): string | undefined {
  const parted = partedPhases(model);
  const felt = model.record.latents.flatMap(({ threshold, terms }, l) =>
    threshold === name || terms.some((term) => 'field' in term && term.field === group) ? parted[l] : [],
  );
  return felt.length === 0 ? undefined : felt.join('; ');
}

/** Parts of a combination that its meaning lists, and the least weight of one. */
const [mostParts, leastWeight] = [4, 0.15];

/** Single parameters and combinations of a study. Parameters that are 0 have no relative change and are left out. */
export function directionsOf(
  { parameters, combinations }: { readonly parameters: string; readonly combinations: number },
  { model }: StudyInput,
): Direction[] {
  const list = parametersOf(model.record, model.family).map((own) => ({
    ...own,
    full: own.group === 'scalars' ? own.name : `${own.group}.${own.name}`,
  }));
  const asked = parameters === 'all' ? list.map(({ full }) => full) : parameters === 'none' ? [] : namesIn(parameters);
  const single = asked.flatMap((name): Direction[] => {
    const i = list.findIndex(({ full }) => full === name);
    if (i < 0) {
      throw new ExcursaError({
        kind: 'usage',
        what: { setting: 'parameters' },
        expected: `names out of ${list.map(({ full }) => full).join(', ')}`,
        got: name,
        remedy: { setting: 'parameters', value: list[0].full },
      });
    }
    if (model.values[i] === 0) return [];
    const parts = partsOf(model, list[i].group, list[i].name);
    return [{ name, meaning: list[i].meaning, parts, change: list.map((_, k) => Number(k === i)) }];
  });
  const all = combinations > 0 ? (combinationsOf(model) ?? []) : [];
  const word = (direction: readonly number[]): string =>
    direction
      .map((weight, i) => ({ weight, full: list[i].full }))
      .filter(({ weight }) => Math.abs(weight) >= leastWeight)
      .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight))
      .slice(0, mostParts)
      .map(({ weight, full }) => `${weight.toFixed(2)} ${full}`)
      .join(', ')
      .replaceAll('-', '−');
  const chosen = [
    ...all.slice(0, combinations).map((own, k) => ({ ...own, name: `determined ${k + 1}` })),
    ...all.slice(-combinations || all.length).map((own, k) => ({ ...own, name: `free ${k + 1}` })),
  ];
  return [
    ...single,
    ...chosen.map(({ name, direction, effect }) => ({
      name,
      meaning: `${word(direction)}; two-point functions change by ${effect.toExponential(1)}`,
      change: direction,
    })),
  ];
}

/** Relative changes, as shares, each once. */
export const stepsOf = ({ steps }: { readonly steps: string }): number[] =>
  [...new Set(steps.split(',').map(Number))].map((step) => step / 100);
