import { masked, type PhaseMap } from '../../grid/index.ts';
import { maskedColour } from '../colours.ts';
import { phaseName, swatch } from '../html-text.ts';

/** The names and colours of the phases of maps that share them; masked is listed where voxels are. */
export function phaseLegend(maps: readonly PhaseMap[]): string {
  const items = maps[0].phases.map(({ name }, i) => phaseName(name, i));
  if (maps.some(({ data }) => data.includes(masked))) items.push(`${swatch(maskedColour)}masked`);
  return `<p class="legend">${items.map((item) => `<span>${item}</span>`).join('')}</p>`;
}
