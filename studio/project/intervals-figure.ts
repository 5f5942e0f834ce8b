import type { DescribedQuantity } from '../../src/descriptor/index.ts';

/** A phase with its number of every side: images, twin. */
interface Row {
  readonly phase: string;
  readonly found: readonly (DescribedQuantity | undefined)[];
}

/**
 * Numbers of phases with their 95 % intervals as a figure by Plot, to be saved.
 * @param sides - names of what is compared. @param colours - of the phases.
 */
export async function intervalsFigure(
  title: string,
  rows: readonly Row[],
  sides: readonly string[],
  colours: readonly string[],
): Promise<SVGSVGElement> {
  const { dot, plot, ruleY } = await import('@observablehq/plot');
  const points = rows.flatMap(({ phase, found }, i) =>
    found.flatMap((own, s) => {
      if (own?.value == null) return [];
      const name = sides.length > 1 ? `${phase}, ${sides[s]}` : phase;
      return [
        { name, value: own.value, ends: own.interval ?? [own.value, own.value], colour: colours[i], first: s === 0 },
      ];
    }),
  );
  return plot({
    ...{ width: 420, height: 70 + 26 * points.length, marginLeft: 120, marginBottom: 40 },
    style: { background: 'none', color: '#1d2329', fontSize: '12px' },
    x: { label: title, labelAnchor: 'center', labelArrow: 'none', grid: true },
    y: { label: null, domain: points.map(({ name }) => name) },
    marks: [
      ruleY(points, {
        y: 'name',
        x1: (own) => own.ends[0],
        x2: (own) => own.ends[1],
        stroke: 'colour',
        strokeWidth: 2,
      }),
      dot(points, { y: 'name', x: 'value', r: 4, stroke: 'colour', fill: (own) => (own.first ? own.colour : '#fff') }),
    ],
    color: { type: 'identity' },
  }) as SVGSVGElement;
}
