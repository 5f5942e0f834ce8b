import type { AnisotropyEstimate } from '../../calibrate/index.ts';
import { escapeHtml, htmlTable, note, numberText, signedPercentText } from '../html-text.ts';
import { unitText } from '../units.ts';

/** The scale of the z axis, by phase and in common, and the mean chords along z before and after. */
export function anisotropyTable(found: AnisotropyEstimate): string {
  const unit = unitText(found.unit);
  const rows = found.phases.map((p) => ({
    cells: [
      escapeHtml(p.phase),
      `${p.scale.toFixed(3)} ± ${p.standardError.toFixed(3)}`,
      numberText(p.chordInPlane),
      numberText(p.chordAlongZ),
      `${numberText(p.modelBefore)} (${signedPercentText(p.modelBefore / p.chordAlongZ - 1)})`,
      `${numberText(p.modelAfter)} (${signedPercentText(p.modelAfter / p.chordAlongZ - 1)})`,
    ],
  }));
  const head = [
    'phase',
    'scale that it asks for',
    `mean chord in the plane [${unit}]`,
    `mean chord along z [${unit}]`,
    `model, b<sub>s</sub> = 1 [${unit}]`,
    `model, b<sub>s</sub> = ${found.scale.toFixed(3)} [${unit}]`,
  ];
  const test =
    found.verdict === 'not testable'
      ? ''
      : ` Chi-square of the misfit left by one scale: ${numberText(found.chiSquare)}, expected ${numberText(found.expected)}, p = ${numberText(found.pValue)}.`;
  return `<p>${escapeHtml(found.sentence)}${test}</p>
${htmlTable(head, rows)}
${note(`Correlations are evaluated at (x, y, z / b<sub>s</sub>). Fitted is how much rarer boundaries are along z than in the plane of the same ${found.blocks} blocks, phase by phase, against the exact ratio
of the model; standard errors by the jackknife over blocks. Mean chords are 2 V d N / X for X boundaries among N pairs of neighbours at distance d.`)}`;
}
