import type { Compared, Comparison, FurtherComparison, PhaseComparison, Unmeasured } from '../../descriptor/index.ts';
import { escapeHtml, htmlTable, numberText, percentText, phaseName, signedPercentText, swatch } from '../html-text.ts';
import { isMisfit } from '../misfit.ts';
import { misfitColour } from '../style.ts';
import { unitText } from '../units.ts';

/** Definitions of the compared quantities, shown below the table. */
const definitions = `<dl class="note">
<dt>Volume fraction</dt><dd>share of the unmasked voxels.</dd>
<dt>Specific surface area</dt><dd>boundary area of the phase per volume of the whole material: images by (4/π) L<sub>A</sub> with the boundary length per
area L<sub>A</sub> from four directions, volumes by Crofton's formula with 13 directions.</dd>
<dt>Chord</dt><dd>unbroken stretch of one phase along a grid axis, every chord with the same weight; chords cut by the border or a mask are left out on
both sides, so only windows of one size compare exactly. Without an axis: the chords of all axes together.</dd>
<dt>Lineal length</dt><dd>integral of the lineal-path function L(r), the probability that a segment of length r along a grid axis lies wholly in the
phase, divided by L(0): half the mean chord if chords are weighted by their length. Every segment inside the window counts, so that the border brings no
bias; mean over the axes, over the lags that both sides have.</dd>
<dt>Euler number density</dt><dd>components − tunnels + cavities (in an image components − holes) per volume (area), neighbours at corners included.</dd>
<dt>Percolating fraction</dt><dd>share of the phase in components, by faces, that touch both sides of the window; mean over the axes.</dd>
<dt>Triple lines</dt><dd>length per volume of the lines along which three phases meet: twice the number of triple points per area of sections. With three
phases they are the same lines for all, and stand with the first.</dd>
<dt>Geodesic tortuosity</dt><dd>shortest path inside the phase from face to face over their distance, mean over the far voxels reached and the axes.</dd>
<dt>Radius of sizes</dt><dd>largest ball that fits into the phase and covers a voxel; r50 by volume. Structures cut by the border count as larger.</dd>
<dt>Constrictivity</dt><dd>(r50 of the simulated intrusion of mercury / r50 of sizes)², mean over the axes.</dd>
<dt>Error</dt><dd>(model − data) / data, the model being the mean of its realisations.</dd>
<dt>Standard error</dt><dd>that of the model's mean, relative to the data.</dd>
<dt>Scatter</dt><dd>standard deviation of one realisation, relative to the data: if it is as large as the data's window, this is the sampling
error to be expected of the data themselves.</dd>
</dl>`;

const isCompared = (value: Compared | Unmeasured): value is Compared => 'error' in value;

/** Unit of a further quantity in brackets, if it has one. */
function furtherUnit(kind: FurtherComparison['unit'], unit: string, rank: number): string {
  if (kind === 'none') return '';
  if (kind === 'length') return ` [${unit}]`;
  return ` [1/${unit}<sup>${kind === 'perVolume' ? rank : 2}</sup>]`;
}

/** The quantities of a phase that the table shows, those that were not compared at all left out. */
function quantitiesOf(phase: PhaseComparison, unit: string, rank: number): [string, Compared | Unmeasured][] {
  const chords = (['x', 'y', 'z'] as const).map((axis) => [`mean chord ${axis} [${unit}]`, phase.chordLength[axis]]);
  const list = [
    ['volume fraction', phase.volumeFraction],
    [`specific surface area [1/${unit}]`, phase.specificSurfaceArea],
    ...chords,
    [`mean chord [${unit}]`, phase.chordLength.mean],
    [`chord standard deviation [${unit}]`, phase.chordLengthStd.mean],
    [`mean lineal length [${unit}]`, phase.linealPath.mean],
    ...phase.further.map(({ name, unit: kind, compared }) => [name + furtherUnit(kind, unit, rank), compared]),
  ] as [string, Compared | Unmeasured | undefined][];
  return list.filter((entry): entry is [string, Compared | Unmeasured] => entry[1] !== undefined);
}

/** The error table of a comparison, with what its colour and its quantities mean. */
export function comparisonTable(comparison: Comparison): string {
  const { realisations, shape, twoPoint } = comparison;
  const rows = comparison.phases.flatMap((phase, p) =>
    quantitiesOf(phase, escapeHtml(unitText(twoPoint.unit)), shape.length).map(([name, value]) => {
      if (!isCompared(value)) {
        return { cells: [phaseName(phase.name, p), name, '–', '–', '–', '–', '–', escapeHtml(value.reason)] };
      }
      const numbers = [numberText(value.model), numberText(value.reference), signedPercentText(value.error)];
      const spread = [`± ${percentText(value.uncertainty)}`, percentText(value.scatter)];
      const misfit = isMisfit(value, realisations);
      return {
        cells: [phaseName(phase.name, p), name, ...numbers, ...spread, misfit ? 'misfit' : ''],
        ...(misfit && { mark: 'misfit' }),
      };
    }),
  );
  const head = ['phase', 'quantity', 'model', 'data', 'error', 'standard error', 'scatter', ''];
  // The standard deviation of n normal values is itself uncertain by 1 / sqrt(2 (n - 1)).
  const spread = percentText(1 / Math.sqrt(2 * (realisations - 1)));
  return `<p>${realisations} realisations of ${shape.join(' × ')} voxels; two-point functions differ by ${numberText(twoPoint.rootMeanSquareError)} (root mean square over pairs
and lags). The scatter, from ${realisations} realisations, is itself uncertain by about ${spread}.</p>
${htmlTable(head, rows, 'remarks')}
<p class="note">${swatch(misfitColour)}misfit: the error exceeds the 95 % limit for one more sample of that size, Student's t for the number of
realisations times the root of scatter² + standard error². About one row in twenty does so by chance.</p>${definitions}`;
}
