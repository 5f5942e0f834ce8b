import type { AnisotropyEstimate } from '../../calibrate/index.ts';
import { type Cell, percentCell, type Table } from './table.ts';

/** The scale of the z axis, by phase and in common, and the mean chords along z before and after. */
export function anisotropyTables(found: AnisotropyEstimate): Table[] {
  const { unit } = found;
  const scale = found.scale.toFixed(3);
  const rows = found.phases.map((p, index): Cell[] => [
    { phase: p.phase, index },
    { value: p.scale, error: p.standardError, decimals: 3 },
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
          definition: `scale of the z axis that fits this phase alone. Correlations are evaluated at (x, y, z / b_s). Fitted is how much rarer boundaries are along z than in the plane of the same ${found.blocks} blocks, against the exact ratio of the model; standard errors by the jackknife over blocks`,
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
          definition: 'exact mean chord along z of the model as calibrated in the plane',
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
