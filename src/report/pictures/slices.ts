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

/** Pixels of a slice below which it is enlarged with sharp edges; others are averaged by the browser. */
const coarse = 300;

/** The widest of some slices, in their unit. @throws ExcursaError (usage) for slices in different units. */
function widestOf(maps: readonly PhaseMap[]): number {
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
  return Math.max(...maps.map(({ grid }) => grid.shape[2] * grid.spacing[2]));
}

/** One slice. @param widest - width that fills the column, in the unit of the slice. */
function figure(map: PhaseMap, title: string, widest: number): string {
  const { shape, spacing, unit } = map.grid;
  const [, height, width] = shape.map((n, a) => n * spacing[a]);
  const pixel = [...new Set([spacing[2], spacing[1]].map((d) => String(Number(d.toPrecision(4)))))].join(' × ');
  const size = `${shape[2]} × ${shape[1]} pixels of ${pixel} ${unitText(unit)}`;
  const sharp = shape[2] < coarse ? ';image-rendering:pixelated' : '';
  return `<figure class="slice"><figcaption><strong>${escapeHtml(title)}</strong> ${escapeHtml(size)}</figcaption>
<img src="${dataUrl(slicePng(map))}" alt="${escapeHtml(`section of the ${title}, ${size}`)}" style="width:${((100 * width) / widest).toFixed(3)}%;aspect-ratio:${(width / height).toFixed(6)}${sharp}"></figure>`;
}

/** Sections of data and model side by side under one legend: equal lengths are equal on the page. */
export function sliceSection(slices: NonNullable<ReportData['slices']>): string {
  const maps = slices.flatMap(({ data, model }) => (model ? [data, model] : [data]));
  const widest = widestOf(maps);
  const bar = scaleBar(widest, maps[0].grid.unit);
  const pairs = slices.map(({ data, model }) => {
    const both = model
      ? `${figure(data, 'data', widest)}${figure(model, 'model', widest)}`
      : figure(data, 'data', widest);
    // The bar stands in a column as wide as the widest slice.
    const below = `<div><div class="bar" style="width:${(100 * bar.share).toFixed(3)}%"></div><div class="barlabel">${escapeHtml(bar.label)}</div></div>`;
    return `<div class="${model ? 'pair' : 'single'}">${both}${below}</div>`;
  });
  return phaseLegend(maps) + pairs.join('\n');
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
