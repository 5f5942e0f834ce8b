import type { Compared, Comparison, Description, Unmeasured } from '../descriptor/index.ts';
import { escapeHtml, htmlTable, numberText, percentText } from './html-text.ts';
import { isMisfit } from './misfit.ts';
import type { ParameterRow } from './report-data.ts';
import { unitText } from './scale-bar.ts';

const isCompared = (value: Compared | Unmeasured | undefined): value is Compared =>
  value !== undefined && 'error' in value;

/** Definitions of the compared quantities, shown below the table. */
const definitions = `<p class="note">Volume fraction: share of the voxels. Specific surface area: boundary area of the phase per volume of the material; images by
(4/π) L<sub>A</sub> with the boundary length L<sub>A</sub> from four directions, volumes by Crofton's formula with 13 directions. Chord: complete chords along the
grid's axes, number-weighted; those cut by the border are left out on both sides, so only windows of one size compare exactly. Error: (model −
data) / data. Uncertainty: standard error of the model's mean over its realisations. Scatter: standard deviation of one realisation of the data's
size, which is the sampling error to be expected of the data themselves. Shaded rows: the error exceeds the 95 % limit for
one more sample of that size, Student's t for the number of realisations times the root of scatter² + uncertainty².</p>`;

/** The error table of a comparison. */
export function comparisonTable(comparison: Comparison): string {
  const { unit } = comparison.twoPoint;
  const u = escapeHtml(unitText(unit));
  const rows = comparison.phases.flatMap((phase) => {
    const entries: [string, Compared | Unmeasured | undefined][] = [
      ['volume fraction', phase.volumeFraction],
      [`specific surface area [1/${u}]`, phase.specificSurfaceArea],
      ...(['x', 'y', 'z'] as const).map((a): [string, Compared | Unmeasured | undefined] => [
        `mean chord ${a} [${u}]`,
        phase.chordLength[a],
      ]),
      [`mean chord [${u}]`, phase.chordLength.mean],
      [`chord standard deviation [${u}]`, phase.chordLengthStd.mean],
    ];
    return entries
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => {
        if (!isCompared(value))
          return { cells: [escapeHtml(phase.name), name, '–', '–', escapeHtml(value?.reason ?? ''), '', ''] };
        return {
          cells: [
            escapeHtml(phase.name),
            name,
            numberText(value.model),
            numberText(value.reference),
            percentText(value.error),
            `${(100 * value.uncertainty).toFixed(2)} %`,
            `${(100 * value.scatter).toFixed(2)} %`,
          ],
          ...(isMisfit(value, comparison.realisations) && { mark: 'misfit' }),
        };
      });
  });
  const head = ['phase', 'quantity', 'model', 'data', 'error', 'uncertainty', 'scatter'];
  const about = `<p>${comparison.realisations} realisations of ${comparison.shape.join(' × ')} voxels; two-point functions differ by ${numberText(comparison.twoPoint.rootMeanSquareError)} (root mean square over pairs and lags).</p>`;
  return about + htmlTable(head, rows) + definitions;
}

/** The table of a description. */
export function descriptionTable({ phases, grid }: Description): string {
  const u = escapeHtml(unitText(grid.unit));
  const rows = phases.map((phase) => {
    const area = phase.specificSurfaceArea;
    const { value, ci95 } = phase.volumeFraction;
    const chords = (['x', 'y', 'z'] as const).map((axis) => {
      const chord = phase.chordLength[axis];
      if (!chord) return '';
      return 'mean' in chord ? `${numberText(chord.mean)} (${numberText(chord.std)})` : escapeHtml(chord.reason);
    });
    return {
      cells: [
        escapeHtml(phase.name),
        String(phase.label),
        numberText(value),
        ci95 ? `${numberText(ci95[0])} … ${numberText(ci95[1])}` : 'field of view too small',
        'faces' in area ? numberText(area.crofton ?? area.stereological ?? area.faces) : escapeHtml(area.reason),
        'faces' in area ? numberText(area.faces) : '–',
        ...chords,
      ],
    };
  });
  const head = [
    'phase',
    'label',
    'volume fraction',
    '95 % interval',
    `S_V [1/${u}]`,
    `S_V, faces [1/${u}]`,
    ...['x', 'y', 'z'].map((a) => `chord ${a}, mean (std) [${u}]`),
  ];
  const area = phases.map((p) => p.specificSurfaceArea).find((a) => 'faces' in a);
  const note =
    area && 'estimator' in area
      ? `<p class="note">S_V: ${escapeHtml(area.estimator)}. Chords: complete ones, number-weighted.</p>`
      : '';
  return htmlTable(head, rows) + note;
}

/** The parameters: scalars one a row, the parameters of the fields with one column a field. */
export function parameterTables(parameters: readonly ParameterRow[]): string {
  const scalars = parameters.filter(({ group }) => group === 'scalars');
  const fields = [...new Set(parameters.map(({ group }) => group))].filter((group) => group !== 'scalars');
  const names = [...new Set(parameters.filter(({ group }) => group !== 'scalars').map(({ name }) => name))];
  const scalarTable = htmlTable(
    ['scalar', 'value', 'meaning'],
    scalars.map(({ name, value, meaning }) => ({ cells: [escapeHtml(name), numberText(value), escapeHtml(meaning)] })),
  );
  const of = (group: string, name: string): ParameterRow | undefined =>
    parameters.find((p) => p.group === group && p.name === name);
  const fieldTable = htmlTable(
    ['parameter', 'unit', ...fields.map(escapeHtml), 'meaning'],
    names.map((name) => {
      const first = of(fields[0], name);
      return {
        cells: [
          escapeHtml(name),
          escapeHtml((first?.unit ?? '').replace('um', 'µm')) || '–',
          ...fields.map((field) => numberText(of(field, name)?.value ?? Number.NaN)),
          escapeHtml(first?.meaning ?? ''),
        ],
      };
    }),
  );
  return `${scalarTable}<h3>Correlation of each field</h3>${fieldTable}<p class="note">Two-point functions do not determine the parameters one by one: compare models by
descriptors and curves, not by single parameters.</p>`;
}
