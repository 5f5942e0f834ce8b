import type { AnisotropyEstimate } from '../calibrate/index.ts';
import { percent, short, table } from './table.ts';

/** The scale of the z axis by phase, and mean chords along z before and after, as text. */
export function anisotropyTable(found: AnisotropyEstimate): string {
  const rows = found.phases.map((p) => [
    p.phase,
    `${p.scale.toFixed(3)} ± ${p.standardError.toFixed(3)}`,
    short(p.chordAlongZ),
    short(p.modelBefore),
    percent(p.modelBefore / p.chordAlongZ - 1),
    short(p.modelAfter),
    percent(p.modelAfter / p.chordAlongZ - 1),
  ]);
  const head = ['phase', 'own b_s', 'mean chord z', 'b_s = 1', 'error', `b_s = ${found.scale.toFixed(3)}`, 'error'];
  return `${found.sentence}\n\n${table(head, rows)}`;
}
