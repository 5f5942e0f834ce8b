import { type ExcursionModel, parametersOf } from '../phase/index.ts';
import { type Cell, type Chart, percentCell, slug, type Table } from '../report/index.ts';
import { exactAreas, exactFractions } from './exact-laws.ts';
import type { Findings, Row } from './study-kind.ts';
import { labelOf, meanOverAxes, meanWithError } from './tidy-table.ts';

/**
 * Sigmoids in place of cuts are the same as cuts at levels that scatter by a logistic law of scale 1 / nu: logistic(nu
 * (A - lambda)) is the probability that A + e >= lambda. A rule of three nodes has the moments of that law up to the
 * fifth: variance pi^2 / 3, fourth moment 7 pi^4 / 15.
 */
export const nodes = [
  { shift: 0, weight: 32 / 42 },
  { shift: Math.PI * Math.sqrt(7 / 5), weight: 5 / 42 },
  { shift: -Math.PI * Math.sqrt(7 / 5), weight: 5 / 42 },
] as const;

/** Shifts of all thresholds at once, in units of 1 / nu, with their weights; the first has none. */
export function shiftsOf({
  record,
}: ExcursionModel): { readonly shifts: readonly number[]; readonly weight: number }[] {
  return record.latents.reduce(
    (list, _) =>
      list.flatMap(({ shifts, weight }) =>
        nodes.map((node) => ({ shifts: [...shifts, node.shift], weight: weight * node.weight })),
      ),
    [{ shifts: [] as number[], weight: 1 }],
  );
}

/** A model whose thresholds are shifted. @param shifts - by latent, in the units of the latents. */
export function shifted(model: ExcursionModel, shifts: readonly number[]): ExcursionModel {
  const values = model.values.slice();
  const list = parametersOf(model.record, model.family);
  model.record.latents.forEach(({ threshold }, l) => {
    values[list.findIndex(({ group, name }) => group === 'scalars' && name === threshold)] -= shifts[l];
  });
  return { ...model, values };
}

/** Mean over the shifted models of what a closed form gives - [phase]; undefined where there is none. */
function meanOf(
  model: ExcursionModel,
  nu: number,
  of: (own: ExcursionModel) => number[] | undefined,
): number[] | undefined {
  const lists = shiftsOf(model).map(({ shifts, weight }) => {
    const found = of(
      shifted(
        model,
        shifts.map((shift) => shift / nu),
      ),
    );
    return found?.map((value) => weight * value);
  });
  if (lists.includes(undefined)) return undefined;
  return model.phases.map((_, phase) => (lists as number[][]).reduce((sum, list) => sum + list[phase], 0));
}

const quantities = [
  { name: 'volumeFraction', title: 'volume fraction', closed: exactFractions },
  { name: 'specificSurfaceArea', title: 'specific surface area', closed: exactAreas },
] as const;

/** Bias of soft phases against hard ones, by realisation and in closed form. */
export function sigmoidFindings(model: ExcursionModel, nus: readonly number[], rows: readonly Row[]): Findings {
  const all = shiftsOf(model);
  const rowsAt = (nu: number, node: number): Row[] =>
    rows.filter((row) => labelOf(row, 'node') === node && (node === 0 || labelOf(row, 'nu') === nu));
  const cells = quantities.flatMap(({ name, title, closed }) =>
    model.phases.flatMap((phase, index) =>
      nus.map((nu) => {
        const hard = closed(model)?.[index];
        const soft = meanOf(model, nu, closed)?.[index];
        const byNode = all.map((_, node) => rowsAt(nu, node).map((row) => meanOverAxes(row, phase.name, name)));
        const complete = byNode.every((list) => list.length === byNode[0].length && !list.includes(undefined));
        const biases = complete
          ? byNode[0].map(
              (own, r) => all.reduce((sum, { weight }, node) => sum + weight * byNode[node][r]!, 0) / own! - 1,
            )
          : [];
        return {
          ...{ name, title, phase: phase.name, nu, hard },
          closed: hard !== undefined && soft !== undefined ? soft / hard - 1 : undefined,
          drawn: biases.length > 0 && biases.every(Number.isFinite) ? meanWithError(biases) : undefined,
        };
      }),
    ),
  );
  const at = (nu: number) =>
    cells.filter((own) => own.nu === nu).flatMap(({ closed, drawn }) => closed ?? drawn?.mean ?? []);
  const missing = { missing: 'no closed form' };
  const table: Table = {
    name: 'bias',
    title: 'Bias of soft phases',
    columns: [
      { name: 'quantity' },
      { name: 'phase' },
      { name: 'nu' },
      { name: 'hard', definition: 'closed form of the model' },
      { name: 'bias, closed form', unit: '%', definition: '(soft - hard) / hard' },
      { name: 'bias, realisations', unit: '%', definition: 'mean ± standard error' },
    ],
    rows: cells.map(({ title, phase, nu, hard, closed, drawn }): Cell[] => [
      title,
      phase,
      { value: nu },
      hard === undefined ? missing : { value: hard },
      closed === undefined ? missing : percentCell(closed, { signed: true }),
      drawn
        ? percentCell(drawn.mean, { ...(drawn.error !== null && { error: 100 * drawn.error }), signed: true })
        : { missing: 'not measured' },
    ]),
    notes: [
      'Soft surface area: the mean area of the level sets of the indicator, which is its total variation for one latent.',
      'Soft and hard realisations share their noise.',
    ],
  };
  const figures: Chart[] = quantities.map(({ name, title }) => ({
    name: `bias-of-${slug(title)}`,
    title: `Bias of the ${title} by sigmoids`,
    xLabel: 'steepness nu [1]',
    yLabel: 'bias [%]',
    xScale: 'logarithmic',
    series: model.phases.flatMap((phase, k) => {
      const own = cells.filter((cell) => cell.name === name && cell.phase === phase.name);
      return [
        {
          ...{ label: `${phase.name}, closed form`, look: 'line' as const, colour: k + 1 },
          points: own.flatMap(({ nu, closed }) => (closed === undefined ? [] : [{ x: nu, y: 100 * closed }])),
        },
        {
          ...{ label: `${phase.name}, realisations`, look: 'dots' as const, colour: k + 1 },
          points: own.flatMap(({ nu, drawn }) =>
            drawn
              ? [
                  {
                    ...{ x: nu, y: 100 * drawn.mean },
                    ...(drawn.error !== null && {
                      low: 100 * (drawn.mean - 2 * drawn.error),
                      high: 100 * (drawn.mean + 2 * drawn.error),
                    }),
                  },
                ]
              : [],
          ),
        },
      ].filter(({ points }) => points.length > 0);
    }),
    caption: 'Lines are closed forms, dots means over realisations ± 2 standard errors.',
  }));
  const words = nus.map((nu) => {
    const found = at(nu);
    const most = found.length > 0 ? Math.max(...found.map(Math.abs)) : Number.NaN;
    return `${(100 * most).toPrecision(2)} % at nu = ${nu}`;
  });
  return {
    conclusion: [`Sigmoids change volume fractions and surface areas by at most ${words.join(', ')}.`],
    tables: [table],
    figures,
  };
}
