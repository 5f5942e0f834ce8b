import type { Description, SizeDistribution } from '../../descriptor/index.ts';
import { phaseColour, slug, unitText } from '../notation.ts';
import { curve, type Figure, figureOf, type KeyEntry } from './figure.ts';

/** Looks of the axes in the order [x, y, z]. */
const looks = ['dashed', 'dotted', 'dash-dotted'] as const;

/** Continuous size distributions and intrusions of one description, one figure a phase. */
export function sizeDistributionFigures({ phases }: Pick<Description, 'phases'>): Figure[] {
  return phases.flatMap(({ name, sizeDistribution, intrusion }, i) => {
    if (!sizeDistribution || !('radii' in sizeDistribution)) return [];
    const axes = (['x', 'y', 'z'] as const).flatMap((axis) => {
      const entered = intrusion?.[axis];
      return entered && 'radii' in entered ? [{ axis, entered }] : [];
    });
    const own: { key: KeyEntry; sizes: SizeDistribution } = {
      key: { label: 'balls that fit', colour: phaseColour(i), cased: true },
      sizes: sizeDistribution,
    };
    const entering = axes.map(({ axis, entered }, a) => ({
      key: { label: `… pushed in along ${axis}`, colour: '#2b323a', look: looks[a], cased: false } as KeyEntry,
      sizes: entered,
    }));
    const all = [own, ...entering];
    return figureOf(`sizes-${slug(name)}`, {
      title: ['Sizes of ', { phase: name, index: i }],
      key: all.map(({ key }) => key),
      xLabel: `radius of the ball [${unitText(sizeDistribution.unit)}]`,
      yLabel: 'share of the phase covered',
      caption: `Share of ${name} covered by balls of a radius or larger. The thin line at one half marks the medians r50, whose ratio squared is the constrictivity.`,
      plot: {
        y: { domain: [0, 1] },
        marks: all.flatMap(({ key, sizes }) => [
          ...curve(
            [
              { x: 0, y: sizes.values[0] ?? 0 },
              ...sizes.radii.map((x, k) => ({ x, y: sizes.values[k] })),
              { x: sizes.radii[sizes.radii.length - 1] * 1.08, y: 0 },
            ],
            key,
          ),
          ...curve(
            [
              { x: 0, y: 0.5 },
              { x: sizes.radii[sizes.radii.length - 1] * 1.08, y: 0.5 },
            ],
            { colour: '#a8b0b8', look: 'dotted' },
          ),
        ]),
      },
    });
  });
}
