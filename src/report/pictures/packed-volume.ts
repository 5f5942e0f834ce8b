import { deflateSync } from 'fflate';
import { crop, type PhaseMap, type Triple } from '../../grid/index.ts';
import { toBase64 } from '../../io/index.ts';
import { escapeHtml, phaseColour, unitText } from '../notation.ts';

/** Largest edge of a volume in a page, voxels: 128^3 labels take about 250 kB of it. */
export const largestEdge = 128;

/** The middle of a volume, at most 128 voxels along each axis. */
export function middleOf(map: PhaseMap): PhaseMap {
  const { shape } = map.grid;
  const size = shape.map((n) => Math.min(n, largestEdge)) as unknown as Triple;
  if (size.every((n, axis) => n === shape[axis])) return map;
  return crop(map, shape.map((n, axis) => (n - size[axis]) >> 1) as unknown as Triple, size);
}

/**
 * A volume as an element of a page that its program reads: what a viewer must know, and the labels as raw deflate in
 * base64. The bytes are the same on every machine.
 */
export function packedVolume(map: PhaseMap, title: string): string {
  const { shape, spacing, unit } = map.grid;
  const phases = map.phases.map(({ name }, i) => ({ name, colour: phaseColour(i) }));
  const header = JSON.stringify({ title, shape, spacing, unit: unitText(unit), phases });
  const labels = toBase64(deflateSync(map.data, { level: 9 }));
  return `<script type="text/plain" data-header="${escapeHtml(header)}">${labels}</script>`;
}
