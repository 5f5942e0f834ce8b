import type { LabelVolume } from './labels.ts';
import { dot, lengthOfPixel, planeOf, type Vector } from './orientation.ts';
import { extentOf, type Scene } from './ray-caster.ts';

/** Lines and labels around a volume, as SVG of the picture's size: those behind the material, and those before it. */
export interface Frame {
  readonly behind: string;
  readonly before: string;
  /** Scale bar: a round length of about a quarter of the picture's width, its width in pixels, and its label. */
  readonly bar: { readonly width: number; readonly label: string };
}

const axes = ['x', 'y', 'z'] as const;

/** Text that is safe in markup: a unit is what a user wrote. */
const escaped = (text: string): string => text.replace(/&/g, '&amp;').replace(/</g, '&lt;');

/** A length of few digits with its unit. */
const lengthText = (length: number, unit: string): string =>
  `${Number(length.toPrecision(4))} ${unit === 'voxel' && length !== 1 ? 'voxels' : unit}`;

/** The length 1, 2 or 5 times a power of ten that is nearest, by ratio, to another. */
function roundLength(length: number): number {
  const power = 10 ** Math.floor(Math.log10(length));
  const off = (step: number): number => Math.abs(Math.log((step * power) / length));
  return [1, 2, 5, 10].reduce((best, step) => (off(step) < off(best) ? step : best)) * power;
}

/** A scale bar: a round length near a given one, and its label. */
export function barOf(near: number, unit: string): { readonly length: number; readonly text: string } {
  const length = roundLength(near);
  return { length, text: lengthText(length, unit) };
}

/** The box around what is shown, the lengths of the whole volume's edges, and a scale bar. */
export function frameOf(volume: LabelVolume, { orientation, low, high }: Scene, width: number, height: number): Frame {
  const extent = extentOf(volume);
  const pixel = lengthOfPixel(extent, orientation, width, height);
  const { right, up, toCamera } = planeOf(orientation);
  const edges: Vector = [volume.spacing[2], volume.spacing[1], volume.spacing[0]];
  /** Place in the picture of a corner of the box, each coordinate from 0 to 1. */
  const at = (corner: Vector): readonly [number, number] => {
    const p = corner.map((c, i) => (low[i] + c * (high[i] - low[i])) * edges[i] - extent[i] / 2) as unknown as Vector;
    return [width / 2 + dot(p, right) / pixel, height / 2 - dot(p, up) / pixel];
  };
  const facing = (axis: number, side: number): boolean => (side === 1 ? toCamera[axis] : -toCamera[axis]) > 0;
  const paths = { behind: '', before: '' };
  let labels = '';
  const [cx, cy] = at([0.5, 0.5, 0.5]);
  for (const [a, name] of axes.entries()) {
    const [b, c] = [(a + 1) % 3, (a + 2) % 3];
    let outer: { readonly x: number; readonly y: number; readonly far: number } | undefined;
    for (const [sb, sc] of [
      [0, 0],
      [0, 1],
      [1, 1],
      [1, 0],
    ]) {
      const corner = (along: number): Vector => {
        const own = [0, 0, 0];
        [own[a], own[b], own[c]] = [along, sb, sc];
        return own as unknown as Vector;
      };
      const [[x0, y0], [x1, y1]] = [at(corner(0)), at(corner(1))];
      const seen = Number(facing(b, sb)) + Number(facing(c, sc));
      const line = `M${x0.toFixed(1)},${y0.toFixed(1)}L${x1.toFixed(1)},${y1.toFixed(1)}`;
      paths[seen === 0 ? 'behind' : 'before'] += line;
      // An edge of the outline, low in the picture, has the label.
      const [x, y] = [(x0 + x1) / 2, (y0 + y1) / 2];
      const far = y + Math.hypot(x - cx, y - cy) / 2;
      if (seen === 1 && (!outer || far > outer.far)) outer = { x, y, far };
    }
    if (!outer) continue;
    const away = Math.hypot(outer.x - cx, outer.y - cy) || 1;
    const [x, y] = [outer.x + (14 * (outer.x - cx)) / away, outer.y + 4 + (14 * (outer.y - cy)) / away];
    const text = `${name} ${lengthText(extent[a], volume.unit)}`;
    // A letter is about 7 pixels wide; the label stays in the picture.
    const room = Math.min(width, 7 * text.length);
    const start = x < cx - 5 ? x - room : x > cx + 5 ? x : x - room / 2;
    const left = Math.min(width - room, Math.max(0, start)).toFixed(1);
    const down = Math.min(height - 4, Math.max(12, y)).toFixed(1);
    labels += `<text x="${left}" y="${down}">${escaped(text)}</text>`;
  }
  const { length, text } = barOf((width * pixel) / 4, volume.unit);
  return {
    behind: `<path d="${paths.behind}"/>`,
    before: `<path d="${paths.before}"/>${labels}`,
    bar: { width: length / pixel, label: text },
  };
}
