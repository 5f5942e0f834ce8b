import { encode } from 'fast-png';
import { ExcursaError } from '../../errors.ts';
import { masked, type PhaseMap } from '../../grid/index.ts';
import { escapeHtml, lengthText, maskedColour, phaseColour, phaseName, swatch, toRgb, unitText } from '../notation.ts';
import type { ReportData } from '../report-data.ts';
import { dataUrl, slicePng } from './png.ts';

/** The names and colours of the phases of maps that share them; masked is listed where voxels are. */
export function phaseLegend(maps: readonly PhaseMap[]): string {
  const items = maps[0].phases.map(({ name }, i) => phaseName(name, i));
  if (maps.some(({ data }) => data.includes(masked))) items.push(`${swatch(maskedColour)}masked`);
  return `<p class="legend">${items.map((item) => `<span>${item}</span>`).join('')}</p>`;
}

/** A scale bar: a round length, about a quarter of the picture's width. */
export interface ScaleBar {
  /** Length in the grid's unit: 1, 2 or 5 times a power of ten. */
  readonly length: number;
  /** Share of the picture's width. */
  readonly share: number;
  readonly label: string;
}

/**
 * The scale bar of a picture that is `width` units wide: the round length whose ratio to a quarter of the width is
 * nearest to 1.
 */
export function scaleBar(width: number, unit: string): ScaleBar {
  const quarter = width / 4;
  const power = 10 ** Math.floor(Math.log10(quarter));
  const distance = (length: number): number => Math.abs(Math.log(length / quarter));
  const length = [1, 2, 5, 10]
    .map((step) => step * power)
    .reduce((best, candidate) => (distance(candidate) < distance(best) ? candidate : best));
  return { length, share: length / width, label: lengthText(length, unit) };
}

/** Widest slice on the page, pixels: two stand side by side. */
const widest = 520;

/**
 * Pixels of the page per unit of length: whole pixels for the finest voxel where slices are enlarged, so that all look
 * alike.
 */
function pageScale(maps: readonly PhaseMap[]): number {
  const { unit } = maps[0].grid;
  const other = maps.find(({ grid }) => grid.unit !== unit);
  if (other) {
    throw new ExcursaError({
      kind: 'usage',
      what: 'report',
      expected: 'slices in one unit to show at one scale',
      got: `${unit} and ${other.grid.unit}`,
      remedy: { setting: 'spacing' },
    });
  }
  const scale = widest / Math.max(...maps.map(({ grid }) => grid.shape[2] * grid.spacing[2]));
  const finest = Math.min(...maps.map(({ grid }) => grid.spacing[2]));
  return scale * finest >= 1 ? Math.floor(scale * finest) / finest : scale;
}

function figure(map: PhaseMap, title: string, scale: number): string {
  const { shape, spacing, unit } = map.grid;
  const [, height, width] = shape.map((n, a) => n * spacing[a]);
  const bar = scaleBar(width, unit);
  const pixel = [...new Set([spacing[2], spacing[1]].map((d) => String(Number(d.toPrecision(4)))))].join(' × ');
  const caption = `${title}, ${shape[2]} × ${shape[1]} pixels of ${pixel} ${unitText(unit)}`;
  // Enlarged pixels stay sharp; reduced ones are averaged by the browser.
  const enlarged = scale * spacing[2] >= 1 ? ';image-rendering:pixelated' : '';
  return `<figure class="slice" style="width:${(width * scale).toFixed(2)}px;max-width:100%"><img src="${dataUrl(slicePng(map))}" alt="${escapeHtml(caption)}" style="aspect-ratio:${(width / height).toFixed(6)}${enlarged}">
<div class="bar" style="width:${(100 * bar.share).toFixed(3)}%"></div><div class="barlabel">${escapeHtml(bar.label)}</div>
<figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** Sections of data and model side by side: equal lengths are equal on the page. */
export function sliceSection(slices: NonNullable<ReportData['slices']>): string {
  const maps = slices.flatMap(({ data, model }) => (model ? [data, model] : [data]));
  const scale = pageScale(maps);
  const rows = slices.map(
    ({ data, model }) =>
      `<div class="row">${figure(data, 'data', scale)}${model ? figure(model, 'model', scale) : ''}</div>`,
  );
  const about =
    maps.length > slices.length
      ? '<p class="note">A section of the data beside one the model drew, at the same scale: they should resemble each other in kind, not in place.</p>'
      : '';
  return phaseLegend(maps) + about + rows.join('\n');
}

/** Pixels between the two pictures. */
const gap = 8;

/**
 * A grey image and its labels side by side, with a scale bar under both.
 * @param grey - values of the first layer - shape [ny, nx]. @returns PNG bytes, and what length the bar stands for.
 */
export function segmentationPreview(grey: Float64Array, map: PhaseMap): { bytes: Uint8Array; bar: string } {
  const [, ny, nx] = map.grid.shape;
  const bar = scaleBar(nx * map.grid.spacing[2], map.grid.unit);
  const thickness = Math.max(3, Math.round(ny / 100));
  const [width, height] = [2 * nx + gap, ny + 3 * thickness];
  const data = new Uint8Array(3 * width * height).fill(255);
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < ny * nx; i++) {
    low = Math.min(low, grey[i]);
    high = Math.max(high, grey[i]);
  }
  const scale = high > low ? 255 / (high - low) : 0;
  const colours = map.phases.map((_, i) => toRgb(phaseColour(i)));
  for (let y = 0, i = 0; y < ny; y++) {
    for (let x = 0; x < nx; x++, i++) {
      const value = Math.round((grey[i] - low) * scale);
      data.fill(value, 3 * (y * width + x), 3 * (y * width + x) + 3);
      data.set(colours[map.data[i]] ?? toRgb(maskedColour), 3 * (y * width + nx + gap + x));
    }
  }
  const length = Math.round(bar.share * nx);
  for (let y = ny + thickness; y < ny + 2 * thickness; y++) {
    for (const left of [0, nx + gap]) data.fill(0, 3 * (y * width + left), 3 * (y * width + left + length));
  }
  return { bytes: encode({ width, height, data, channels: 3, depth: 8 }), bar: bar.label };
}
