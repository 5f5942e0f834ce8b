import type { FittedCurve } from '../../calibrate/index.ts';
import { phaseColour } from '../colours.ts';
import { escapeHtml, phaseName, swatch } from '../html-text.ts';

/** Names of the phases in the user's order; a curve 'a-a' holds its phase's name twice. */
export function phaseNamesOf(curves: readonly FittedCurve[]): string[] {
  const names: string[] = [];
  for (const { pair, phases } of curves) {
    if (phases[0] === phases[1]) names[phases[0]] = pair.slice(0, (pair.length - 1) / 2);
  }
  return names;
}

/** Title of a pair of phases as HTML, behind their colours. */
export function pairTitle({ pair, phases }: FittedCurve, names: readonly string[]): string {
  const [a, b] = phases.map((i) => names[i]);
  if (a !== undefined && b !== undefined) return `${phaseName(a, phases[0])} – ${phaseName(b, phases[1])}`;
  return phases.map((i) => swatch(phaseColour(i))).join('') + escapeHtml(pair);
}

/** What a quantity belongs to, as HTML: a phase, or the interface 'a-b' of two. */
export function ownerText(of: string, curves: readonly FittedCurve[]): string {
  const names = phaseNamesOf(curves);
  const phase = names.indexOf(of);
  if (phase >= 0) return phaseName(of, phase);
  const curve = curves.find(({ pair }) => pair === of);
  return curve ? pairTitle(curve, names) : escapeHtml(of);
}
