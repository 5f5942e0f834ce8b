import * as Plot from '@observablehq/plot';
import { type Comparison, type DistanceValues, isDistance } from '../../compare/index.ts';
import { dataColour, lineColours, modelColour, slug } from '../notation.ts';
import { type Figure, figureOf, type KeyEntry } from './figure.ts';

const model: KeyEntry = { label: 'model against data', colour: modelColour, dot: 'filled' };
const chance: KeyEntry = { label: 'model against model ± 2 scatter', colour: lineColours[1] };
const halves: KeyEntry = { label: 'two halves of the data', colour: dataColour, dot: 'hollow' };

interface Row {
  readonly what: string;
  readonly scale: number;
  readonly values: DistanceValues;
}

/** Wasserstein distances relative to the data's mean, one figure a phase, one line a distribution and direction. */
export function distanceFigures({ phases }: Comparison): Figure[] {
  return phases.flatMap(({ name, distributions }, p) => {
    const rows = distributions.flatMap(({ name: what, direction, compared }): Row[] =>
      isDistance(compared)
        ? [
            {
              what: direction === 'all' ? what : `${what} ${direction}`,
              scale: compared.scale,
              values: compared.wasserstein,
            },
          ]
        : [],
    );
    if (rows.length === 0) return [];
    const percent = (value: number, { scale }: Row): number => (100 * value) / scale;
    const ranges = rows.map((row) => {
      const { mean, std: scatter } = row.values.modelAgainstModel;
      const std = scatter ?? 0;
      return {
        y: row.what,
        x1: percent(Math.max(0, mean - 2 * std), row),
        x2: percent(mean + 2 * std, row),
        mid: percent(mean, row),
      };
    });
    const drawn = rows.map((row) => ({ y: row.what, x: percent(row.values.value, row) }));
    const apart = rows.flatMap((row) =>
      row.values.dataAgainstData === null ? [] : [{ y: row.what, x: percent(row.values.dataAgainstData, row) }],
    );
    return figureOf(`distances-${slug(name)}`, {
      title: ['Distances in ', { phase: name, index: p }],
      key: [model, chance, ...(apart.length > 0 ? [halves] : [])],
      xLabel: 'Wasserstein distance [% of the mean]',
      yLabel: 'distribution',
      plot: {
        height: 70 + 26 * rows.length,
        marginLeft: 116,
        x: { zero: true, nice: true, grid: true },
        y: { domain: rows.map(({ what }) => what), grid: false },
        marks: [
          Plot.link(ranges, {
            x1: 'x1',
            x2: 'x2',
            y1: 'y',
            y2: 'y',
            stroke: chance.colour,
            strokeWidth: 5,
            strokeOpacity: 0.45,
          }),
          Plot.tickX(ranges, { x: 'mid', y: 'y', stroke: chance.colour, strokeWidth: 2, inset: 6 }),
          Plot.dot(apart, { x: 'x', y: 'y', r: 4, stroke: halves.colour, fill: 'white' }),
          Plot.dot(drawn, { x: 'x', y: 'y', r: 4, fill: model.colour }),
        ],
      },
    });
  });
}
