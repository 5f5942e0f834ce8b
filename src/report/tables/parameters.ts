import type { AnisotropyEstimate } from '../../calibrate/index.ts';
import type { ParameterRow } from '../report-data.ts';
import { type Cell, type Column, missingCell, numberText, percentCell, type Table } from './table.ts';

/** Group of the parameters that belong to no field. */
const scalarGroup = 'scalars';
/** Longest table of field parameters that is shown unfolded, rows. */
const longest = 20;

/** A bound without needless digits; open ends are infinite. */
function boundText(bound: number): string {
  if (Number.isNaN(bound)) return 'not finite';
  if (!Number.isFinite(bound)) return bound > 0 ? '∞' : '-∞';
  const short = Number(bound.toPrecision(4));
  const size = Math.abs(short);
  return size > 0 && (size < 1e-3 || size >= 1e6) ? numberText(short) : String(short);
}

/** The bounds of one parameter in all fields; those that differ stand side by side. */
function boundsCell(rows: readonly ParameterRow[]): Cell {
  const texts = rows.flatMap(({ bounds }) => (bounds ? [bounds.map(boundText).join(' … ')] : []));
  return texts.length > 0 ? [...new Set(texts)].join('; ') : missingCell('no bounds are known');
}

const boundsColumn: Column = { name: 'bounds', definition: 'interval that the calibration allowed', align: 'right' };

function scalarTable(scalars: readonly ParameterRow[]): Table {
  const bounded = scalars.some(({ bounds }) => bounds);
  return {
    name: 'scalar-parameters',
    title: 'Scalar parameters',
    columns: [
      { name: 'scalar' },
      { name: 'unit' },
      { name: 'value' },
      ...(bounded ? [boundsColumn] : []),
      { name: 'meaning' },
    ],
    rows: scalars.map((p) => [p.name, p.unit, { value: p.value }, ...(bounded ? [boundsCell([p])] : []), p.meaning]),
    notes: [],
  };
}

function fieldTable(parameters: readonly ParameterRow[]): Table {
  const fields = [...new Set(parameters.map(({ group }) => group))];
  const names = [...new Set(parameters.map(({ name }) => name))];
  const bounded = parameters.some(({ bounds }) => bounds);
  const rows = names.map((name): Cell[] => {
    const same = parameters.filter((p) => p.name === name);
    const values = fields.map((field): Cell => {
      const found = same.find(({ group }) => group === field);
      return found ? { value: found.value } : missingCell('the field has no such parameter');
    });
    return [name, same[0].unit, ...values, ...(bounded ? [boundsCell(same)] : []), same[0].meaning];
  });
  const isLong = rows.length > longest;
  return {
    name: 'field-parameters',
    title: isLong ? `${rows.length} parameters of each of ${fields.length} fields` : 'Correlation of each field',
    columns: [
      { name: 'parameter' },
      { name: 'unit' },
      ...fields.map((name): Column => ({ name, align: 'right' })),
      ...(bounded ? [boundsColumn] : []),
      { name: 'meaning' },
    ],
    rows,
    notes: [
      'Two-point functions do not determine the parameters one by one. Compare models by descriptors and curves, not by single parameters.',
    ],
    ...(isLong && { folded: true }),
  };
}

/** The parameters: scalars one a row, the parameters of the fields with one column a field. */
export function parameterTables(parameters: readonly ParameterRow[]): Table[] {
  const scalars = parameters.filter(({ group }) => group === scalarGroup);
  const ofFields = parameters.filter(({ group }) => group !== scalarGroup);
  return [
    ...(scalars.length > 0 ? [scalarTable(scalars)] : []),
    ...(ofFields.length > 0 ? [fieldTable(ofFields)] : []),
  ];
}

/** The scale of the z axis, by phase and in common, and the mean chords along z before and after. */
export function anisotropyTables(found: AnisotropyEstimate): Table[] {
  const { unit } = found;
  const scale = found.scale.toFixed(3);
  const rows = found.phases.map((p, index): Cell[] => [
    { phase: p.phase, index },
    { value: p.scale, error: p.standardError, decimals: 3 },
    p.atHalfLag ? { value: p.atHalfLag.scale, error: p.atHalfLag.standardError, decimals: 3 } : '-',
    { value: p.chordInPlane },
    { value: p.chordAlongZ },
    { value: p.modelBefore },
    percentCell(p.modelBefore / p.chordAlongZ - 1, { signed: true }),
    { value: p.modelAfter },
    percentCell(p.modelAfter / p.chordAlongZ - 1, { signed: true }),
  ]);
  const test =
    found.verdict === 'not testable'
      ? []
      : [
          `Chi-square of the misfit left by one scale: ${found.chiSquare.toPrecision(4)}, expected ${found.expected.toPrecision(4)}, p = ${found.pValue.toPrecision(2)}.`,
        ];
  return [
    {
      name: 'anisotropy',
      title: 'Anisotropy',
      columns: [
        { name: 'phase' },
        {
          name: 'own b_s',
          definition: `scale of the z axis that fits this phase alone. Correlations are evaluated at (x, y, z / b_s). Fitted is how much rarer boundaries are along z than in the plane of the same ${found.blocks} blocks, against the ratio of the model, exact where it has a closed form; standard errors by the jackknife over blocks`,
        },
        {
          name: 'b_s at half height',
          definition:
            'lag along z at which the covariance of the phase has fallen to half, over that in the plane, from the sections alone',
        },
        {
          name: 'mean chord in the plane',
          unit,
          definition: '2 V d N / X for X boundaries among N pairs of neighbours at distance d',
        },
        { name: 'mean chord z', unit },
        {
          name: 'model, b_s = 1',
          unit,
          definition: 'mean chord along z of the model as calibrated in the plane',
        },
        { name: 'error, b_s = 1', unit: '%' },
        { name: `model, b_s = ${scale}`, unit, definition: 'the same with the scale that serves all phases best' },
        { name: `error, b_s = ${scale}`, unit: '%' },
      ],
      rows,
      notes: [found.sentence, ...test],
    },
  ];
}
